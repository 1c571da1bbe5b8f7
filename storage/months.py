"""What of a team's month was overturned: what got through and was wrong, and what was stopped and was fine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from domain.lanes import CLOSED
from domain.months import AT, Month, drawn
from storage.lists import one_of
from storage.standups import Team
from storage.tables import outputs, put_rights, second_looks, second_settlements, second_verdicts, votes
from storage.workflows import Workflow, all_workflows

_STANDS = ("approved", "released")
# What was stopped so long before its month may still turn out fine in it.
_LOOKED_BACK = timedelta(days=90)
# A second look found it fine, and whoever answers for it said that the first verdict was wrong to reject it.
_SAID_FINE = (
    select(second_settlements.c.output_id)
    .join(second_verdicts, second_verdicts.c.output_id == second_settlements.c.output_id)
    .where(second_settlements.c.was_wrong, second_verdicts.c.first == "reject")
)


@dataclass(frozen=True)
class Overturned:
    """An output about which people were wrong, and nobody's name. `submitted_at` is when it was handed in."""

    output_id: str
    workflow: str
    title: str | None
    submitted_at: datetime


@dataclass(frozen=True)
class TeamMonth:
    """At most five of each kind, drawn by lot, and of how many."""

    month: Month
    zone: str
    got_through: tuple[Overturned, ...] = ()
    of_got_through: int = 0
    stopped: tuple[Overturned, ...] = ()
    of_stopped: int = 0

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        return not (self.got_through or self.stopped)


def teams_of_workflows(conn: Connection) -> list[Team]:
    """Return every channel to which workflows' cards go that are not over, with the first hour at which its stand-up
    comes, or the week's summary would.
    """
    found: dict[str, Team] = {}
    for live in _not_over(conn):
        at = live.live.standup_at or AT
        before = found.get(live.channel_id)
        if before is None or at < before.at:
            found[live.channel_id] = Team(live.channel_id, live.policy.working_hours, at)
    return list(found.values())


def team_month(
    conn: Connection, channel_id: str, month: Month, of: Collection[str] | None = None
) -> TeamMonth:
    """Return what was overturned in that month of the channel's workflows, or of those in `of` if given.

    Got through: it went out, and people confirmed in that month that it was wrong. Stopped: an objection to it was
    overruled in that month; or it was rejected, and in that month the same text was approved, as it was handed in, or
    whoever answers for it said after a second look that the rejection was wrong.
    Planted mistakes are no outputs, and so never among them. What somebody is still to judge without knowing how it was
    judged is counted, and not shown.
    """
    own = [live for live in _not_over(conn) if live.channel_id == channel_id]
    slugs = [live.slug for live in own if of is None or live.slug in of]
    zone = own[0].policy.working_hours.timezone if own else "UTC"
    begins_at, ends_at = month.begins_at(ZoneInfo(zone)), month.ends_at(ZoneInfo(zone))
    got_through = _got_through(conn, slugs, begins_at, ends_at)
    when = (begins_at, ends_at)
    stopped = (
        _overruled(conn, slugs, *when) | _let_pass_again(conn, slugs, *when) | _seen_twice(conn, slugs, *when)
    )
    blind = _still_blind(conn, [*got_through, *stopped])
    return TeamMonth(
        month,
        zone,
        _drawn(got_through, month, blind),
        len(got_through),
        _drawn(stopped, month, blind),
        len(stopped),
    )


def _not_over(conn: Connection) -> list[Workflow]:
    return [live for live in all_workflows(conn) if live.status not in CLOSED]


def _drawn(found: Mapping[str, Overturned], month: Month, blind: Collection[str]) -> tuple[Overturned, ...]:
    return tuple(found[one] for one in drawn(found.keys() - set(blind), month))


def _still_blind(conn: Connection, ids: Collection[str]) -> set[str]:
    waiting = select(second_looks.c.output_id).where(
        one_of(second_looks.c.output_id, "ids"), second_looks.c.closed_at.is_(None)
    )
    return set(conn.execute(waiting, {"ids": sorted(ids)}).scalars())


def _got_through(
    conn: Connection, slugs: Iterable[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Overturned]:
    wrong = (
        select(outputs)
        .join(put_rights, put_rights.c.output_id == outputs.c.id)
        .where(
            outputs.c.workflow.in_(slugs),
            outputs.c.kind == "real",
            outputs.c.state == "recalled",
            outputs.c.released_sha256.is_not(None),
            put_rights.c.opened_at >= begins_at,
            put_rights.c.opened_at < ends_at,
            outputs.c.id.not_in(_SAID_FINE),
        )
    )
    return {row.id: _overturned(row) for row in conn.execute(wrong)}


def _overruled(
    conn: Connection, slugs: Iterable[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Overturned]:
    overruled = select(votes.c.id).where(
        votes.c.output_id == outputs.c.id, votes.c.verdict == "reject", votes.c.void_why == "overruled"
    )
    fine = select(outputs).where(_settled(slugs, begins_at, ends_at, *_STANDS), overruled.exists())
    return {row.id: _overturned(row) for row in conn.execute(fine)}


def _seen_twice(
    conn: Connection, slugs: Iterable[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Overturned]:
    said = _SAID_FINE.where(
        second_settlements.c.settled_at >= begins_at, second_settlements.c.settled_at < ends_at
    )
    fine = select(outputs).where(
        outputs.c.id.in_(said), outputs.c.workflow.in_(slugs), outputs.c.state == "rejected"
    )
    return {row.id: _overturned(row) for row in conn.execute(fine)}


def _let_pass_again(
    conn: Connection, slugs: Iterable[str], begins_at: datetime, ends_at: datetime
) -> dict[str, Overturned]:
    """Return what was rejected, and whose very text was approved afterwards."""
    rejected = conn.execute(
        select(outputs).where(_settled(slugs, begins_at - _LOOKED_BACK, ends_at, "rejected"))
    ).all()
    approved: dict[tuple[str, str], datetime] = {}
    same = select(outputs.c.workflow, outputs.c.content_sha256, outputs.c.settled_at).where(
        _settled(slugs, begins_at, ends_at, *_STANDS),
        one_of(outputs.c.content_sha256, "texts"),
        outputs.c.current_sha256 == outputs.c.content_sha256,
    )
    for row in conn.execute(same, {"texts": sorted({row.content_sha256 for row in rejected})}):
        text = (row.workflow, row.content_sha256)
        approved[text] = max(row.settled_at, approved.get(text, row.settled_at))
    return {
        row.id: _overturned(row)
        for row in rejected
        if (later := approved.get((row.workflow, row.content_sha256))) is not None and later > row.settled_at
    }


def _settled(
    slugs: Iterable[str], begins_at: datetime, ends_at: datetime, *states: str
) -> ColumnElement[bool]:
    """Return the condition that people settled it then, and that it is so still: asked for by an index."""
    return and_(
        outputs.c.workflow.in_(slugs),
        outputs.c.kind == "real",
        outputs.c.needed > 0,
        outputs.c.settled_at.is_not(None),
        outputs.c.settled_at >= begins_at,
        outputs.c.settled_at < ends_at,
        outputs.c.state.in_(states),
    )


def _overturned(row: Row[*tuple[Any, ...]]) -> Overturned:
    return Overturned(row.id, row.workflow, (row.title or "").strip() or None, row.submitted_at)
