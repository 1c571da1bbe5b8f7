"""Who cleaned up after whom in a period."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, func, select

from domain.signals.cleanup import CleanUp
from domain.teams import as_one
from storage.signals.assumptions import signed_costs
from storage.signals.given import given_in_weeks
from storage.signals.leading import leading_in
from storage.signals.scope import Scope
from storage.signals.used import used
from storage.tables import feedback, outputs


def read(conn: Connection, scope: Scope) -> CleanUp:
    """Return the minutes of clean-up that people gave in the whole weeks of the period, and what stands against
    them.
    """
    live = scope.live
    own, zone = as_one(live.policy.team), live.policy.working_hours.timezone
    found = (
        select(
            outputs.c.workflow,
            outputs.c.beneficiary_team,
            feedback.c.team,
            func.sum(feedback.c.minutes).label("minutes"),
            func.count().label("times"),
        )
        .join(outputs, outputs.c.id == feedback.c.output_id)
        .where(given_in_weeks(zone, scope.begins_at, scope.ends_at), feedback.c.minutes > 0)
        .group_by(outputs.c.workflow, outputs.c.beneficiary_team, feedback.c.team)
    )
    minutes: dict[tuple[str, str], float] = defaultdict(float)
    times = 0
    for row in conn.execute(found):
        if row.workflow == live.slug:
            minutes[as_one(row.beneficiary_team) or own, as_one(row.team)] += float(row.minutes)
            times += int(row.times)
    saves = signed_costs(conn, live).minutes_saved
    if saves is None:
        return CleanUp(dict(minutes), times, own, sizes=scope.sizes)
    checking = leading_in(conn, scope).time.checking
    return CleanUp(dict(minutes), times, own, checking, used(conn, scope), saves, scope.sizes)
