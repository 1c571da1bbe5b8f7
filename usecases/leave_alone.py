"""Somebody does not want our questions any more: for good, until they say otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from storage.evidence import Happening, record
from storage.inserting import insert_into
from storage.people import subject_of
from storage.tables import left_alone, pulse_asks
from storage.transaction import Tx


@dataclass(frozen=True)
class LeaveAlone:
    """`wanted`: they are to be left alone; else they may be asked again."""

    person: str
    wanted: bool
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs."""
        return f"~{self.person}"


def leave_alone(tx: Tx, command: LeaveAlone) -> bool:
    """Keep it, in this transaction; False where it was so already. What they have not answered by now is over."""
    own = left_alone.c.person == command.person
    if not command.wanted:
        changed = tx.conn.execute(delete(left_alone).where(own)).rowcount > 0
    else:
        added = insert_into(tx.conn, left_alone).values(person=command.person).on_conflict_do_nothing()
        changed = tx.conn.execute(added.returning(left_alone.c.person)).first() is not None
        open_asks = (pulse_asks.c.person == command.person) & (pulse_asks.c.state != "answered")
        tx.conn.execute(delete(pulse_asks).where(open_asks))
    if changed:
        subject = subject_of(tx.conn, command.person)
        action = "questions.off" if command.wanted else "questions.on"
        record(tx.conn, Happening(action, command.now, subject, facts={"person": subject}))
    return changed
