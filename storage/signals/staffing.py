"""How much comes for people to look at, how long that takes them, and how many they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import pairwise
from statistics import fmean

from sqlalchemy import Connection, case, or_, select

from domain.signals.staffing import Staffing
from domain.statistics.queueing import variation
from domain.weeks import Week
from domain.working_time import WorkingHours
from storage.measured import FOUR_WEEKS, measured_in, people_measured, weeks_told
from storage.people import reviewers_of
from storage.signals.scope import Scope
from storage.tables import outputs, review_times


def read(conn: Connection, scope: Scope) -> Staffing:
    """Return what the period brought for people to look at, and who is there for it now."""
    hours = scope.live.policy.working_hours
    arrived = _arrived(conn, scope)
    people = people_measured(conn, [scope.live], scope.ends_at - FOUR_WEEKS, scope.ends_at)
    weeks = weeks_told(people).get(scope.live.slug, set())
    seconds = _seconds(conn, scope.live.slug, weeks)
    days = hours.between(scope.begins_at, scope.ends_at) / hours.day
    gaps = _gaps([at for at, _ in arrived], hours)
    return Staffing(
        reviewers=len(reviewers_of(conn, scope.live.slug, scope.ends_at)),
        people=len({who for week in weeks for who in people[scope.live.slug][week]}),
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


def _seconds(conn: Connection, slug: str, weeks: Collection[Week]) -> list[float]:
    """Return how long each look took that was measured in these weeks."""
    if not weeks:
        return []
    found = select(review_times.c.seconds).where(measured_in({week: [slug] for week in weeks}))
    return list(conn.execute(found).scalars())


def _or_random(found: float | None) -> float:
    return 1.0 if found is None else found
