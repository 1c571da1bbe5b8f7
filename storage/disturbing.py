"""Whom a question may be put to now: members who work, want messages, are not away, and were disturbed little today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from domain.working_time import WorkingHours
from storage.digests import add_digests
from storage.leave import away
from storage.lists import one_of
from storage.quiet import quiet_until
from storage.tables import digests, left_alone, people, summaries
from storage.weekly_readers import weeklies_sent

# Messages that nobody had asked for: what is late, a week's summary, and questions of ours, taken together.
A_DAY = 2

_PEOPLE = select(people.c.user_id, people.c.timezone).where(
    one_of(people.c.user_id, "people"),
    people.c.kind == "member",
    people.c.user_id.not_in(select(left_alone.c.person)),
)
_SUMMARIES = select(summaries.c.person, summaries.c.day, summaries.c.posts).where(
    one_of(summaries.c.person, "people")
)
_ASKED = "asked:"
_LAST_ASKED = (
    select(digests.c.audience, func.max(digests.c.period).label("day"))
    .where(one_of(digests.c.audience, "audiences"))
    .group_by(digests.c.audience)
)


def may_be_asked(conn: Connection, hours: Mapping[str, WorkingHours], now: datetime) -> dict[str, str]:
    """Return which of these people (Slack ids, with the hours of their work) a question may be put to now, each with
    the day that it is where they live. Nobody gets two questions on one day, or any who does
    not want them.
    """
    asked = {"people": sorted(hours)}
    days, zones = {}, {}
    for row in conn.execute(_PEOPLE, asked):
        own = hours[row.user_id].in_zone(row.timezone)
        if own.is_open(now):
            zones[row.user_id] = ZoneInfo(own.timezone)
            days[row.user_id] = now.astimezone(zones[row.user_id]).date().isoformat()
    told = {
        row.person: row.posts for row in conn.execute(_SUMMARIES, asked) if row.day == days.get(row.person)
    }
    for person, sent_at in weeklies_sent(conn, days).items():
        is_today = sent_at.astimezone(zones[person]).date().isoformat() == days[person]
        told[person] = told.get(person, 0) + is_today
    not_now = {*quiet_until(conn, days, now), *away(conn, days, now)}
    last = _last_asked(conn, days)
    return {
        person: day
        for person, day in days.items()
        if person not in not_now and told.get(person, 0) < A_DAY and last.get(person) != day
    }


def last_asked_on(conn: Connection, person: str) -> str | None:
    """Return the last day on which a question of ours went to this person, where they live; None: none ever did."""
    return _last_asked(conn, [person]).get(person)


def note_asked(conn: Connection, person: str, day: str, *, now: datetime) -> bool:
    """Keep, in this transaction, that today's question goes to this person; False where one has gone already."""
    return bool(add_digests(conn, f"{_ASKED}{person}", [day], "issued", now=now))


def _last_asked(conn: Connection, people: Iterable[str]) -> dict[str, str]:
    audiences = {"audiences": [f"{_ASKED}{one}" for one in people]}
    return {row.audience.removeprefix(_ASKED): row.day for row in conn.execute(_LAST_ASKED, audiences)}
