"""How much there was for people to decide in each of the last weeks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, or_, select

from domain.load_weeks import WEEKS, LoadWeek
from domain.weeks import Week
from storage.lists import one_of
from storage.tables import outputs


def load_weeks(
    conn: Connection, workflows: Collection[str], last: Week, timezone: str
) -> tuple[LoadWeek, ...]:
    """Return the eight weeks up to this one, of these workflows together, the oldest first."""
    zone = ZoneInfo(timezone)
    weeks = [last]
    for _ in range(WEEKS - 1):
        weeks.insert(0, weeks[0].before)
    return tuple(_load(conn, workflows, week, week.begins_at(zone), week.ends_at(zone)) for week in weeks)


def _load(
    conn: Connection, workflows: Collection[str], week: Week, begins_at: datetime, ends_at: datetime
) -> LoadWeek:
    for_people = and_(one_of(outputs.c.workflow, "workflows"), outputs.c.kind == "real", outputs.c.needed > 0)
    made = and_(outputs.c.submitted_at >= begins_at, outputs.c.submitted_at < ends_at)
    # Both in the words of the indexes that hold them.
    still = outputs.c.state.in_(("in_review", "approved")) & (outputs.c.state == "in_review")
    since = outputs.c.settled_at.is_not(None) & (outputs.c.settled_at >= ends_at)
    waited = and_(outputs.c.submitted_at < ends_at, or_(still, since))
    came, open_ = (
        conn.execute(
            select(func.count()).select_from(outputs).where(for_people, each), {"workflows": list(workflows)}
        ).scalar_one()
        for each in (made, waited)
    )
    return LoadWeek(week, int(came), int(open_))
