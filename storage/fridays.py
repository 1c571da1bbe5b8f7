"""Who answers for something that is live, and who stands in for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from domain.lanes import RUNNING
from domain.working_time import WorkingHours
from storage.outputs import names_of
from storage.tables import people
from storage.workflows import Workflow, all_workflows


@dataclass(frozen=True)
class Owner:
    """Somebody who answers for something that runs: when people work there, and the owner's own zone."""

    user_id: str
    hours: WorkingHours
    zone: str | None


@dataclass(frozen=True)
class OwnerView:
    """What one person answers for that runs, by name, and what its people are called."""

    user_id: str
    workflows: tuple[Workflow, ...]
    names: Mapping[str, str]


def owners(conn: Connection) -> list[Owner]:
    """Return each member who owns something that runs, once; the hours are those of the first by name."""
    hours: dict[str, WorkingHours] = {}
    for one in all_workflows(conn):
        if one.status in RUNNING:
            hours.setdefault(one.owner, one.policy.working_hours)
    found = select(people.c.user_id, people.c.timezone).where(
        people.c.user_id.in_(hours.keys()), people.c.kind == "member"
    )
    rows = conn.execute(found.order_by(people.c.user_id))
    return [Owner(row.user_id, hours[row.user_id], row.timezone) for row in rows]


def owner_view(conn: Connection, user_id: str) -> OwnerView | None:
    """Return what this person answers for, None if nothing of theirs runs."""
    own = tuple(one for one in all_workflows(conn) if one.owner == user_id and one.status in RUNNING)
    if not own:
        return None
    asked = {user_id} | {one.deputy for one in own if one.deputy is not None}
    return OwnerView(user_id, own, names_of(conn, asked))
