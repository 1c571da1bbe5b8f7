"""A fix: approving with a correction. What is approved, and released, is the corrected text."""

from __future__ import annotations

from dataclasses import dataclass

from domain.content import commitment, content_sha256
from domain.refusals import Refused
from domain.statistics.editing import share_changed

# A longer text, and a longer correction, is for the AI system to write again: reject it.
LONGEST_FIX = 12_000


@dataclass(frozen=True)
class Correction:
    """A corrected text with its own hash, and its own salt and commitment for the record. `changed`: how much of what
    was handed in it changes, from 0 to 1.
    """

    text: str
    sha256: str
    salt: bytes
    commitment: str
    changed: float

    @classmethod
    def of(cls, text: str, *, handed_in: str, salt: bytes) -> Correction:
        """Return the correction of a text. It compares the two, which takes milliseconds (`share_changed`): not for
        while a transaction is open. Raises ValueError as `content_sha256` and `commitment` do.
        """
        return cls(text, content_sha256(text), salt, commitment(salt, text), share_changed(handed_in, text))


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
