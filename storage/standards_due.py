"""Standards whose day nears or has come: who is still to be reminded, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from domain.standards import Reminder, reminder_on
from storage.people import zone_of
from storage.standards import is_asked
from storage.tables import digests
from storage.workflows import Workflow, all_workflows

_PREFIX = "standard:"


@dataclass(frozen=True)
class StandardDue:
    """A workflow whose standard is to be looked at again by `review_by`; `reminder` says how near that is."""

    workflow: Workflow
    review_by: date
    reminder: Reminder


def audience_of(slug: str) -> str:
    """Return the audience under which a workflow's reminders are kept among the summaries."""
    return f"{_PREFIX}{slug}"


def period_of(review_by: date, reminder: Reminder) -> str:
    """Return the period that stands for one reminder of one day."""
    return f"{review_by}:{reminder}"


def standards_to_remind_of(conn: Connection, now: datetime) -> list[StandardDue]:
    """Return those of which somebody is still to be reminded, while the owner works."""
    due = [one for found in all_workflows(conn) if (one := _due(found, now)) is not None]
    if not due:
        return []
    asked = select(digests.c.audience, digests.c.period)
    names = [audience_of(one.workflow.slug) for one in due]
    told = {(row.audience, row.period) for row in conn.execute(asked.where(digests.c.audience.in_(names)))}
    open_ones = [
        one
        for one in due
        if (audience_of(one.workflow.slug), period_of(one.review_by, one.reminder)) not in told
    ]
    return [one for one in open_ones if _works_now(conn, one.workflow, now)]


def reminded_since(conn: Connection, person: str, since_at: datetime, now: datetime) -> list[StandardDue]:
    """Return those that this person answers for and of which a reminder was noted since, as far as it still holds."""
    noted = select(digests.c.audience, digests.c.period).where(
        digests.c.audience.startswith(_PREFIX, autoescape=True), digests.c.issued_at >= since_at
    )
    told = {(row.audience, row.period) for row in conn.execute(noted)}
    own = [one for one in all_workflows(conn) if person in (one.owner, one.deputy)]
    due = [found for one in own if (found := _due(one, now)) is not None]
    return [
        one
        for one in due
        if any(
            (audience_of(one.workflow.slug), period_of(one.review_by, reminder)) in told
            for reminder in get_args(Reminder)
        )
    ]


def _due(found: Workflow, now: datetime) -> StandardDue | None:
    review_by = found.policy.standard.review_by
    if review_by is None or not is_asked(found):
        return None
    today = now.astimezone(ZoneInfo(found.policy.working_hours.timezone)).date()
    reminder = reminder_on(review_by, today)
    return None if reminder is None else StandardDue(found, review_by, reminder)


def _works_now(conn: Connection, found: Workflow, now: datetime) -> bool:
    return found.policy.working_hours.in_zone(zone_of(conn, found.owner)).is_open(now)
