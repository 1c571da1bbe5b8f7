"""Looks at what has gone out already: what people say of it, and which of that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.outputs import Via

AuditVerdict = Literal["approve", "reject"]


@dataclass(frozen=True)
class AuditVote:
    """What one person said about a text that had gone out. `final_at` is when it can no longer be undone,
    `settled_at` when it took effect.
    """

    id: str
    output_id: str
    sha256: str
    person: str
    verdict: AuditVerdict
    reason: str | None
    note: str | None
    via: Via
    acted_at: datetime
    recorded_at: datetime
    final_at: datetime
    withdrawn_at: datetime | None = None
    settled_at: datetime | None = None


def counting(votes: Iterable[AuditVote]) -> AuditVote | None:
    """Return the vote that settles the audit, now or when its minute of undo is over; None while there is none.

    One rejection beats all approvals, from the click; of several of a kind the first counts.
    """
    standing = [vote for vote in votes if vote.withdrawn_at is None]
    ordered = sorted(standing, key=lambda vote: (vote.verdict != "reject", vote.recorded_at, vote.id))
    return next(iter(ordered), None)
