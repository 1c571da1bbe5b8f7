"""How much comes into a workflow on a working day, and how long one look takes: of the last four weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from domain.working_time import WorkingHours
from storage.measured import FOUR_WEEKS, MEASURED_AT_LEAST, measured_in, people_measured, weeks_told
from storage.tables import outputs, review_times
from storage.workflows import Workflow

_DAYS = 28
_TOO_NEW = timedelta(days=7)


def outputs_a_day(conn: Connection, slug: str, hours: WorkingHours, now: datetime) -> float | None:
    """Return how many real outputs came in on a working day of the four weeks before today, on average.

    None where the first of all came less than a week ago, or no day since was a working day.
    """
    first = select(func.min(outputs.c.submitted_at)).where(outputs.c.workflow == slug)
    first_at = conn.execute(first).scalar_one()
    if first_at is None or now - first_at < _TOO_NEW:
        return None
    zone = ZoneInfo(hours.timezone)
    today = now.astimezone(zone).date()
    begin = max(today - timedelta(days=_DAYS), first_at.astimezone(zone).date())
    days = (begin + timedelta(days=number) for number in range((today - begin).days))
    working = sum(hours.open_on(day) is not None for day in days)
    if not working:
        return None
    own = (outputs.c.workflow == slug) & (outputs.c.kind == "real")
    within = (outputs.c.submitted_at >= _midnight(begin, zone)) & (
        outputs.c.submitted_at < _midnight(today, zone)
    )
    counted = conn.execute(select(func.count()).select_from(outputs).where(own, within)).scalar_one()
    return int(counted) / working


def working_days(conn: Connection, slug: str, hours: WorkingHours, since: datetime, now: datetime) -> float:
    """Return how many working days the workflow has been handed outputs, of those between these: at least one."""
    first = select(func.min(outputs.c.submitted_at)).where(outputs.c.workflow == slug)
    first_at: datetime | None = conn.execute(first).scalar_one()
    begun = since if first_at is None else max(since, first_at)
    days: float = hours.between(begun, now) / hours.day
    return max(1.0, days)


@dataclass(frozen=True)
class Look:
    """How many minutes one look took on average, of so many that were `measured`."""

    minutes: float
    measured: int


def measured_look(conn: Connection, live: Workflow, now: datetime) -> Look | None:
    """Return how long one look took in the last four whole weeks, of each in which five people were measured; None
    where too few were.

    Measured are looks in *Review now* and in windows: nobody knows how long a reaction or a button took.
    """
    weeks = weeks_told(people_measured(conn, [live], now - FOUR_WEEKS, now)).get(live.slug, set())
    if not weeks:
        return None
    own = measured_in({week: [live.slug] for week in weeks})
    found = select(func.count(), func.avg(review_times.c.seconds)).select_from(review_times).where(own)
    count, seconds = conn.execute(found).one()
    return Look(float(seconds) / 60, int(count)) if count >= MEASURED_AT_LEAST else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
