"""The three characters that Slack keeps as entities."""

from __future__ import annotations

import re

from sandbox.json_types import Json

_BARE_AMPERSAND = re.compile(r"&(?!(amp|lt|gt);)")


def typed_text(text: str) -> str:
    """What a person typed, as apps receive it: none of it is mark-up."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_blocks(value: object) -> None:
    """Escapes the text objects of blocks in place, as Slack returns them to the app; rich_text stays as it is."""
    if isinstance(value, list):
        for one in value:
            escape_blocks(one)
    elif isinstance(value, dict) and value.get("type") != "rich_text":
        if value.get("type") in ("plain_text", "mrkdwn") and isinstance(value.get("text"), str):
            value["text"] = _escaped(value)
        for held in value.values():
            escape_blocks(held)


def _escaped(text_object: Json) -> str:
    text = _BARE_AMPERSAND.sub("&amp;", text_object["text"])
    if text_object["type"] == "mrkdwn":
        return text
    return text.replace("<", "&lt;").replace(">", "&gt;")
