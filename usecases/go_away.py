"""Somebody goes on leave: from then until then nothing is given to them, and what they have moves on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.refusals import Refused
from storage import outbox
from storage.evidence import Happening, record
from storage.leave import Leave, standing_leave
from storage.people import subject_of, zone_of
from storage.stand_ins import stand_ins_of
from storage.tables import leaves
from storage.transaction import Tx
from usecases.come_back import end_leave


@dataclass(frozen=True)
class GoAway:
    """A person is away from `from_at` until `until_at`. `leave_id` was made at the edge.

    `zone` is where the person's days begin; `by` is whoever says so.
    """

    leave_id: str
    person: str
    from_at: datetime
    until_at: datetime
    zone: str
    by: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.person


def go_away(tx: Tx, command: GoAway) -> Leave | Refused:
    """Keep the leave in this transaction and return it; whoever is away already has it changed, and no second one.

    Whoever stands in for the person hears of it when they work next, and again only where its days change.

    Refuses `due_in_the_past` for one that is over already.
    """
    if command.until_at <= command.now or command.until_at <= command.from_at:
        return Refused.of("due_in_the_past")
    before = standing_leave(tx.conn, command.person)
    if before is not None and before.until_at <= command.now:  # over, only that nobody has noted it
        end_leave(tx, before, now=before.until_at, actor="clock")
        before = None
    began = before is not None and before.from_at <= command.now
    leave = Leave(
        id=command.leave_id if before is None else before.id,
        person=command.person,
        # Whoever is away is so from when they went: what moved on then has moved.
        from_at=min(command.from_at, before.from_at) if before is not None and began else command.from_at,
        until_at=command.until_at,
        zone=command.zone,
        set_by=command.by,
        set_at=command.now,
        moved_at=before.moved_at if before is not None else None,
    )
    if before is None or (before.from_at, before.until_at) != (leave.from_at, leave.until_at):
        outbox.want(tx, list(_tell_who_stands_in(tx, leave, command.now)))
    if before is None:
        tx.conn.execute(insert(leaves).values(vars(leave)))
    else:
        tx.conn.execute(update(leaves).where(leaves.c.id == leave.id).values(vars(leave)))
    subject, by = subject_of(tx.conn, command.person), subject_of(tx.conn, command.by)
    facts = {"person": subject, "from": leave.from_at, "until": leave.until_at}
    record(tx.conn, Happening("leave.set", command.now, by, facts=facts))
    return leave


def _tell_who_stands_in(tx: Tx, leave: Leave, now: datetime) -> Iterator[dict[str, object]]:
    for who, own in sorted(stand_ins_of(tx.conn, leave.person).items()):
        hours = own[0].policy.working_hours.in_zone(zone_of(tx.conn, who))
        yield outbox.wish(
            "stand_in",
            route=f"stand_in:{who}",
            subject=f"{leave.id}:{who}",
            now=now,
            due_at=hours.next_open(now),
            payload={"person": who, "leave": leave.id},
            coalesced=True,
        )
