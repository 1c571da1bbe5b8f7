"""How much comes for people to look at, how long that takes them, and how many they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, distinct, func, or_, select

from domain.signals.staffing import Staffing
from domain.statistics.queueing import variation
from domain.working_time import WorkingHours
from storage.people import reviewers_of
from storage.signals.scope import Scope
from storage.tables import outputs, review_times, votes

_LOOKS_OF = timedelta(weeks=4)


def read(conn: Connection, scope: Scope) -> Staffing:
    """Return what the period brought for people to look at, and who is there for it now."""
    hours = scope.live.policy.working_hours
    arrived = _arrived(conn, scope)
    seconds = _seconds(conn, scope)
    days = hours.between(scope.begins_at, scope.ends_at) / hours.day
    gaps = _gaps([at for at, _ in arrived], hours)
    return Staffing(
        reviewers=len(reviewers_of(conn, scope.live.slug, scope.ends_at)),
        people=_people(conn, scope),
        came=len(arrived),
        looks_a_day=sum(looks for _, looks in arrived) / days if days else 0.0,
        day=hours.day.total_seconds() / 60,
        look=fmean(seconds) / 60 if seconds else 0.0,
        measured=len(seconds),
        cap=scope.live.live.daily_cap,
        arriving=_or_random(variation(gaps)),
        looking=_or_random(variation(seconds)),
    )


def _arrived(conn: Connection, scope: Scope) -> list[tuple[datetime, int]]:
    """Return when each came in that people are to look at, and how many looks that takes."""
    looks = case((outputs.c.needed > 0, outputs.c.needed), else_=1)
    found = (
        select(outputs.c.submitted_at, looks)
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.submitted_at >= scope.begins_at,
            outputs.c.submitted_at < scope.ends_at,
            outputs.c.kind == "real",
            or_(outputs.c.needed > 0, outputs.c.sampled),
        )
        .order_by(outputs.c.submitted_at)
    )
    return [(at, int(number)) for at, number in conn.execute(found)]


def _gaps(arrivals: list[datetime], hours: WorkingHours) -> list[float]:
    """Return the minutes of working time between each two that came after one another."""
    return [hours.between(one, other).total_seconds() / 60 for one, other in pairwise(arrivals)]


def _seconds(conn: Connection, scope: Scope) -> list[float]:
    """Return how long each look took that was measured of late."""
    until = scope.last_sunday_at.astimezone(ZoneInfo(scope.live.policy.working_hours.timezone)).date()
    found = select(review_times.c.seconds).where(
        review_times.c.workflow == scope.live.slug,
        review_times.c.day >= (until - _LOOKS_OF).isoformat(),
        review_times.c.day < until.isoformat(),
    )
    return list(conn.execute(found).scalars())


def _people(conn: Connection, scope: Scope) -> int:
    """Return how many people have judged something of late."""
    until = scope.last_sunday_at
    found = (
        select(outputs.c.workflow, func.count(distinct(votes.c.person)))
        .join(votes, votes.c.output_id == outputs.c.id)
        .where(votes.c.recorded_at >= until - _LOOKS_OF, votes.c.recorded_at < until)
        .group_by(outputs.c.workflow)
    )
    return {slug: int(count) for slug, count in conn.execute(found)}.get(scope.live.slug, 0)


def _or_random(found: float | None) -> float:
    return 1.0 if found is None else found
