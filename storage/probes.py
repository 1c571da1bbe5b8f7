"""Probes: which one somebody can be shown, and how many were caught. What one person said is read by nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, false, func, or_, select

from domain.eligibility import Person
from domain.probes import CAUGHT, Noticed, Probe, ProbeVerdict
from domain.weeks_together import gathered_since, sunday_of, told_together
from storage.knowing import known_to
from storage.tables import probe_answers, probes

_PROBE = select(*(probes.c[name] for name in Probe.__dataclass_fields__))
# What was judged longer ago says little of how people check now.
WINDOW = timedelta(days=182)


def probe(conn: Connection, probe_id: str) -> Probe | None:
    """Return the probe, or None."""
    row = conn.execute(_PROBE.where(probes.c.id == probe_id)).one_or_none()
    return None if row is None else Probe(**row._mapping)


def probes_in_play(conn: Connection, workflow: str) -> list[Probe]:
    """Return the workflow's probes that are not retired, the newest first."""
    found = _PROBE.where(probes.c.workflow == workflow, probes.c.retired_at.is_(None))
    rows = conn.execute(found.order_by(probes.c.made_at.desc(), probes.c.id))
    return [Probe(**row._mapping) for row in rows]


def probes_for(conn: Connection, workflow: str, known: Person) -> list[str]:
    """Return the ids of those that the person can be shown: not made by them, not judged by them, and made from no
    output that they have asked for, judged, opened or marked, as far as is known.
    """
    had = select(probe_answers.c.probe_id).where(probe_answers.c.person == known.user_id)
    found = select(probes.c.id, probes.c.from_output).where(
        probes.c.workflow == workflow,
        probes.c.retired_at.is_(None),
        probes.c.made_by != known.user_id,
        probes.c.id.not_in(had),
    )
    rows = conn.execute(found).all()
    seen = known_to(conn, [row.from_output for row in rows if row.from_output is not None], known)
    return [row.id for row in rows if row.from_output not in seen]


def had_one_before(conn: Connection, user_id: str, output_id: str) -> bool:
    """Say whether the person has judged a probe in this place already."""
    had = select(probe_answers.c.probe_id).where(
        probe_answers.c.person == user_id, probe_answers.c.before == output_id
    )
    return conn.execute(had).first() is not None


def said_of(conn: Connection, probe_id: str, user_id: str) -> ProbeVerdict | None:
    """Return what the person has said of the probe: for that person alone. None for nothing."""
    said = select(probe_answers.c.verdict).where(
        probe_answers.c.probe_id == probe_id, probe_answers.c.person == user_id
    )
    return conn.execute(said).scalar_one_or_none()


def is_to_be_announced(conn: Connection, slugs: Collection[str], user_id: str) -> bool:
    """Say whether the person may meet a probe in one of these workflows and has met none so far."""
    if not slugs:
        return False
    met = select(probe_answers.c.probe_id).where(probe_answers.c.person == user_id).limit(1)
    if conn.execute(met).first() is not None:
        return False
    some = select(probes.c.id).where(probes.c.workflow.in_(slugs), probes.c.retired_at.is_(None)).limit(1)
    return conn.execute(some).first() is not None


def noticed(conn: Connection, workflow: str, since: datetime) -> Noticed:
    """Return what the workflow's reviewers have caught of what they were shown from that day on, of all together."""
    return noticed_between(conn, workflow, since.date())


def noticed_between(
    conn: Connection, workflow: str, first_day: date, last_day: date | None = None
) -> Noticed:
    """Return what they have caught on those days, both included; up to now for None."""
    said = probe_answers.c
    until = [] if last_day is None else [said.day <= last_day.isoformat()]
    row = conn.execute(
        select(
            func.count(),
            func.count().filter(said.verdict.in_(CAUGHT)).label("caught"),
            func.count(said.person.distinct()).label("people"),
        )
        .join(probes, probes.c.id == said.probe_id)
        .where(
            probes.c.workflow == workflow,
            said.verdict != "ask",
            said.day >= first_day.isoformat(),
            *until,
        )
    ).one()
    return Noticed(int(row.caught), int(row[0]), int(row.people))


def noticed_together(conn: Connection, between: Mapping[str, tuple[date, date]]) -> dict[str, Noticed]:
    """Return what the reviewers of each of these workflows have caught from one day up to another, the second not
    included, as far as it may be told: of whole weeks, as many together as it takes for five people. None judged: no
    entry. Nothing of it told so far: how many were judged, and of nobody.
    """
    of: dict[tuple[date, date], list[str]] = defaultdict(list)
    for slug, days in between.items():
        of[days].append(slug)
    judged: dict[str, list[_Day]] = defaultdict(list)
    said = probe_answers.c
    within = [
        and_(
            probes.c.workflow.in_(slugs),
            said.day >= gathered_since(since).isoformat(),
            said.day < until.isoformat(),
        )
        for (since, until), slugs in of.items()
    ]
    counts = (func.count(), func.count().filter(said.verdict.in_(CAUGHT)))
    found = (
        select(probes.c.workflow, said.day, said.person, *counts)
        .join(probes, probes.c.id == said.probe_id)
        .where(said.verdict != "ask", or_(false(), *within))
        .group_by(probes.c.workflow, said.day, said.person)
    )
    for slug, day, *counted in conn.execute(found):
        judged[slug].append(_Day(date.fromisoformat(day), *counted))
    told = {slug: _together(judged[slug], *days) for slug, days in between.items()}
    return {slug: noticed for slug, noticed in told.items() if noticed != Noticed()}


class _Day(NamedTuple):
    """What one person said on one day."""

    day: date
    person: str
    planted: int
    caught: int


def _together(judged: Collection[_Day], since: date, until: date) -> Noticed:
    people: dict[date, set[str]] = defaultdict(set)
    for one in judged:
        people[sunday_of(one.day)].add(one.person)
    told = told_together(people, since, until)
    if told is None:
        return Noticed(planted=sum(one.planted for one in judged if one.day >= since))
    within = [one for one in judged if told[0] <= one.day < told[1]]
    return Noticed(
        sum(one.caught for one in within),
        sum(one.planted for one in within),
        len({one.person for one in within}),
    )


def made_from(conn: Connection, workflow: str) -> set[str]:
    """Return the outputs of the workflow that a probe was made from, retired ones included."""
    found = select(probes.c.from_output).where(
        probes.c.workflow == workflow, probes.c.from_output.is_not(None)
    )
    return set(conn.execute(found).scalars())
