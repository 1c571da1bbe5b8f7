"""A stored event has been dealt with, or is put off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from storage.tables import inbox
from storage.transaction import Tx


@dataclass(frozen=True)
class FinishEvent:
    """The event's row and one word for what came of it.

    `left` is what is kept of the event in place of what was stored; None: all of it.
    """

    inbox_id: int
    outcome: str
    now: datetime
    left: Mapping[str, object] | None = None


def finish_event(tx: Tx, command: FinishEvent) -> None:
    """Mark the stored event as done with, in this transaction. Again: nothing more."""
    left = {} if command.left is None else {"payload": dict(command.left)}
    tx.conn.execute(
        update(inbox)
        .where(inbox.c.id == command.inbox_id, inbox.c.done_at.is_(None))
        .values(done_at=command.now, outcome=command.outcome, **left)
    )


@dataclass(frozen=True)
class PutOffEvent:
    """The event could not be judged yet (who it was could not be looked up): when to try again."""

    inbox_id: int
    due_at: datetime


def put_off_event(tx: Tx, command: PutOffEvent) -> None:
    """Let the event be tried again at `due_at`, in this transaction. It stays stored until it is judged."""
    tx.conn.execute(
        update(inbox)
        .where(inbox.c.id == command.inbox_id, inbox.c.done_at.is_(None))
        .values(due_at=command.due_at, attempts=inbox.c.attempts + 1)
    )
