"""How long a decision took, where it could be measured: for the workflow and the day, for no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from domain.statistics.reading import is_fast
from storage.tables import review_times
from storage.transaction import Tx
from storage.workflows import workflow

Measured = Literal["queue", "batch", "modal"]

# Whoever had a text before them for longer was away for some of it, and nobody knows for how much.
LONGEST = timedelta(minutes=10)


@dataclass(frozen=True)
class NoteReviewTime:
    """A text was before a person from `shown_at` until they decided, at `now`.

    Where several were before them at once they share the time: `shared` in all, `count` of this workflow. The text had
    so many `words` (of several on average), None where nobody knows; it was `approved` as it was, or not.
    """

    workflow: str
    measured: Measured
    shown_at: datetime
    now: datetime
    shared: int = 1
    count: int = 1
    words: float | None = None
    approved: bool = False


def note_review_time(tx: Tx, command: NoteReviewTime) -> bool:
    """Keep how long each of them took, in this transaction; False where that is not known, and nothing is kept.

    The day is that of the workflow's own zone.
    """
    took = (command.now - command.shown_at) / command.shared
    found = workflow(tx.conn, command.workflow)
    if found is None or not timedelta(0) <= took <= LONGEST:
        return False
    day = command.now.astimezone(ZoneInfo(found.policy.working_hours.timezone)).date()
    row = {
        "workflow": command.workflow,
        "day": day.isoformat(),
        "measured": command.measured,
        "seconds": took.total_seconds(),
        "fast": _is_fast(command, took.total_seconds()),
    }
    tx.conn.execute(insert(review_times), [row] * command.count)
    return True


def _is_fast(command: NoteReviewTime, seconds: float) -> bool | None:
    """Say whether it was approved sooner than one reads; None where nobody knows."""
    if not command.approved:
        return False
    return None if command.words is None else is_fast(seconds, command.words)
