"""Addresses that were handed in: shown by the host they lead to, whatever their label says."""

from __future__ import annotations

from urllib.parse import urlsplit

from handlers.cards.elements import line
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import Link

_LABEL_ROOM = 80
_HOST_ROOM = 80


def host_of(url: str) -> str:
    """Return the host an address leads to, in the letters that DNS has; "?" if there is none."""
    try:
        host = urlsplit(url).hostname or ""
        return clipped(host if host.isascii() else host.encode("idna").decode("ascii"), _HOST_ROOM) or "?"
    except (ValueError, UnicodeError):
        return "?"


def links_line(links: tuple[Link, ...]) -> Json | None:
    """Return a line of the links that lead somewhere, or None if none does."""
    elements: list[Json] = []
    for link in links:
        if host_of(link.url) != "?":
            before = f"{clipped(link.label, _LABEL_ROOM)}: " if link.label.strip() else ""
            gap = " · " if elements else ""
            if gap or before:
                elements.append({"type": "text", "text": gap + before})
            elements.append({"type": "link", "url": link.url, "text": host_of(link.url)})
    return line(elements) if elements else None


def link_sentences(links: tuple[Link, ...]) -> list[Sentence]:
    """Return the links in words, for who hears the card."""
    return [
        say(
            "card.link",
            label=clipped(link.label, _LABEL_ROOM) or plain("card.a_link"),
            host=host_of(link.url),
        )
        for link in links
    ]
