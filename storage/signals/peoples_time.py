"""Looks and clean-up of a period, by workflow: how many, and the minutes of those that were measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, false, func, literal, or_, select, union_all

from domain.signals.peoples_time import PeoplesTime
from domain.teams import as_one
from storage.tables import (
    audit_votes,
    feedback,
    outputs,
    probe_answers,
    probes,
    review_times,
    second_verdicts,
    votes,
)
from storage.workflows import Workflow

# Looks of the four weeks up to the end of a period say how long one takes that was not measured.
_TYPICAL_OVER = timedelta(days=28)
_MEASURED_AT_LEAST = 20
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(weeks=1)
_NOON = time(12)


def time_spent(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, PeoplesTime]:
    """Return the looks and the clean-up of the period (its end not included), by workflow, for all of these.

    How long they took is told by whole weeks of the workflow's own zone, each in the period that its Sunday's noon is
    in: what one person took for one look is never the difference between two periods.
    """
    looks = _looks(conn, workflows, begins_at, ends_at)
    measured = _measured(conn, workflows, begins_at, ends_at)
    typical = _typical(conn, workflows, ends_at)
    cleaning = _cleaning(conn, begins_at, ends_at)
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
        select(outputs.c.workflow.label("workflow"), literal("").label("day"), func.count().label("count"))
        .join(cast, cast.c.output_id == outputs.c.id)
        .where(at >= begins_at, at < ends_at)
        .group_by(outputs.c.workflow)
        for cast, at in (
            (votes, votes.c.recorded_at),
            (audit_votes, audit_votes.c.recorded_at),
            (second_verdicts, second_verdicts.c.given_at),
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


def _measured(
    conn: Connection, workflows: Mapping[str, Workflow], begins_at: datetime, ends_at: datetime
) -> dict[str, _Measured]:
    """Return how many looks of the period were measured, by workflow, and the seconds of all of them."""
    found = (
        select(review_times.c.workflow, review_times.c.day, func.count(), func.sum(review_times.c.seconds))
        .where(
            review_times.c.workflow.in_(workflows),
            review_times.c.day.between(*_anywhere(begins_at - _A_WEEK, ends_at)),
        )
        .group_by(review_times.c.workflow, review_times.c.day)
    )
    measured: dict[str, _Measured] = {}
    for slug, day, looks, seconds in conn.execute(found):
        if _is_in(_sunday_of(day), workflows[slug], begins_at, ends_at):
            before = measured.get(slug, _Measured(0, 0.0))
            measured[slug] = _Measured(before.looks + looks, before.seconds + seconds)
    return measured


class _Measured(NamedTuple):
    looks: int
    seconds: float


def _typical(conn: Connection, workflows: Mapping[str, Workflow], ends_at: datetime) -> dict[str, float]:
    """Return the median of the measured looks of the four weeks up to the end, in minutes, by workflow; where there are
    too few, no entry.
    """
    by_zone: dict[str, list[str]] = defaultdict(list)
    for slug, live in workflows.items():
        by_zone[live.policy.working_hours.timezone].append(slug)
    within = [
        and_(review_times.c.workflow.in_(slugs), review_times.c.day.between(days[0], days[-1]))
        for zone, slugs in by_zone.items()
        if (days := _days_in(zone, ends_at - _TYPICAL_OVER, ends_at))
    ]
    looks = select(review_times.c.workflow, review_times.c.seconds).where(or_(false(), *within))
    seconds = defaultdict(list)
    for slug, taken in conn.execute(looks):
        seconds[slug].append(taken)
    return {slug: median(each) / 60 for slug, each in seconds.items() if len(each) >= _MEASURED_AT_LEAST}


def _days_in(zone: str, begins_at: datetime, ends_at: datetime) -> list[str]:
    """Return the days of the weeks of a period, in order: of those weeks whose Sunday's noon is in it."""
    first, last = map(date.fromisoformat, _anywhere(begins_at - _A_WEEK, ends_at))
    days = ((first + number * _A_DAY).isoformat() for number in range((last - first).days + 1))
    return [day for day in days if begins_at <= _noon(_sunday_of(day), zone) < ends_at]


def _anywhere(begins_at: datetime, ends_at: datetime) -> tuple[str, str]:
    """Return the first and the last day that may be in the period in any zone."""
    return (begins_at.date() - _A_DAY).isoformat(), (ends_at.date() + _A_DAY).isoformat()


def _is_in(day: str, live: Workflow, begins_at: datetime, ends_at: datetime) -> bool:
    """Say whether the day, of the workflow's own zone, is one of the period: each is of that in which its noon is."""
    return begins_at <= _noon(day, live.policy.working_hours.timezone) < ends_at


@lru_cache(maxsize=1_024)
def _sunday_of(day: str) -> str:
    found = date.fromisoformat(day)
    return (found + (7 - found.isoweekday()) * _A_DAY).isoformat()


@lru_cache(maxsize=1_024)
def _noon(day: str, timezone: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), _NOON, ZoneInfo(timezone)).astimezone(UTC)


def _cleaning(conn: Connection, begins_at: datetime, ends_at: datetime) -> dict[str, dict[str, int]]:
    team = func.coalesce(feedback.c.team, "").label("team")
    found = (
        select(outputs.c.workflow, team, func.sum(feedback.c.minutes).label("minutes"))
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(feedback.c.given_at >= begins_at, feedback.c.given_at < ends_at, feedback.c.minutes > 0)
        .group_by(outputs.c.workflow, team)
    )
    cleaning: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in conn.execute(found):
        cleaning[row.workflow][as_one(row.team)] += int(row.minutes)
    return dict(cleaning)
