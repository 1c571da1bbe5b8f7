"""Looks and clean-up of a period, by workflow: how many, and the minutes of those that were measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, literal, select, union_all

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
    measured, typical = _measured(conn, workflows, begins_at, ends_at)
    cleaning = _cleaning(conn, begins_at, ends_at)
    spent = {}
    for slug, live in workflows.items():
        times = measured.get(slug, [])
        spent[slug] = PeoplesTime(
            looks=max(looks.get(slug, 0), len(times)),
            measured=len(times),
            measured_minutes=sum(times) / 60,
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
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return the seconds of the period's measured looks by workflow, and the minutes of a typical one."""
    since = min(begins_at, ends_at - _TYPICAL_OVER)
    found = select(review_times.c.workflow, review_times.c.day, review_times.c.seconds).where(
        review_times.c.workflow.in_(workflows),
        review_times.c.day.between(*_anywhere(since - _A_WEEK, ends_at)),
    )
    own: dict[str, list[float]] = defaultdict(list)
    lately: dict[str, list[float]] = defaultdict(list)
    for slug, day, seconds in conn.execute(found).all():
        sunday = _sunday_of(day)
        if _is_in(sunday, workflows[slug], since, ends_at):
            lately[slug].append(seconds)
        if _is_in(sunday, workflows[slug], begins_at, ends_at):
            own[slug].append(seconds)
    typical = {slug: median(all_) / 60 for slug, all_ in lately.items() if len(all_) >= _MEASURED_AT_LEAST}
    return dict(own), typical


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
