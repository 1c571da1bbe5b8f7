"""A fix: approving with a correction. What is approved, and released, is the corrected text."""

from __future__ import annotations

from dataclasses import dataclass

from domain.refusals import Refused

# A longer text, and a longer correction, is for the AI system to write again: reject it.
LONGEST_FIX = 12_000


@dataclass(frozen=True)
class Correction:
    """A corrected text with its own hash, and its own salt and commitment for the record."""

    text: str
    sha256: str
    salt: bytes
    commitment: str


def too_long_to_fix(text: str) -> bool:
    """Say whether a text has more characters than can be corrected by hand here."""
    return len(text) > LONGEST_FIX


def problem_with(correction: Correction, *, sha256: str) -> Refused | None:
    """Return why this cannot take the place of the text `sha256`, None if it can."""
    if not correction.text.strip():
        return Refused.of("fix_blank")
    if correction.sha256 == sha256:
        return Refused.of("fix_changes_nothing")
    return Refused.of("fix_too_long") if too_long_to_fix(correction.text) else None
