"""What came in, and what was made of it, in a workflow's first four weeks and in a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, and_, or_, select, union

from domain.signals.pilot_and_scale import REVIEWERS, WEEKS, Looked, PilotAndScale, Weeks, weeks_at_work
from storage.lists import one_of
from storage.signals.scope import Scope
from storage.signals.wrong_ones_out import Rules, counted, verdict_of
from storage.tables import audit_votes, outputs, policies, votes, workflows
from storage.workflows import Workflow

_WEEK = timedelta(days=7)
# A week in which hardly anybody is there makes no pilot of it again.
_LATELY = 5 * _WEEK


def read(conn: Connection, scope: Scope) -> PilotAndScale:
    """Return both; nothing where nothing has come in. What of the period is in the first weeks is among these alone."""
    since = at_work_since(conn, {scope.live.slug: scope.live}).get(scope.live.slug)
    if since is None or since >= scope.ends_at:
        return PilotAndScale()
    over = min(since + WEEKS * _WEEK, scope.ends_at)
    begins_at = max(scope.begins_at, over)
    pilot = _weeks(conn, scope, since, over)
    scale = _weeks(conn, scope, begins_at, scope.ends_at) if begins_at < scope.ends_at else Weeks()
    few = reviewed_by_few(conn, {scope.live.slug: since}, scope.ends_at)
    return PilotAndScale(pilot, scale, weeks_at_work(since, scope.ends_at), by_few=bool(few))


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


def reviewed_by_few(conn: Connection, since: Mapping[str, datetime], ends_at: datetime) -> set[str]:
    """Return which of these, at work since then, fewer than three people have reviewed: what came in in the first four
    weeks, or anything in the five up to then. Two statements at most, whatever their number.
    """
    people: dict[str, set[str]] = defaultdict(set)
    lately = [
        select(policies.c.workflow, table.c.person)
        .join(policies, policies.c.id == table.c.policy_id)
        .where(table.c.recorded_at >= ends_at - _LATELY, table.c.recorded_at < ends_at)
        for table in (votes, audit_votes)
    ]
    for slug, person in conn.execute(union(*lately)):
        people[slug].add(person)
    few = {slug for slug in since if len(people[slug]) < REVIEWERS}
    if few:
        for slug, person in conn.execute(
            union(*_of_first_weeks({slug: since[slug] for slug in few}, ends_at))
        ):
            people[slug].add(person)
    return {slug for slug in few if len(people[slug]) < REVIEWERS}


def _of_first_weeks(since: Mapping[str, datetime], ends_at: datetime) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give who judged, by then, what came in in the first four weeks, by workflow."""
    at = outputs.c.submitted_at
    came = [
        and_(outputs.c.workflow == slug, at >= begun, at < begun + WEEKS * _WEEK)
        for slug, begun in since.items()
    ]
    for table in (votes, audit_votes):
        yield (
            select(outputs.c.workflow, table.c.person)
            .join(outputs, outputs.c.id == table.c.output_id)
            .where(or_(*came), table.c.recorded_at < ends_at)
        )


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
