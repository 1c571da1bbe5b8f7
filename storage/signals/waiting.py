"""How long each waited for a person's decision, of what was handed in in a period."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select

from domain.signals.waiting import Wait, Waiting
from domain.working_time import WorkingHours
from storage.questions import FIRST_REVIEW
from storage.signals.scope import Scope
from storage.tables import more_time, outputs, questions, reviews

# By people: what was taken back before it went out, replaced or let go was not, whoever had approved of it before.
DECIDED = and_(
    outputs.c.settled_by_vote.is_not(None),
    outputs.c.state.in_(("approved", "rejected", "released")) | outputs.c.released_sha256.is_not(None),
)


def read(conn: Connection, scope: Scope) -> Waiting:
    """Return how long those of the period waited, as it stood when the period ended."""
    policy = scope.live.policy
    found = select(
        outputs.c.submitted_at, reviews.c.closed_at, reviews.c.working_s, DECIDED.label("decided")
    ).join(reviews, FIRST_REVIEW)
    waits = tuple(
        _wait(row, policy.working_hours, scope.ends_at)
        for there in there_in(scope)
        for row in conn.execute(found.where(there, outputs.c.submitted_at >= scope.begins_at))
    )
    return Waiting(
        waits, policy.review_within.total_seconds() / 60, _asked(conn, scope), _more_time(conn, scope)
    )


def there_in(scope: Scope) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what holds of the outputs that waited for people at any time of the period: of those that do still, and of
    those that do not any more. In two parts, in the words of the indexes that hold them: what went out by itself, which
    may be far more, is not read.
    """
    own = and_(
        outputs.c.workflow == scope.live.slug,
        outputs.c.kind == "real",
        outputs.c.needed > 0,
        outputs.c.submitted_at < scope.ends_at,
    )
    still = outputs.c.state.in_(("in_review", "approved")) & (outputs.c.state == "in_review")
    return own & still, own & (outputs.c.settled_at >= scope.begins_at)


def _wait(row: Row[*tuple[Any, ...]], hours: WorkingHours, ends_at: datetime) -> Wait:
    is_open = row.closed_at is None or row.closed_at >= ends_at
    until = ends_at if is_open else row.closed_at
    kept = None if is_open else row.working_s
    working = hours.between(row.submitted_at, until).total_seconds() if kept is None else kept
    minutes = (until - row.submitted_at).total_seconds() / 60
    return Wait(minutes, working / 60, bool(row.decided) and not is_open, is_open)


def _asked(conn: Connection, scope: Scope) -> int:
    # By time alone: with the workflow named, SQLite would go through all of its outputs instead.
    found = (
        select(outputs.c.workflow, func.count())
        .join(questions, questions.c.output_id == outputs.c.id)
        .where(questions.c.asked_at >= scope.begins_at, questions.c.asked_at < scope.ends_at)
        .group_by(outputs.c.workflow)
    )
    return {slug: int(count) for slug, count in conn.execute(found)}.get(scope.live.slug, 0)


def _more_time(conn: Connection, scope: Scope) -> int:
    found = select(func.count()).where(
        more_time.c.workflow == scope.live.slug,
        more_time.c.given_at >= scope.begins_at,
        more_time.c.given_at < scope.ends_at,
    )
    return int(conn.execute(found).scalar_one())
