"""Everything that came with a confidence, and what was made of it, where all of it was to be looked at."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from domain.signals.threshold import Sure, SureEnough
from domain.statistics.thresholds import THRESHOLDS
from storage.signals.confidence import IS_STATED, latest_version, stated, within
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, signed_limits, verdict_of
from storage.tables import outputs


def read(conn: Connection, scope: Scope) -> SureEnough:
    """Return what the version that came last stated; nothing where of some of it only a share was to be looked at."""
    latest = latest_version(conn, scope)
    tolerated = signed_limits(conn, {scope.live.slug: scope.live})[scope.live.slug]
    if latest is None or not tolerated:
        return SureEnough()
    not_surely = or_(outputs.c.pi.is_(None), outputs.c.pi < 1)
    left = select(outputs.c.id).where(within(scope), IS_STATED, latest, not_surely).limit(1)
    if conn.execute(left).first() is not None:
        return SureEnough()
    rules = Rules(conn)
    rows = stated(conn, scope, latest)
    judged: list[Sure] = []
    for row, verdict in ((row, verdict_of(row, rules, scope.ends_at)) for row in rows):
        if verdict is not None:
            judged += [Sure(row.confidence, verdict != "good")] * row.many
    return SureEnough(
        tuple(judged),
        int(conn.execute(select(func.count()).where(within(scope), latest)).scalar_one()),
        tuple(sum(row.many for row in rows if row.confidence >= least) for least in THRESHOLDS),
        tolerated,
        scope.live.policy.standard.confidence,
    )
