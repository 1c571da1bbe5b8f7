"""What a message says, taken from its blocks as a reader would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from domain.outputs import Output
from handlers.cards.message import Message
from handlers.cards.review import draw_card
from storage.card_views import CardView, card_view
from tests.builders import Company


def view_of(company: Company, output: Output) -> CardView:
    found = company.db.read_now(card_view, output.id, company.now)
    assert found is not None
    return found


def card(company: Company, output: Output) -> Message:
    return draw_card(view_of(company, output), now=company.now)


def part(message: Message, name: str) -> str:
    """What one part of a card says, "" if the card has no such part."""
    return " ".join(
        text
        for block in message.blocks
        if str(block["block_id"]).split(":")[2] == name
        for text in texts(block)
    )


def texts(node: Any) -> Iterator[str]:
    """Every text in a block in reading order; a time by its fallback."""
    if isinstance(node, list):
        for one in node:
            yield from texts(one)
    elif isinstance(node, dict) and node.get("type") == "date":
        yield str(node["fallback"])
    elif isinstance(node, dict):
        for key in _HOLDING_TEXT:
            if isinstance(value := node.get(key), str) and key == "text":
                yield value
            elif not isinstance(value, str):
                yield from texts(value)


_HOLDING_TEXT = ("title", "label", "text", "fields", "blocks", "elements", "element", "options", "accessory")


def buttons(message: Message) -> list[str]:
    """The action ids of everything that can be pressed, in order."""
    return [str(element["action_id"]) for block in message.blocks for element in _pressable(block)]


def _pressable(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for element in (*block.get("elements", []), block.get("accessory", {})):
        if "action_id" in element:
            yield element


def as_written(shown: str, *, crlf: bool) -> str:
    """The text that is shown so: what stands by its number, as what it is; line ends as they are said to be."""
    kept = "\ud800"  # in no text
    text = shown.replace("⟨U+2423⟩", kept)
    text = re.sub(r"⟨U\+([0-9A-F]{4,6})⟩", lambda found: chr(int(found[1], 16)), text)
    if not text.replace("␣", "").strip():  # nothing but blanks: spaces are drawn
        text = text.replace("␣", " ")
    text = text.replace(kept, "␣")
    return text.replace("\n", "\r\n") if crlf else text


def lines(message: Any) -> list[str]:
    """Return what each block of a message says, buttons left out."""
    told = [block for block in message["blocks"] if block["type"] not in ("actions", "divider")]
    said = ["".join(texts({key: one for key, one in block.items() if key != "accessory"})) for block in told]
    return [line for line in said if line]
