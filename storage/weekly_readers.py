"""Who has a week's summary of their own: whoever answers for a workflow, the owner, or the deputy in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from domain.lanes import CLOSED
from domain.working_time import WorkingHours
from storage.answering import answerable_people, answering, first_of, not_there
from storage.lists import one_of
from storage.muting import muted
from storage.organisation import leaders_of
from storage.tables import digests, people, policies
from storage.workflows import Workflow, all_workflows

_PREFIX = "owner:"
_LAST_SENT = (
    select(digests.c.audience, func.max(digests.c.sent_at).label("sent_at"))
    .where(one_of(digests.c.audience, "audiences"), digests.c.sent_at.is_not(None))
    .group_by(digests.c.audience)
)


@dataclass(frozen=True)
class WeeklyReader:
    """Somebody who owns a workflow that is not over, or is its deputy. `hours` are those of the first of them by name,
    by the clocks of where they live. `answers_for`: what is theirs now, by name; nothing where somebody else is there
    for it, or they are away. `is_muted`: they want no summary of it.
    """

    person: str
    hours: WorkingHours
    answers_for: tuple[str, ...]
    is_muted: bool = False


def weekly_readers(conn: Connection, now: datetime) -> list[WeeklyReader]:
    """Return everybody of whom it has to be settled each week whether a summary comes to them."""
    known = [one for one in all_workflows(conn) if one.status not in CLOSED]
    named = answerable_people(known)
    absent = not_there(conn, named, now)
    found = select(people.c.user_id, people.c.timezone).where(people.c.user_id.in_(named))
    zones = {row.user_id: row.timezone for row in conn.execute(found)}
    readers = (_reader(who, zones.get(who), known, absent) for who in sorted(named))
    silent = muted(conn, named)
    return [replace(one, is_muted=one.person in silent) for one in readers]


def _reader(
    who: str,
    zone: str | None,
    known: Iterable[Workflow],
    absent: Collection[str],
) -> WeeklyReader:
    own = [one for one in known if who in (one.owner, one.deputy)]
    theirs = tuple(one.slug for one in own if who == first_of(one, absent))
    return WeeklyReader(who, own[0].policy.working_hours.in_zone(zone), theirs)


def own_weeklies(conn: Connection, person: str, now: datetime) -> list[Literal["leaders", "owner"]]:
    """Return which weekly messages may come to this person: the leaders' where they lead, one of their own where they
    answer for something.
    """
    theirs: dict[Literal["leaders", "owner"], bool] = {
        "leaders": person in leaders_of(conn),
        "owner": person in answering(conn, now),
    }
    return [of for of, is_theirs in theirs.items() if is_theirs]


def owner_audience(person: str) -> str:
    """Return whom a person's own summaries are for, as the list of summaries spells it: by their Slack id."""
    return f"{_PREFIX}{person}"


def owners_who_had_a_turn(conn: Connection, periods: Collection[str]) -> set[tuple[str, str]]:
    """Return (audience, period) of every owner's summary of these weeks that was issued or left out."""
    found = select(digests.c.audience, digests.c.period).where(
        digests.c.audience.startswith(_PREFIX, autoescape=True), digests.c.period.in_(periods)
    )
    return {(row.audience, row.period) for row in conn.execute(found)}


def begun_at(conn: Connection, slugs: Collection[str]) -> datetime | None:
    """Return when the first of these workflows was made, None where there is none."""
    first: datetime | None = conn.execute(
        select(func.min(policies.c.made_at)).where(policies.c.workflow.in_(slugs))
    ).scalar_one()
    return first


def weeklies_sent(conn: Connection, people: Iterable[str]) -> dict[str, datetime]:
    """Return when these people last had a summary of their own, without those who never had."""
    audiences = {"audiences": [owner_audience(one) for one in people]}
    return {row.audience.removeprefix(_PREFIX): row.sent_at for row in conn.execute(_LAST_SENT, audiences)}
