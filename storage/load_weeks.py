"""How much there was for people to decide in each of the last weeks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, case, func, literal, select, union_all

from domain.load_weeks import WEEKS, LoadWeek
from domain.weeks import Week
from storage.tables import outputs
from storage.tables.types import Instant
from storage.volumes import volumes_between
from storage.workflow_counts import OPEN


def load_weeks(
    conn: Connection, workflows: Collection[str], last: Week, timezone: str
) -> tuple[LoadWeek, ...]:
    """Return the eight weeks up to this one, of these workflows together, the oldest first."""
    zone = ZoneInfo(timezone)
    weeks = [last]
    for _ in range(WEEKS - 1):
        weeks.insert(0, weeks[0].before)
    open_ = _open_at(conn, workflows, [week.ends_at(zone) for week in weeks])
    came = [_came(conn, workflows, week.begins_at(zone), week.ends_at(zone)) for week in weeks]
    return tuple(LoadWeek(*each) for each in zip(weeks, came, open_, strict=True))


def _came(conn: Connection, workflows: Collection[str], begins_at: datetime, ends_at: datetime) -> int:
    """Return how many came in of which none went out before a person had decided."""
    found = volumes_between(conn, workflows, begins_at, ends_at).values()
    return sum(volume.handed_in - volume.unchecked for volume in found)


def _open_at(conn: Connection, workflows: Collection[str], ends: Sequence[datetime]) -> list[int]:
    """Return how many waited at each of these instants, the earliest first: all in one pass, since what was settled
    after the first of them may have waited at any.
    """
    # Each in the words of the index that holds it. What is open now, reopened or not, counts as if it had waited.
    still = select(
        outputs.c.workflow, outputs.c.submitted_at, literal(ends[-1], Instant).label("until")
    ).where(outputs.c.kind == "real", OPEN, outputs.c.state == "in_review")
    since = select(outputs.c.workflow, outputs.c.submitted_at, outputs.c.settled_at).where(
        outputs.c.kind == "real",
        outputs.c.needed > 0,
        outputs.c.state != "in_review",
        outputs.c.settled_at >= ends[0],
        outputs.c.workflow.in_(workflows),
    )
    there = union_all(still, since).subquery()
    waited = [func.count(case((and_(there.c.submitted_at < at, there.c.until >= at), 1))) for at in ends]
    row = conn.execute(select(*waited).where(there.c.workflow.in_(workflows))).one()
    return [int(count) for count in row]
