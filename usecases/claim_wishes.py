"""A process takes wishes from the outbox for a while: one a route, so that what belongs in order stays so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import func, literal, update

from storage.crash_points import crash_point
from storage.outbox import add_shared
from storage.queue import Due, Queued, due_heads, one_at_a_time
from storage.tables import outbox
from storage.tables.types import Instant
from storage.transaction import Tx


@dataclass(frozen=True)
class ClaimWishes:
    """`by` names this claim and no other. Leases run in real time.

    `after` is the route that was served last: the next ones come first. `yielding_first`: this time those that
    else let others go first do not.
    """

    by: str
    due: Due
    limit: int
    after: str
    retries_first: bool
    yielding_first: bool
    lease: timedelta
    claims: ClassVar[bool] = True


def claim_wishes(tx: Tx, command: ClaimWishes) -> list[Queued]:
    """Lease due wishes in this transaction and return them as they were before.

    That an attempt begins is thus committed before anything is sent. Processes claim one after the other, and
    nothing in this transaction waits for anybody after that.
    """
    add_shared(tx)
    due = command.due
    one_at_a_time(tx.conn)
    claimed = due_heads(
        tx.conn,
        due,
        after=command.after,
        limit=command.limit,
        retries_first=command.retries_first,
        yielding_first=command.yielding_first,
    )
    if claimed:
        tx.conn.execute(
            update(outbox)
            .where(outbox.c.id.in_([wish.id for wish in claimed]))
            .values(
                state="leased",
                leased_by=command.by,
                lease_until=due.real_now + command.lease,
                attempts=outbox.c.attempts + 1,
                attempted_at=func.coalesce(outbox.c.attempted_at, literal(due.now, Instant)),
            )
        )
        crash_point("outbox.in_claim")
    return claimed


@dataclass(frozen=True)
class InheritLeases:
    """Whoever held leases is surely gone; `until` (real time) is when history can be trusted again."""

    until: datetime


def inherit_leases(tx: Tx, command: InheritLeases) -> None:
    """Let leases run out early, in this transaction: only where no other process can be serving (SQLite)."""
    tx.conn.execute(
        update(outbox)
        .where(outbox.c.state == "leased", outbox.c.lease_until > command.until)
        .values(lease_until=command.until)
    )
