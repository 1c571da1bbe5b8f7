"""What one did oneself, in one's own App Home."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "own.title": "Your last 30 days",
    "own.judged": "{count} judged: {parts}",
    "own.approved": "{count} approved",
    "own.fixed": "{count} fixed",
    "own.rejected": "{count} rejected",
    "own.taken_back": "Of what you let out, taken back later: {count}",
    "own.put_right": "Put right by you: {count}",
    "own.alone": "Only you see this. It is compared with nobody.",
}
