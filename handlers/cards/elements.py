"""The few pieces of Block Kit that we use, as plain dictionaries within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from handlers.cards.message import Json
from handlers.cards.safe_text import clipped

Style = Literal["primary", "danger"]

SECTION_ROOM = 3_000
HEADER_ROOM = 150
CONTEXT_ROOM = 2_000


def plain_text(text: str, room: int = SECTION_ROOM) -> Json:
    """Return a text that Slack never parses."""
    return {"type": "plain_text", "text": clipped(text, room), "emoji": False}


def header(text: str) -> Json:
    """Return a title line."""
    return {"type": "header", "text": plain_text(text, HEADER_ROOM)}


def section(text: str, accessory: Json | None = None) -> Json:
    """Return a paragraph, with a button beside it if given."""
    block: Json = {"type": "section", "text": plain_text(text)}
    return block if accessory is None else block | {"accessory": accessory}


def context(*texts: str | Json) -> Json:
    """Return a small line of at most ten texts; a ready element (a time) is taken as it is."""
    return {
        "type": "context",
        "elements": [plain_text(one, CONTEXT_ROOM) if isinstance(one, str) else one for one in texts],
    }


def token(mrkdwn: str) -> Json:
    """Return a text that Slack parses: for times, and nothing that others wrote."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def line(elements: Sequence[Json]) -> Json:
    """Return one line of rich text."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def quote(elements: Sequence[Json]) -> Json:
    """Return a quoted text of rich text, with a bar at its side."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": list(elements)}]}


def preformatted(elements: Sequence[Json]) -> Json:
    """Return rich text that Slack shows as it is, to be copied."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": list(elements)}],
    }


def verbatim(text: str) -> Json:
    """Return an element of rich text that shows just this text, which is visible already."""
    return {"type": "text", "text": text}


def actions(*elements: Json) -> Json:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def button(action_id: str, label: str, value: str, style: Style | None = None) -> Json:
    """Return a button; `value` is an id of ours, never a text."""
    shape: Json = {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": label},
        "value": value,
    }
    return shape if style is None else shape | {"style": style}


def link_button(action_id: str, label: str, url: str) -> Json:
    """Return a button that opens an address of our own making, such as a card's."""
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": action_id, "text": text, "url": url}


def option(label: str, value: str) -> Json:
    """Return one choice of a menu."""
    return {"text": {"type": "plain_text", "text": label}, "value": value}


def menu(action_id: str, placeholder: str, options: Iterable[Json]) -> Json:
    """Return a list to choose from; what is chosen is sent at once where it stands among buttons."""
    text = {"type": "plain_text", "text": placeholder}
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": text,
        "options": list(options),
    }


def overflow(action_id: str, options: Iterable[Json]) -> Json:
    """Return the menu behind three dots, of one to five choices."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def divider() -> Json:
    """Return a thin line."""
    return {"type": "divider"}
