"""Whose looks were measured in a week: where they are five or more, how long their looks took may be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union,
)

from domain.probes import SHOWN_FROM
from domain.weeks import Week, weeks_in
from storage.tables import (
    audit_votes,
    policies,
    probe_answers,
    probes,
    review_times,
    second_looks,
    second_verdicts,
    votes,
)
from storage.workflows import Workflow

# How long a look takes is told of so many weeks, and of fewer measured ones not at all.
FOUR_WEEKS = timedelta(weeks=4)
MEASURED_AT_LEAST = 20

People = Mapping[str, Mapping[Week, Collection[str]]]

_NO_DAY = cast(null(), Text).label("day")
_NO_WEEK = cast(null(), Integer).label("week")


def people_measured(
    conn: Connection, workflows: Collection[Workflow], begins_at: datetime, ends_at: datetime
) -> People:
    """Return who was measured in the weeks of the period (`weeks_in`, in each workflow's own zone), by the workflow's
    name: nobody, no entry. One statement, whatever their number. How long anybody took is not known by person.
    """
    by_zone: dict[str, list[str]] = defaultdict(list)
    for live in workflows:
        by_zone[live.policy.working_hours.timezone].append(live.slug)
    weeks = {zone: weeks_in(begins_at, ends_at, ZoneInfo(zone)) for zone in by_zone}
    zones = {live.slug: live.policy.working_hours.timezone for live in workflows}
    looked = [
        one for zone, slugs in by_zone.items() if weeks[zone] for one in _looked(slugs, weeks[zone], zone)
    ]
    people: dict[str, dict[Week, set[str]]] = defaultdict(lambda: defaultdict(set))
    if looked:
        for zone, slug, week, day, person in conn.execute(union(*looked)):
            if zones.get(slug) == zone:
                found = weeks[zone][week] if day is None else Week.of(date.fromisoformat(day))
                people[slug][found].add(person)
    return people


def weeks_told(people: People) -> dict[str, set[Week]]:
    """Return of which weeks it may be told how long a workflow's looks took, by its name: of each of these five people
    were measured.
    """
    return {
        slug: {week for week, who in weeks.items() if len(who) >= SHOWN_FROM}
        for slug, weeks in people.items()
    }


def weeks_pooled(people: People) -> dict[str, set[Week]]:
    """Return of which weeks the looks may be told of together with all others, by workflow: of those that may be told
    of by themselves, and of what is left of a week where that is of five people too, whatever the workflow.
    """
    pooled = weeks_told(people)
    rest: dict[Week, set[str]] = defaultdict(set)
    for slug, weeks in people.items():
        for week, who in weeks.items():
            if week not in pooled[slug]:
                rest[week].update(who)
    for slug, weeks in people.items():
        pooled[slug] |= {week for week in weeks if len(rest[week]) >= SHOWN_FROM}
    return pooled


def measured_in(within: Mapping[Week, Collection[str]]) -> ColumnElement[bool]:
    """Return the condition that a measured look is of one of these weeks, of which there is one, and one of its
    workflows.
    """
    day = review_times.c.day
    weeks = [
        and_(
            review_times.c.workflow.in_(slugs),
            day >= week.monday.isoformat(),
            day < week.after.monday.isoformat(),
        )
        for week, slugs in sorted(within.items())
    ]
    return or_(*weeks)


def _looked(slugs: Collection[str], weeks: list[Week], zone: str) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give who looked at something where looks are measured: in a window, or in *Review now*; in which of the weeks of
    the zone, by its number among them, or on which day. By time alone, whatever the workflow: with those named, SQLite
    would go through all their outputs.
    """
    own = ZoneInfo(zone)
    begins_at, ends_at = weeks[0].begins_at(own), weeks[-1].ends_at(own)
    where = literal(zone).label("zone")

    def week_of(at: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        ends = [(at < week.ends_at(own), number) for number, week in enumerate(weeks)]
        return case(*ends).label("week"), _NO_DAY

    for table in (votes, audit_votes):
        yield (
            select(where, policies.c.workflow, *week_of(table.c.recorded_at), table.c.person)
            .join(policies, policies.c.id == table.c.policy_id)
            .where(
                table.c.recorded_at >= begins_at,
                table.c.recorded_at < ends_at,
                _measured(table.c.source),
                table.c.verdict != "reject",
            )
        )
    given_at = second_verdicts.c.given_at
    yield (
        select(where, second_looks.c.workflow, *week_of(given_at), second_verdicts.c.person)
        .join(second_looks, second_looks.c.output_id == second_verdicts.c.output_id)
        .where(given_at >= begins_at, given_at < ends_at)
    )
    day = probe_answers.c.day
    yield (
        select(where, probes.c.workflow, _NO_WEEK, day, probe_answers.c.person)
        .join(probes, probes.c.id == probe_answers.c.probe_id)
        .where(
            probes.c.workflow.in_(slugs),
            day >= weeks[0].monday.isoformat(),
            day < weeks[-1].after.monday.isoformat(),
        )
    )


def _measured(source: ColumnElement[str]) -> ColumnElement[bool]:
    # What is pressed in a window was in no channel; on a card it was, and nobody knows since when that was read.
    return or_(source.like("press::%"), source.like("modal:%"))
