"""What became an exception in a period, by output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, and_, func, literal_column, select

from domain.signals.exceptions import Exceptions
from storage.signals.assumptions import SignedCosts, signed_costs
from storage.signals.cost import handed_in
from storage.signals.scope import Scope
from storage.tables import audit_votes, escalation_steps, evidence, feedback, outputs, reports, votes

_What = tuple[Table, ColumnElement[datetime | None], ColumnElement[bool]]

_FOUND_WRONG = and_(
    audit_votes.c.verdict == "reject",
    func.coalesce(audit_votes.c.reason, "wrong") != "not_useful",
    audit_votes.c.settled_at.is_not(None),
    audit_votes.c.withdrawn_at.is_(None),
)
# By time, whatever the workflow: there are few of each. In the words of the indexes that hold them.
_HAPPENED: Mapping[str, _What] = MappingProxyType({
    "escalated": (escalation_steps, escalation_steps.c.taken_at, escalation_steps.c.role != "assignee"),
    "reopened": (evidence, evidence.c.at, evidence.c.action == literal_column("'output.reopened'")),
    "audited": (audit_votes, audit_votes.c.recorded_at, _FOUND_WRONG),
    "reported": (reports, reports.c.judged_at, reports.c.state == literal_column("'confirmed'")),
    "as_before": (feedback, feedback.c.given_at, feedback.c.kind == "exception"),
})  # fmt: skip


def read(conn: Connection, scope: Scope) -> Exceptions:
    """Return what happened in the period; where the AI went to work in it, from that day of the workflow's own zone."""
    signed = signed_costs(conn, scope.live)
    scope, is_live = _since_live(scope, signed)
    happened = {what: _happened(conn, scope, *where) for what, where in _HAPPENED.items()}
    per_1000 = signed.costs.exceptions_baseline_per_1000 if is_live else None
    return Exceptions(handed_in(conn, scope), stopped=_stopped(conn, scope), **happened, per_1000=per_1000)


def _since_live(scope: Scope, signed: SignedCosts) -> tuple[Scope, bool]:
    """Return the part of the period since the AI went to work, and whether it has: all of it where it has not."""
    since = signed.costs.live_since
    if since is None:
        return scope, True
    zone = ZoneInfo(scope.live.policy.working_hours.timezone)
    live_at = datetime.combine(since, time(), zone).astimezone(UTC)
    if live_at >= scope.ends_at:
        return scope, False
    return replace(scope, begins_at=max(scope.begins_at, live_at)), True


def _happened(
    conn: Connection, scope: Scope, table: Table, at: ColumnElement[Any], kind: ColumnElement[bool]
) -> frozenset[str]:
    found = (
        select(table.c.output_id, outputs.c.workflow)
        .join(outputs, outputs.c.id == table.c.output_id)
        .where(at >= scope.begins_at, at < scope.ends_at, kind)
    )
    return frozenset(output for output, slug in conn.execute(found) if slug == scope.live.slug)


def _stopped(conn: Connection, scope: Scope) -> frozenset[str]:
    """Return which people stopped, but for those that were fine and only of no use."""
    found = (
        select(outputs.c.id, votes.c.reason)
        .join(votes, votes.c.id == outputs.c.settled_by_vote)
        .where(
            outputs.c.workflow == scope.live.slug,
            outputs.c.settled_at >= scope.begins_at,
            outputs.c.settled_at < scope.ends_at,
            outputs.c.needed > 0,
            outputs.c.kind == "real",
            outputs.c.state == "rejected",
        )
    )
    return frozenset(output for output, reason in conn.execute(found) if reason != "not_useful")
