"""Somebody is back, by saying so or because the time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import update

from storage import outbox
from storage.evidence import Happening, record
from storage.leave import Leave, standing_leave
from storage.leave_views import LeaveView, leave_view
from storage.outputs import names_of
from storage.people import subject_of
from storage.stand_ins import stand_ins_of
from storage.tables import leaves
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.tell_over import TellOver, tell_over


@dataclass(frozen=True)
class ComeBack:
    """A person is back. `by` is whoever says so, None: the clock, and then only if the leave is over."""

    person: str
    by: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.person


def come_back(tx: Tx, command: ComeBack) -> Leave | None:
    """End the person's leave in this transaction, begun or to come, and return it; None if there is none to end.

    Whoever was told that they stand in reads in that message that they do not, where somebody is back before the day.
    """
    leave = standing_leave(tx.conn, command.person)
    if leave is None or (command.by is None and leave.until_at > command.now):
        return None
    actor = "clock" if command.by is None else subject_of(tx.conn, command.by)
    end_leave(tx, leave, now=min(command.now, leave.until_at), actor=actor)
    if command.now < leave.until_at:
        _tell_who_stood_in(tx, leave, command.now)
    return leave


def end_leave(tx: Tx, leave: Leave, *, now: datetime, actor: str) -> None:
    """Note in this transaction that the leave is over, and wish that its person hears what moved on meanwhile.

    Whoever is back by the calendar hears it when their work begins, not at midnight.
    """
    tx.conn.execute(update(leaves).where(leaves.c.id == leave.id).values(ended_at=now))
    view = leave_view(tx.conn, leave.id)
    if view is not None and view.moved:
        due_at = _begin_of_work(tx, view, now) if actor == "clock" else now
        route = f"person:{leave.person}"
        outbox.want(tx, [outbox.wish("leave_over", route=route, subject=leave.id, now=now, due_at=due_at)])
    facts = {"person": subject_of(tx.conn, leave.person)}
    record(tx.conn, Happening("leave.ended", now, actor, facts=facts))


def _tell_who_stood_in(tx: Tx, leave: Leave, now: datetime) -> None:
    kind: Literal["stand_in", "stand_in_off"] = "stand_in" if leave.from_at <= now else "stand_in_off"
    facts = {"owner": names_of(tx.conn, [leave.person]).get(leave.person, leave.person)}
    told = stand_ins_of(tx.conn, leave.person)
    tell_over(tx, TellOver(kind, f"stand_in:{leave.id}", leave.set_at, told, now, facts=facts))


def _begin_of_work(tx: Tx, view: LeaveView, now: datetime) -> datetime:
    found = workflow(tx.conn, view.moved[0].workflow)
    return now if found is None else found.policy.working_hours.in_zone(view.leave.zone).next_open(now)
