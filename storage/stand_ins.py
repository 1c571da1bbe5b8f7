"""Who stands in for whom while an owner is away, and in which workflows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.lanes import CLOSED
from storage.leave import Leave, leave_with
from storage.outputs import names_of
from storage.unowned import is_gone
from storage.workflows import Workflow, all_workflows


@dataclass(frozen=True)
class StandIn:
    """An owner (a name) is away, and back at work at `back_at`; one person stands in for these workflows of theirs."""

    leave: Leave
    owner: str
    back_at: datetime
    slugs: tuple[str, ...]


def stand_ins_of(conn: Connection, owner: str) -> Mapping[str, list[Workflow]]:
    """Return by person the workflows in which they stand in for this owner; nobody who has left."""
    found: dict[str, list[Workflow]] = {}
    for one in all_workflows(conn):
        if one.owner == owner and one.status not in CLOSED and one.deputy not in (None, owner):
            found.setdefault(str(one.deputy), []).append(one)
    return {who: own for who, own in found.items() if not is_gone(conn, who)}


def stand_in(conn: Connection, leave_id: str, deputy: str, now: datetime) -> StandIn | None:
    """Return what the deputy is to read of the leave; None where it is over, or they stand in for nothing any more."""
    leave = leave_with(conn, leave_id)
    if leave is None or leave.ended_at is not None or leave.until_at <= now:
        return None
    own = stand_ins_of(conn, leave.person).get(deputy, [])
    if not own:
        return None
    hours = [one.policy.working_hours.in_zone(leave.zone) for one in own]
    back_at = min(one.next_open(leave.until_at) for one in hours)
    owner = names_of(conn, [leave.person]).get(leave.person, leave.person)
    return StandIn(leave, owner, back_at, tuple(one.slug for one in own))
