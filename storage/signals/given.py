"""What people said of outputs after they went out, by whole weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false

from domain.weeks import weeks_in
from storage.tables import feedback
from storage.workflows import Workflow


def by_zone(workflows: Collection[Workflow]) -> dict[str, set[str]]:
    """Return the names of these workflows by the zone of their working hours."""
    zones: dict[str, set[str]] = defaultdict(set)
    for live in workflows:
        zones[live.policy.working_hours.timezone].add(live.slug)
    return zones


def given_in_weeks(zone: str, begins_at: datetime, ends_at: datetime) -> ColumnElement[bool]:
    """Return the condition that feedback was given in the whole weeks of the period (`domain.weeks.weeks_in`) in the
    zone. By time alone, whatever the workflow: with that named, SQLite would go through all its outputs.
    """
    own = ZoneInfo(zone)
    weeks = weeks_in(begins_at, ends_at, own)
    if not weeks:
        return false()
    given_at = feedback.c.given_at
    return and_(given_at >= weeks[0].begins_at(own), given_at < weeks[-1].ends_at(own))
