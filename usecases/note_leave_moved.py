"""All that somebody had when they went away has been moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.tables import leaves
from storage.transaction import Tx


@dataclass(frozen=True)
class NoteLeaveMoved:
    """Nothing of this leave's person is left to be moved."""

    leave_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.leave_id


def note_leave_moved(tx: Tx, command: NoteLeaveMoved) -> None:
    """Keep that, in this transaction."""
    tx.conn.execute(update(leaves).where(leaves.c.id == command.leave_id).values(moved_at=command.now))


def leaves_to_move(conn: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return the leaves that have begun and whose person's reviews are still theirs: the leave and the person."""
    begun = select(leaves.c.id, leaves.c.person).where(
        leaves.c.ended_at.is_(None),
        leaves.c.moved_at.is_(None),
        leaves.c.from_at <= now,
        leaves.c.until_at > now,
    )
    return [(row.id, row.person) for row in conn.execute(begun.order_by(leaves.c.id))]


def leaves_that_are_over(conn: Connection, now: datetime) -> list[str]:
    """Return who is back by now and has not been noted to be."""
    over = select(leaves.c.person).where(leaves.c.ended_at.is_(None), leaves.c.until_at <= now)
    return list(conn.execute(over.order_by(leaves.c.person)).scalars())
