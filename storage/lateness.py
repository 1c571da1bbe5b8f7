"""What is late, in SQL: the one meaning of it for App Home, the channels, and everybody's message of what is late.

A deadline is over from its instant on (`domain.escalation.is_late`), and only where the clock runs: nothing is late
while somebody's answer is waited for, while a decision waits out its undo, or while the workflow is stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from domain.escalation import ChainKind
from domain.lanes import RUNNING
from storage.audits import IS_AUDIT, IS_OPEN, TO_BE_LOOKED_AT
from storage.put_rights import IS_OPEN_TASK
from storage.questions import REVIEWERS_DUE_AT
from storage.second_looks import UNSETTLED
from storage.tables import outputs, put_rights, reviews, second_verdicts, workflows
from storage.tables.types import Instant

OPEN_AUDIT = (
    select(reviews.c.output_id)
    .where(reviews.c.output_id == outputs.c.id, IS_AUDIT, IS_OPEN)
    .correlate(outputs)
    .exists()
)
OPEN_TASK = (
    select(put_rights.c.output_id)
    .where(put_rights.c.output_id == outputs.c.id, IS_OPEN_TASK)
    .correlate(outputs)
    .exists()
)
UNSETTLED_ONE = (
    select(second_verdicts.c.output_id)
    .where(second_verdicts.c.output_id == outputs.c.id, UNSETTLED)
    .correlate(outputs)
    .exists()
)
# Nobody has decided it, not even for the minute of undo, and no answer is waited for.
UNDECIDED: ColumnElement[bool] = and_(
    outputs.c.state == "in_review", outputs.c.settles_at.is_(None), outputs.c.question.is_(None)
)
# Whether the clock runs, for queries that join outputs and workflows. Of a review nobody has stopped it; no stop
# holds what has gone out: nobody has said anything of that, has put it right, or settled it.
RUNS: Mapping[ChainKind, ColumnElement[bool]] = {
    "review": and_(UNDECIDED, workflows.c.status.in_(sorted(RUNNING))),
    "audit": and_(TO_BE_LOOKED_AT, OPEN_AUDIT),
    "put_right": OPEN_TASK,
    "disagreement": UNSETTLED_ONE,
}


def runs_for(kind: ColumnElement[str]) -> ColumnElement[bool]:
    """Say in SQL whether the clock of a chain of this kind runs, for queries that join outputs and workflows."""
    return or_(*(and_(kind == one, runs) for one, runs in RUNS.items()))


def is_over(now: datetime) -> ColumnElement[bool]:
    """Say in SQL whether the reviewers' deadline is over. For queries that join their reviews."""
    return is_over_at(literal(now, Instant))


def is_over_at(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Say the same of an instant that each row has: when it was decided, or what the reviewers' clock showed."""
    return at >= REVIEWERS_DUE_AT


def late_ones(now: datetime) -> ColumnElement[int]:
    """Return how many of what is in review are late; never NULL. For queries that join FIRST_REVIEW."""
    known = workflows.alias("running")
    running = select(known.c.slug).where(known.c.status.in_(sorted(RUNNING)))
    late = and_(UNDECIDED, outputs.c.workflow.in_(running), is_over(now))
    return func.coalesce(func.sum(case((late, 1), else_=0)), 0)
