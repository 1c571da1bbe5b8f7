"""How many of a workflow's measured looks were approvals that came fast, and how many people were measured."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, or_, select, union

from domain.signals.fast_approvals import FastApprovals
from storage.signals.scope import Scope
from storage.tables import (
    audit_votes,
    outputs,
    probe_answers,
    probes,
    review_times,
    second_looks,
    second_verdicts,
    votes,
)

_FOUR_WEEKS = timedelta(days=28)


def read(conn: Connection, scope: Scope) -> FastApprovals:
    """Return those of the four weeks up to the last Saturday of the period."""
    zone = ZoneInfo(scope.live.policy.working_hours.timezone)
    until = scope.last_sunday_at.astimezone(zone).date()
    looks, fast = _looks(conn, scope.live.slug, until)
    return FastApprovals(looks, fast, _people(conn, scope, until))


def many_are_fast(conn: Connection, slug: str, today: date) -> bool:
    """Say whether many approvals of the four weeks before today were fast. Today's are not asked, so that the answer is
    the same all day.
    """
    return FastApprovals(*_looks(conn, slug, today)).are_many


def _looks(conn: Connection, slug: str, until: date) -> tuple[int, int]:
    counted = select(func.count(), func.count().filter(review_times.c.fast)).where(
        review_times.c.workflow == slug,
        review_times.c.day >= (until - _FOUR_WEEKS).isoformat(),
        review_times.c.day < until.isoformat(),
        review_times.c.fast.is_not(None),
    )
    looks, fast = conn.execute(counted).one()
    return int(looks), int(fast)


def _people(conn: Connection, scope: Scope, until: date) -> int:
    """Return how many people looked at something there where looks are measured: in a window, or in *Review now*."""
    ends_at = scope.last_sunday_at
    slug, begins_at = scope.live.slug, ends_at - _FOUR_WEEKS
    said = [
        select(table.c.person)
        .join(outputs, outputs.c.id == table.c.output_id)
        .where(
            outputs.c.workflow == slug,
            table.c.recorded_at >= begins_at,
            table.c.recorded_at < ends_at,
            _measured(table.c.source),
            table.c.verdict != "reject",
        )
        for table in (votes, audit_votes)
    ]
    again = (
        select(second_verdicts.c.person)
        .join(second_looks, second_looks.c.output_id == second_verdicts.c.output_id)
        .where(
            second_looks.c.workflow == slug,
            second_verdicts.c.given_at >= begins_at,
            second_verdicts.c.given_at < ends_at,
        )
    )
    planted = (
        select(probe_answers.c.person)
        .join(probes, probes.c.id == probe_answers.c.probe_id)
        .where(
            probes.c.workflow == slug,
            probe_answers.c.day >= (until - _FOUR_WEEKS).isoformat(),
            probe_answers.c.day < until.isoformat(),
        )
    )
    people = union(*said, again, planted).subquery()
    return int(conn.execute(select(func.count()).select_from(people)).scalar_one())


def _measured(source: ColumnElement[str]) -> ColumnElement[bool]:
    # What is pressed in a window was in no channel; on a card it was, and nobody knows since when that was read.
    return or_(source.like("press::%"), source.like("modal:%"))
