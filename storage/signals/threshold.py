"""Everything that came with a confidence, and what was made of it, where all of it was to be looked at."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from domain.signals.threshold import Sure, SureEnough
from domain.statistics.thresholds import THRESHOLDS
from storage.signals.confidence import VERSION, WINDOW, of_version, stated, version_of
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, signed_limits, verdict_of
from storage.tables import outputs


def read(conn: Connection, scope: Scope) -> SureEnough:
    """Return what the version that came last stated; nothing where only a share was to be looked at."""
    rows = stated(conn, scope)
    version = version_of(rows)
    own = list(of_version(rows, version))
    tolerated = signed_limits(conn, {scope.live.slug: scope.live})[scope.live.slug]
    if version is None or not tolerated or any(row.pi != 1 for row in own):
        return SureEnough()
    rules = Rules(conn)
    judged: list[Sure] = []
    for row, verdict in ((row, verdict_of(row, rules, scope.ends_at)) for row in own):
        if verdict is not None:
            judged += [Sure(row.confidence, verdict != "good")] * row.many
    all_of_it = select(func.count()).where(
        outputs.c.workflow == scope.live.slug,
        outputs.c.kind == "real",
        outputs.c.submitted_at >= scope.ends_at - WINDOW,
        outputs.c.submitted_at < scope.ends_at,
        *(column.is_not_distinct_from(said) for column, said in zip(VERSION, version, strict=True)),
    )
    return SureEnough(
        tuple(judged),
        int(conn.execute(all_of_it).scalar_one()),
        tuple(sum(row.many for row in own if row.confidence >= least) for least in THRESHOLDS),
        tolerated,
        scope.live.policy.standard.confidence,
    )
