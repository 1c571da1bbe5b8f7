"""What came of an attempt to fulfil a wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, select, update

from storage.crash_points import crash_point
from storage.tables import outbox
from storage.transaction import Many, Tx


@dataclass(frozen=True)
class Left:
    """A wish that is not done with.

    leased: it keeps its route to itself, and is claimed again when it is due and `lease_until` (real time)
    has passed. waiting: others on its route go ahead. dead: somebody has to look. `attempted_at` is since when
    something may have gone out, None if surely nothing has. `attempts` are those that count.
    """

    state: Literal["leased", "waiting", "dead"]
    why: str
    due_at: datetime
    lease_until: datetime | None
    attempted_at: datetime | None
    attempts: int


@dataclass(frozen=True)
class RecordDelivery:
    """The outcome of one attempt, known by who made it and as which. `left` None: fulfilled."""

    wish_id: int
    by: str
    attempt: int
    left: Left | None


def record_deliveries(tx: Tx, commands: Sequence[RecordDelivery]) -> list[None]:
    """Write outcomes in this transaction. What is fulfilled is deleted.

    An attempt whose lease somebody else has taken over changes nothing. Two statements for all of them, and
    two for each wish that goes back to waiting.
    """
    done = [_key(command) for command in commands if command.left is None]
    left = [_key(command) | _values(command.left) for command in commands if command.left is not None]
    for command in commands:
        if command.left is not None and command.left.state == "waiting":
            _make_way(tx, command)
    if done:
        tx.conn.execute(delete(outbox).where(_OWN), done)
    if left:
        tx.conn.execute(_LEAVE, left)
    crash_point("outbox.in_record")
    return [None] * len(commands)


record_delivery = Many(record_deliveries)

_OWN = (
    (outbox.c.id == bindparam("wish_id"))
    & (outbox.c.leased_by == bindparam("was_by"))
    & (outbox.c.attempts == bindparam("attempt"))
)
_LEAVE = (
    update(outbox)
    .where(_OWN)
    .values(
        state=bindparam("to_state"),
        leased_by=None,
        due_at=bindparam("to_due_at"),
        lease_until=bindparam("to_lease_until"),
        attempted_at=bindparam("to_attempted_at"),
        attempts=bindparam("to_attempts"),
        last_error=bindparam("to_last_error"),
    )
)


def _key(command: RecordDelivery) -> dict[str, object]:
    return {"wish_id": command.wish_id, "was_by": command.by, "attempt": command.attempt}


def _values(left: Left) -> dict[str, object]:
    return {
        "to_state": left.state,
        "to_due_at": left.due_at,
        "to_lease_until": left.lease_until,
        "to_attempted_at": left.attempted_at,
        "to_attempts": left.attempts,
        "to_last_error": left.why,
    }


def _make_way(tx: Tx, command: RecordDelivery) -> None:
    """Drop a later wish for the same: this one goes back to waiting, and two such would be one too many."""
    own = select(outbox.c.kind, outbox.c.subject, outbox.c.coalesced).where(_OWN).with_for_update()
    row = tx.conn.execute(own, _key(command)).one_or_none()
    if row is not None and row.coalesced:
        twin = (outbox.c.kind == row.kind) & (outbox.c.subject == row.subject) & outbox.c.coalesced
        tx.conn.execute(delete(outbox).where(twin, outbox.c.state == "waiting"))


@dataclass(frozen=True)
class RetryWish:
    """Somebody has looked at a wish that gave up, and asks for it to be tried again."""

    wish_id: int
    now: datetime


def retry_wish(tx: Tx, command: RetryWish) -> bool:
    """Bring a dead wish back, in this transaction; False if there is none. What may have gone out is still
    looked for first. Where the same is wished anew already, the dead one is dropped instead.
    """
    dead = (outbox.c.id == command.wish_id) & (outbox.c.state == "dead")
    row = tx.conn.execute(select(outbox).where(dead).with_for_update()).one_or_none()
    if row is None:
        return False
    tx.outbox = True
    twin = select(outbox.c.id).where(
        outbox.c.kind == row.kind, outbox.c.subject == row.subject, outbox.c.state == "waiting"
    )
    if row.coalesced and tx.conn.execute(twin).first() is not None:
        tx.conn.execute(delete(outbox).where(dead))
    else:
        tx.conn.execute(update(outbox).where(dead).values(state="waiting", attempts=0, due_at=command.now))
    return True
