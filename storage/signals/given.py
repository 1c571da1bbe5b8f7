"""What people said of outputs after they went out, by whole weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, and_, false, or_

from domain.weeks import weeks_in
from storage.tables import feedback, outputs
from storage.workflows import Workflow


def given_in_weeks(
    workflows: Collection[Workflow], begins_at: datetime, ends_at: datetime, *, of: FromClause = outputs
) -> ColumnElement[bool]:
    """Return the condition that feedback, joined with its output in `of`, is of one of these workflows and was given in
    the whole weeks of the period (`domain.weeks.weeks_in`), in the workflow's own zone.
    """
    by_zone: dict[str, list[str]] = defaultdict(list)
    for live in workflows:
        by_zone[live.policy.working_hours.timezone].append(live.slug)
    each, given_at = [], feedback.c.given_at
    first_at, after = ends_at, begins_at
    for name, slugs in by_zone.items():
        zone = ZoneInfo(name)
        weeks = weeks_in(begins_at, ends_at, zone)
        if weeks:
            own = weeks[0].begins_at(zone), weeks[-1].ends_at(zone)
            first_at, after = min(first_at, own[0]), max(after, own[1])
            each.append(and_(of.c.workflow.in_(slugs), given_at >= own[0], given_at < own[1]))
    # Its bounds by themselves too: they are what an index finds it by.
    return and_(given_at >= first_at, given_at < after, or_(false(), *each))
