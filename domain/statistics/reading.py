"""How long it takes to read a text, and what is sooner than anybody can have read it."""

from __future__ import annotations

# Silent reading of English non-fiction, on average (Brysbaert 2019); most people are between 175 and 300.
WORDS_A_MINUTE = 238
# Who knows what to look for is fast and right: only what is far below is called fast.
_FAST = 0.2


def reading_seconds(words: float) -> float:
    """Return how many seconds so many words take to read, on average."""
    return words / WORDS_A_MINUTE * 60


def is_fast(seconds: float, words: float) -> bool:
    """Say whether so many seconds are less than a fifth of what so many words take to read."""
    return seconds < _FAST * reading_seconds(words)
