"""On Fridays whoever answers for something is asked whether they will be away: once, and never who has said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.digests import add_digests
from storage.leave import standing_leave
from storage.transaction import Tx


@dataclass(frozen=True)
class AskAboutLeave:
    """It is time to ask this person about the week after this one (`week`: 2026-W48)."""

    person: str
    week: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.person


def ask_about_leave(tx: Tx, command: AskAboutLeave) -> bool:
    """Wish that they are asked, in this transaction; False where they were, or have said that they are away."""
    leave = standing_leave(tx.conn, command.person)
    if leave is not None and leave.until_at > command.now:
        return False
    if not add_digests(tx.conn, audience_of(command.person), [command.week], "issued", now=command.now):
        return False
    subject, route = f"{command.person}:{command.week}", f"person:{command.person}"
    outbox.want(tx, [outbox.wish("friday", route=route, subject=subject, now=command.now)])
    return True


def audience_of(person: str) -> str:
    """Return whom a Friday's question is for, as the list of summaries spells it."""
    return f"friday:{person}"
