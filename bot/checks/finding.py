"""One thing that was looked at, and whether it is fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["fit", "note", "unfit"]


@dataclass(frozen=True)
class Finding:
    """`fit`, worth a `note` (it works without), or `unfit`; `says` is one line, with what would be right."""

    part: str
    verdict: Verdict
    says: str


def fit(part: str, says: str) -> Finding:
    """Return that the part is as it should be."""
    return Finding(part, "fit", says)


def note(part: str, says: str) -> Finding:
    """Return that the part does, and what is worth knowing."""
    return Finding(part, "note", says)


def unfit(part: str, says: str) -> Finding:
    """Return that the part will not do, and what would be right."""
    return Finding(part, "unfit", says)
