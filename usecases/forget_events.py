"""Stored events that were dealt with long ago are deleted: the record has what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage.tables import inbox
from storage.transaction import Tx

# Small enough that a decision never waits long behind it.
AT_ONCE = 200


@dataclass(frozen=True)
class ForgetEvents:
    """All that was done with before this instant."""

    before: datetime


def forget_events(tx: Tx, command: ForgetEvents) -> int:
    """Delete at most 200 stored events, in this transaction; return how many. What is open is kept."""
    old = select(inbox.c.id).where(inbox.c.done_at < command.before).limit(AT_ONCE)
    return tx.conn.execute(delete(inbox).where(inbox.c.id.in_(old))).rowcount
