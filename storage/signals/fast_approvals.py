"""How many of a workflow's measured looks were approvals that came fast, and how many people were measured."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from domain.signals.fast_approvals import FastApprovals
from storage.measured import FOUR_WEEKS, measured_in, people_measured, weeks_told
from storage.signals.scope import Scope
from storage.tables import review_times


def read(conn: Connection, scope: Scope) -> FastApprovals:
    """Return those of the four weeks up to the end of the period, of each week in which five people were measured."""
    slug = scope.live.slug
    people = people_measured(conn, [scope.live], scope.ends_at - FOUR_WEEKS, scope.ends_at)
    weeks = weeks_told(people).get(slug, set())
    if not weeks:
        return FastApprovals()
    looks, fast = _looks(conn, measured_in({week: [slug] for week in weeks}))
    return FastApprovals(looks, fast, len({who for week in weeks for who in people[slug][week]}))


def many_are_fast(conn: Connection, slug: str, today: date) -> bool:
    """Say whether many approvals of the four weeks before today were fast. Today's are not asked, so that the answer is
    the same all day.
    """
    day = review_times.c.day
    of_late = (day >= (today - FOUR_WEEKS).isoformat()) & (day < today.isoformat())
    return FastApprovals(*_looks(conn, (review_times.c.workflow == slug) & of_late)).are_many


def _looks(conn: Connection, such: ColumnElement[bool]) -> tuple[int, int]:
    counted = select(func.count(), func.count().filter(review_times.c.fast)).where(
        such, review_times.c.fast.is_not(None)
    )
    looks, fast = conn.execute(counted).one()
    return int(looks), int(fast)
