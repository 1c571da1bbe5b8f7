"""What came in, and what was made of it, in a workflow's first four weeks and in a period."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from domain.signals.pilot_and_scale import REVIEWERS, WEEKS, Looked, PilotAndScale, Weeks
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, counted, verdict_of
from storage.tables import audit_votes, outputs, votes

_WEEK = timedelta(days=7)


def read(conn: Connection, scope: Scope) -> PilotAndScale:
    """Return both; nothing where nothing has come in. What of the period is in the first weeks is among these alone."""
    since = _since(conn, scope)
    if since is None or since >= scope.ends_at:
        return PilotAndScale()
    over = min(since + WEEKS * _WEEK, scope.ends_at)
    begins_at = max(scope.begins_at, over)
    pilot = _weeks(conn, scope, since, over)
    scale = _weeks(conn, scope, begins_at, scope.ends_at) if begins_at < scope.ends_at else Weeks()
    people = _reviewers(conn, scope, since, over) | _reviewers(conn, scope, begins_at, scope.ends_at)
    return PilotAndScale(pilot, scale, (scope.ends_at - since) / _WEEK, min(len(people), REVIEWERS))


def _since(conn: Connection, scope: Scope) -> datetime | None:
    """Return since when the AI is at work, as was signed, or since its first output; None where there is none."""
    day = scope.live.policy.costs.live_since
    if day is not None:
        return datetime.combine(day, time(), ZoneInfo(scope.live.policy.working_hours.timezone))
    first = select(outputs.c.submitted_at).where(
        outputs.c.workflow == scope.live.slug, outputs.c.kind == "real"
    )
    return conn.execute(first.order_by(outputs.c.submitted_at).limit(1)).scalar_one_or_none()


def _weeks(conn: Connection, scope: Scope, begins_at: datetime, ends_at: datetime) -> Weeks:
    rules = Rules(conn)
    volume: dict[str, int] = defaultdict(int)
    looked: dict[tuple[str, bool, float], int] = defaultdict(int)
    for row in counted(conn, [scope.live.slug], begins_at, ends_at, outputs.c.segment):
        segment = row.segment or ""
        volume[segment] += row.many
        verdict = verdict_of(row, rules, scope.ends_at)
        if verdict in ("good", "wrong"):
            looked[segment, verdict == "wrong", row.pi] += row.many
    return Weeks(dict(volume), tuple(Looked(*which, many) for which, many in looked.items()))


def _reviewers(conn: Connection, scope: Scope, begins_at: datetime, ends_at: datetime) -> set[str]:
    """Return people who have judged what came in then; of more than it takes, some."""
    judged = [
        select(table.c.person)
        .join(outputs, outputs.c.id == table.c.output_id)
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.submitted_at >= begins_at,
            outputs.c.submitted_at < ends_at,
        )
        .distinct()
        .limit(REVIEWERS)
        for table in (votes, audit_votes)
    ]
    return {person for one in judged for person in conn.execute(one).scalars()}
