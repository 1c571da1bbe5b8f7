"""Looks and clean-up of a period, by workflow: how many, and the minutes of those that were measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, literal, select, union_all

from domain.signals.peoples_time import PeoplesTime
from domain.teams import as_one
from domain.weeks import Week, weeks_in
from storage.measured import (
    FOUR_WEEKS,
    MEASURED_AT_LEAST,
    People,
    measured_in,
    people_measured,
    weeks_pooled,
    weeks_told,
)
from storage.signals.given import by_zone, given_in_weeks
from storage.tables import (
    audit_votes,
    feedback,
    outputs,
    policies,
    probe_answers,
    probes,
    review_times,
    second_looks,
    second_verdicts,
    votes,
)
from storage.workflows import Workflow, all_workflows

_A_DAY = timedelta(days=1)
_NOON = time(12)


def time_spent(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, PeoplesTime]:
    """Return the looks and the clean-up of the period (its end not included), by workflow, for all of these.

    How long they took, and who cleaned up for how long, is told by whole weeks (`domain.weeks.weeks_in`, in the
    workflow's own zone): what one person took for one look, or said of one output, is never the difference between two
    periods. Of a week in which fewer than five people were measured, none of what was measured is.
    """
    recently = ends_at - FOUR_WEEKS
    people = people_measured(conn, workflows.values(), min(begins_at, recently), ends_at)
    told = weeks_told(people)
    looks = _looks(conn, workflows, begins_at, ends_at)
    measured = _measured(conn, _within(workflows, told, begins_at, ends_at))
    typical = _typical(conn, workflows, people, ends_at)
    cleaning = _cleaning(conn, workflows, begins_at, ends_at)
    spent = {}
    for slug, live in workflows.items():
        times = measured.get(slug, _Measured(0, 0.0))
        spent[slug] = PeoplesTime(
            looks=max(looks.get(slug, 0), times.looks),
            measured=times.looks,
            measured_minutes=times.seconds / 60,
            typical=typical.get(slug),
            cleaning=cleaning.get(slug, {}),
            checked_by=(live.policy.team or "").casefold(),
        )
    return spent


def _looks(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, int]:
    said = [
        select(of.c.workflow.label("workflow"), literal("").label("day"), func.count().label("count"))
        .join(cast, is_of)
        .where(at >= begins_at, at < ends_at)
        .group_by(of.c.workflow)
        for of, cast, is_of, at in (
            (policies, votes, votes.c.policy_id == policies.c.id, votes.c.recorded_at),
            (policies, audit_votes, audit_votes.c.policy_id == policies.c.id, audit_votes.c.recorded_at),
            (
                second_looks,
                second_verdicts,
                second_verdicts.c.output_id == second_looks.c.output_id,
                second_verdicts.c.given_at,
            ),
        )
    ]
    planted = (
        select(probes.c.workflow, probe_answers.c.day, func.count())
        .join(probe_answers, probe_answers.c.probe_id == probes.c.id)
        .where(probe_answers.c.day.between(*_anywhere(begins_at, ends_at)))
        .group_by(probes.c.workflow, probe_answers.c.day)
    )
    each = union_all(*said, planted).subquery()
    summed = select(each.c.workflow, each.c.day, func.sum(each.c.count)).group_by(each.c.workflow, each.c.day)
    looks: dict[str, int] = defaultdict(int)
    for slug, day, count in conn.execute(summed):
        if slug in workflows and (not day or _is_in(day, workflows[slug], begins_at, ends_at)):
            looks[slug] += int(count)
    return looks


def _within(
    workflows: Mapping[str, Workflow],
    told: Mapping[str, Collection[Week]],
    begins_at: datetime,
    ends_at: datetime,
) -> dict[Week, set[str]]:
    """Return the workflows that are told of, by the weeks of the period, each in its own zone."""
    within: dict[Week, set[str]] = defaultdict(set)
    weeks: dict[str, frozenset[Week]] = {}
    for slug, live in workflows.items():
        zone = live.policy.working_hours.timezone
        if zone not in weeks:
            weeks[zone] = frozenset(weeks_in(begins_at, ends_at, ZoneInfo(zone)))
        for week in weeks[zone].intersection(told.get(slug, ())):
            within[week].add(slug)
    return within


def _measured(conn: Connection, within: Mapping[Week, Collection[str]]) -> dict[str, _Measured]:
    """Return how many looks of these weeks were measured, by workflow, and the seconds of all of them."""
    if not within:
        return {}
    summed = (
        select(review_times.c.workflow, func.count(), func.sum(review_times.c.seconds))
        .where(measured_in(within))
        .group_by(review_times.c.workflow)
    )
    return {slug: _Measured(looks, seconds) for slug, looks, seconds in conn.execute(summed)}


class _Measured(NamedTuple):
    looks: int
    seconds: float


def _typical(
    conn: Connection,
    workflows: Mapping[str, Workflow],
    people: People,
    ends_at: datetime,
) -> dict[str, float]:
    """Return the median of the measured looks of the four weeks up to the end, in minutes, by workflow; where there are
    too few, or too few people, that of all workflows together; where these are too few as well, no entry.
    """
    begins_at = ends_at - FOUR_WEEKS
    own = _seconds(conn, _within(workflows, weeks_told(people), begins_at, ends_at))
    typical = {slug: median(each) / 60 for slug, each in own.items() if len(each) >= MEASURED_AT_LEAST}
    lacking = workflows.keys() - typical.keys()
    if not lacking:
        return typical
    known = {live.slug: live for live in all_workflows(conn)}
    if not known.keys() <= workflows.keys():
        people = people_measured(conn, known.values(), begins_at, ends_at)
    pooled = _seconds(conn, _within(known, weeks_pooled(people), begins_at, ends_at))
    every = [seconds for each in pooled.values() for seconds in each]
    return typical | (dict.fromkeys(lacking, median(every) / 60) if len(every) >= MEASURED_AT_LEAST else {})


def _seconds(conn: Connection, within: Mapping[Week, Collection[str]]) -> dict[str, list[float]]:
    """Return how long each look took that was measured in these weeks, by workflow."""
    seconds: dict[str, list[float]] = defaultdict(list)
    if not within:
        return seconds
    looks = select(review_times.c.workflow, review_times.c.seconds).where(measured_in(within))
    for slug, taken in conn.execute(looks):
        seconds[slug].append(taken)
    return seconds


def _anywhere(begins_at: datetime, ends_at: datetime) -> tuple[str, str]:
    """Return the first and the last day that may be in the period in any zone."""
    return (begins_at.date() - _A_DAY).isoformat(), (ends_at.date() + _A_DAY).isoformat()


def _is_in(day: str, live: Workflow, begins_at: datetime, ends_at: datetime) -> bool:
    """Say whether the day, of the workflow's own zone, is one of the period: each is of that in which its noon is."""
    return begins_at <= _noon(day, live.policy.working_hours.timezone) < ends_at


@lru_cache(maxsize=1_024)
def _noon(day: str, timezone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), _NOON, ZoneInfo(timezone)).astimezone(UTC)


def _cleaning(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, dict[str, int]]:
    team = func.coalesce(feedback.c.team, "").label("team")
    given = (
        select(outputs.c.workflow, team, func.sum(feedback.c.minutes).label("minutes"))
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(feedback.c.minutes > 0)
        .group_by(outputs.c.workflow, team)
    )
    cleaning: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for zone, slugs in by_zone(workflows.values()).items():
        for row in conn.execute(given.where(given_in_weeks(zone, begins_at, ends_at))):
            if row.workflow in slugs:
                cleaning[row.workflow][as_one(row.team)] += int(row.minutes)
    return dict(cleaning)
