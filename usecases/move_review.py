"""A review comes to somebody, or to whoever takes it: the one place that says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, update

from domain.outputs import FINAL, Output
from domain.refusals import Refused
from storage.audits import audit_of
from storage.evidence import about, record
from storage.outputs import released_at
from storage.people import subject_of
from storage.tables import review_moves, reviews
from storage.transaction import Tx
from usecases.tell import redraw_card

Why = Literal[
    "load", "taken", "taken_back", "handed_over", "handed_back", "pooled", "idle", "missed", "leave"
]


@dataclass(frozen=True)
class Move:
    """Whose it was and whose it is (None: for whoever takes it), why, and by whom (None: by the clock)."""

    was: str | None
    becomes: str | None
    why: Why
    by: str | None
    leave_id: str | None = None


def why_over(conn: Connection, output: Output) -> Refused | None:
    """Return why nobody can have the output's review any more, None while it waits, before it goes out or after."""
    if output.state in FINAL:
        return Refused.of("already_final", state=output.state, by=None, at=output.settled_at)
    if output.state != "released":
        return None
    audit = audit_of(conn, output.id)
    if audit is not None and audit.is_open:
        return None
    return Refused.of("already_released", by=None, at=released_at(conn, output.id))


def move_review(tx: Tx, output: Output, move: Move, *, now: datetime, redraw: bool = True) -> None:
    """Give the review to that person in this transaction, and keep that it came to them. The card is to show it,
    unless that is just being drawn (`redraw` False).
    """
    taken_at = now if move.why == "taken" else None
    # What needed nobody's decision has only been looked at since.
    kind = "first" if output.needed else "audit"
    asked = update(reviews).where(reviews.c.output_id == output.id, reviews.c.kind == kind)
    tx.conn.execute(asked.values(assignee=move.becomes, taken_at=taken_at))
    row = {
        "output_id": output.id,
        "was": move.was,
        "becomes": move.becomes,
        "why": move.why,
        "moved_by": move.by,
        "moved_at": now,
        "leave_id": move.leave_id,
    }
    tx.conn.execute(insert(review_moves).values(row))
    actor = "clock" if move.by is None else subject_of(tx.conn, move.by)
    people = {
        role: subject_of(tx.conn, person)
        for role, person in (("was", move.was), ("becomes", move.becomes))
        if person is not None
    }
    if move.why == "taken":
        happening = about(output, "review.taken", at=now, actor=actor)
    else:
        happening = about(output, "review.moved", at=now, actor=actor, why=move.why, **people)
    record(tx.conn, happening)
    if redraw:
        redraw_card(tx, output, now=now, yields=move.by is None)
    tx.changed.add(output.id)
