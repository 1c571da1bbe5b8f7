"""A review is over, or open again: when it ended, and how long the output waited, by the wall and in working time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, update

from domain.outputs import Output
from storage.escalation import policy_of
from storage.tables import reviews
from storage.transaction import Tx


def close_review(tx: Tx, output: Output, *, now: datetime) -> None:
    """Close the output's first review, in this transaction, and keep both times from hand-in until now, in seconds.

    Working time is that of the policy which it was judged under, open questions included: nothing later can say it
    again where a calendar of holidays has changed.
    """
    hours = policy_of(tx.conn, output.policy_id).working_hours
    values = {
        "closed_at": now,
        "wall_s": (now - output.submitted_at).total_seconds(),
        "working_s": hours.between(output.submitted_at, now).total_seconds(),
    }
    tx.conn.execute(update(reviews).where(_first(output)).values(values))


def reopen_review(tx: Tx, output: Output) -> None:
    """Open it again, in this transaction."""
    values = {"closed_at": None, "wall_s": None, "working_s": None}
    tx.conn.execute(update(reviews).where(_first(output)).values(values))


def _first(output: Output) -> ColumnElement[bool]:
    return and_(reviews.c.output_id == output.id, reviews.c.kind == "first")
