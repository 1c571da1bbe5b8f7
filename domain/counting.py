"""Counted words, for whoever runs the bot. What people read in Slack is in the catalogue, in whole sentences."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return "1 decision" or "3 decisions"; `many` is the word for several where it takes more than an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
