"""Questions about outputs: what is open, what was answered, whom to ask, and the deadline that they move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, literal, select

from domain.outputs import Output
from domain.questions import SKEW, Accountable, Question
from storage.tables import cards, outputs, past_cards, people, questions, reviews, second_looks, workflows
from storage.tables.types import Instant

_QUESTION = select(*(questions.c[name] for name in Question.__dataclass_fields__))

FIRST_REVIEW = (reviews.c.output_id == outputs.c.id) & (reviews.c.kind == "first")
# The reviewers' deadline: the output's own until a question has moved it. For queries that join FIRST_REVIEW.
REVIEWERS_DUE_AT: ColumnElement[datetime] = func.coalesce(reviews.c.due_at, outputs.c.due_at)

# By when the first is wanted of those that can be decided now; of those that wait for an answer, if all do.
FIRST_DUE_AT: ColumnElement[datetime] = func.coalesce(
    func.min(case((outputs.c.question.is_(None), REVIEWERS_DUE_AT))), func.min(REVIEWERS_DUE_AT)
)


def clock_at(now: datetime) -> ColumnElement[datetime]:
    """Return what the reviewers' clock shows at `now`: while a question is open, when that was asked.

    For queries that join `questions` by `outputs.question`.
    """
    return func.coalesce(questions.c.asked_at, literal(now, Instant))


def question(conn: Connection, question_id: str) -> Question | None:
    """Return the question, or None if there is none of this id."""
    return _one(conn.execute(_QUESTION.where(questions.c.id == question_id)).one_or_none())


def open_questions(conn: Connection, ids: Sequence[str]) -> dict[str, Question]:
    """Return these questions by the output that each is about."""
    if not ids:
        return {}
    found = [Question(**row._mapping) for row in conn.execute(_QUESTION.where(questions.c.id.in_(ids)))]
    return {one.output_id: one for one in found}


def question_by_source(conn: Connection, source: str) -> Question | None:
    """Return the question that this very act of Slack's has asked already, or None."""
    return _one(conn.execute(_QUESTION.where(questions.c.source == source)).one_or_none())


def questions_about(conn: Connection, output_id: str) -> list[Question]:
    """Return every question about the output in the order in which they were asked."""
    found = _QUESTION.where(questions.c.output_id == output_id).order_by(questions.c.asked_at, questions.c.id)
    return [Question(**row._mapping) for row in conn.execute(found)]


def accountable_for(conn: Connection, workflow: str) -> Accountable:
    """Return whose matter the workflow is now. Raises NoResultFound for an unknown one."""
    found = select(workflows.c.owner, workflows.c.deputy).where(workflows.c.slug == workflow)
    row = conn.execute(found).one()
    return Accountable(row.owner, row.deputy)


def asked_first(conn: Connection, output: Output) -> str:
    """Return whom a question about the output goes to: who asked for it, as far as Slack knows them.

    Else whoever owns the key that it came through.
    """
    named = [one for one in (output.requester, output.requested_by) if one is not None]
    emails = [one.lower() for one in named if "@" in one]
    known = select(people.c.user_id).where(
        people.c.user_id.in_(named) | people.c.email.in_(emails), people.c.kind.not_in(("bot", "deactivated"))
    )
    return conn.execute(known.order_by(people.c.user_id)).scalars().first() or output.key_owner


def listens_to(conn: Connection, channel_id: str, thread_ts: str, said_at: datetime) -> str | None:
    """Return the output whose card, the present or a past one, this thread hangs on, if words can mean something.

    They can while it is in review, or where they were written before a question was closed; and whoever talks of what
    waits for a second look knows how the first went. Else None.
    """
    closed_since = select(questions.c.id).where(
        questions.c.output_id == outputs.c.id, questions.c.closed_at >= said_at - SKEW
    )
    again = select(second_looks.c.output_id).where(
        second_looks.c.output_id == outputs.c.id, second_looks.c.closed_at.is_(None)
    )
    for table in (cards, past_cards):
        found = (
            select(outputs.c.id)
            .join(table, table.c.output_id == outputs.c.id)
            .where(table.c.channel_id == channel_id, table.c.ts == thread_ts)
            .where((outputs.c.state == "in_review") | closed_since.exists() | again.exists())
        )
        output_id: str | None = conn.execute(found).scalar_one_or_none()
        if output_id is not None:
            return output_id
    return None


def _one(row: Row[*tuple[Any, ...]] | None) -> Question | None:
    return None if row is None else Question(**row._mapping)
