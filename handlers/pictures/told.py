"""A picture in words, for whoever does not see it."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.cards.safe_text import clipped
from handlers.pictures.picture import ALT_ROOM


def in_words(title: str, said: Iterable[str], notes: Iterable[str] = ()) -> str:
    """Return the title, then what each part of the picture says, as sentences."""
    parts = [title, *said, *notes]
    return clipped(" ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts), ALT_ROOM)
