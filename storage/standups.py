"""What a team's stand-up tells: how much waits in its channel, and what came and went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, func, select

from domain.lanes import CLOSED
from domain.working_time import WorkingHours
from storage.rolling import LooksIn, WaitsIn, looks_in, waits_in
from storage.tables import outputs
from storage.workflows import Workflow, all_workflows


@dataclass(frozen=True)
class Team:
    """A channel whose workflows want a stand-up, and when: the first of their hours."""

    channel_id: str
    hours: WorkingHours
    at: time


@dataclass(frozen=True)
class TeamDay:
    """What there is to tell. `looks` is what has gone out and is to be looked at.

    `came` needed people, `went` was settled by them or expired, both since `since`."""

    zone: str
    since: datetime
    waits: tuple[WaitsIn, ...]
    came: int
    went: int
    stopped: tuple[str, ...]
    looks: tuple[LooksIn, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        return not (self.waits or self.looks or self.came or self.went)


def teams(conn: Connection) -> list[Team]:
    """Return every channel that has a stand-up."""
    found: dict[str, Team] = {}
    for workflow in _with_standup(conn):
        at = workflow.live.standup_at
        before = found.get(workflow.channel_id)
        if at is not None and (before is None or at < before.at):
            found[workflow.channel_id] = Team(workflow.channel_id, workflow.policy.working_hours, at)
    return list(found.values())


def team_day(
    conn: Connection, channel_id: str, since: datetime, now: datetime, of: Collection[str] | None = None
) -> TeamDay:
    """Return what the channel's stand-up is to say at `now` of the time since `since`: of those in `of` if given."""
    own = [
        workflow
        for workflow in _with_standup(conn)
        if workflow.channel_id == channel_id and (of is None or workflow.slug in of)
    ]
    zones = {workflow.slug: workflow.policy.working_hours.timezone for workflow in own}
    return TeamDay(
        zone=next(iter(zones.values()), "UTC"),
        since=since,
        waits=waits_in(conn, zones, now),
        came=_came(conn, zones, since),
        went=_went(conn, zones, since),
        looks=looks_in(conn, zones, now),
        stopped=tuple(workflow.slug for workflow in own if workflow.status == "paused"),
    )


def _with_standup(conn: Connection) -> list[Workflow]:
    return [
        workflow
        for workflow in all_workflows(conn)
        if workflow.live.standup_at is not None and workflow.status not in CLOSED
    ]


def _came(conn: Connection, slugs: Collection[str], since: datetime) -> int:
    came = select(func.count()).where(
        outputs.c.workflow.in_(slugs), outputs.c.submitted_at >= since, outputs.c.needed > 0
    )
    return int(conn.execute(came).scalar_one())


def _went(conn: Connection, slugs: Collection[str], since: datetime) -> int:
    went = select(func.count()).where(
        outputs.c.workflow.in_(slugs),
        outputs.c.settled_at >= since,
        outputs.c.settled_at.is_not(None),
        outputs.c.needed > 0,
        outputs.c.state.in_(("approved", "rejected", "released", "expired")),
    )
    return int(conn.execute(went).scalar_one())
