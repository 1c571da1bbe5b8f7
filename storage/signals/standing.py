"""What stands open in a workflow."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from domain.signals.standing import Standing
from domain.standards import is_past_date
from storage.signals.scope import Scope
from storage.standards import is_asked
from storage.tables import outputs, put_rights
from storage.unowned import noted_as_unowned


def read(conn: Connection, scope: Scope) -> Standing:
    """Return what stands open when the period ends, by the day of the workflow's own zone."""
    live = scope.live
    zone = ZoneInfo(live.policy.working_hours.timezone)
    today = scope.ends_at.astimezone(zone).date()
    unowned = noted_as_unowned(conn).get(live.slug)
    is_unowned = unowned is not None and unowned.since_at < scope.ends_at
    is_past = is_asked(live) and is_past_date(live.policy.standard, today)
    still = (
        select(outputs.c.workflow, put_rights.c.due_at)
        .join(outputs, outputs.c.id == put_rights.c.output_id)
        .where(
            put_rights.c.opened_at < scope.ends_at,
            or_(put_rights.c.done_at.is_(None), put_rights.c.done_at >= scope.ends_at),
        )
    )
    due = [due_at for slug, due_at in conn.execute(still) if slug == live.slug]
    return Standing(
        today,
        open=len(due),
        late=sum(due_at < scope.ends_at for due_at in due),
        unowned_since=unowned.since_at.astimezone(zone).date() if unowned and is_unowned else None,
        past_date=live.policy.standard.review_by if is_past else None,
    )
