"""What came in, and what was made of it, in a workflow's first four weeks and in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from domain.signals.pilot_and_scale import REVIEWERS, WEEKS, Looked, PilotAndScale, Weeks, weeks_at_work
from storage.lists import one_of
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, counted, verdict_of
from storage.tables import audit_votes, outputs, votes, workflows
from storage.workflows import Workflow

_WEEK = timedelta(days=7)


def read(conn: Connection, scope: Scope) -> PilotAndScale:
    """Return both; nothing where nothing has come in. What of the period is in the first weeks is among these alone."""
    since = at_work_since(conn, {scope.live.slug: scope.live}).get(scope.live.slug)
    if since is None or since >= scope.ends_at:
        return PilotAndScale()
    over = min(since + WEEKS * _WEEK, scope.ends_at)
    begins_at = max(scope.begins_at, over)
    pilot = _weeks(conn, scope, since, over)
    scale = _weeks(conn, scope, begins_at, scope.ends_at) if begins_at < scope.ends_at else Weeks()
    people = _reviewers(conn, scope, since, over) | _reviewers(conn, scope, begins_at, scope.ends_at)
    return PilotAndScale(pilot, scale, weeks_at_work(since, scope.ends_at), min(len(people), REVIEWERS))


def at_work_since(conn: Connection, of: Mapping[str, Workflow]) -> dict[str, datetime]:
    """Return since when the AI of each of these is at work, as was signed, or since its first output; where there is
    none, no entry. One statement at most, whatever their number.
    """
    said = {
        slug: datetime.combine(day, time(), ZoneInfo(live.policy.working_hours.timezone))
        for slug, live in of.items()
        if (day := live.policy.costs.live_since) is not None
    }
    others = of.keys() - said.keys()
    if not others:
        return said
    first = (
        select(outputs.c.submitted_at)
        .where(outputs.c.workflow == workflows.c.slug, outputs.c.kind == "real")
        .order_by(outputs.c.submitted_at)
        .limit(1)
        .scalar_subquery()
    )
    found = conn.execute(
        select(workflows.c.slug, first).where(one_of(workflows.c.slug, "slugs")), {"slugs": others}
    )
    return said | {slug: first_at for slug, first_at in found.all() if first_at is not None}


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
