"""An open question is over, answered or not: the reviewers' clock runs again from where it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from domain.outputs import Output
from domain.policy import OFFICE_HOURS, UnreadablePolicy
from domain.questions import AnswerVia, Question, moved
from domain.working_time import WorkingHours
from storage.evidence import about, record
from storage.questions import question
from storage.tables import outputs, questions, reviews
from storage.transaction import Tx
from storage.workflows import policy
from usecases.tell import talk_of_question


def close_question(tx: Tx, output: Output, *, now: datetime, actor: str) -> Output:
    """Return the output without its open question, which nobody needs answered any more: it has left review.

    In this transaction; the caller holds the output for update, and `actor` moved it. Without an open
    question nothing happens.
    """
    closed = None if output.question is None else question(tx.conn, output.question)
    if closed is None:
        return output
    tx.conn.execute(update(questions).where(questions.c.id == closed.id).values(closed_at=now))
    record(tx.conn, about(output, "question.closed", at=now, actor=actor, question=closed.id))
    talk_of_question(tx, output, "question_closed", closed.id, now=now)
    return run_clocks(tx, output, closed, now=now)


def write_answer(
    tx: Tx, output: Output, put: Question, *, answer: str, by: str, via: AnswerVia, now: datetime
) -> Output:
    """Return the output with its open question answered, and the clocks running again, in this transaction."""
    answered = update(questions).where(questions.c.id == put.id)
    tx.conn.execute(answered.values(answer=answer, answered_by=by, answered_via=via, closed_at=now))
    return run_clocks(tx, output, put, now=now)


def run_clocks(tx: Tx, output: Output, put: Question, *, now: datetime) -> Output:
    """Return the output with the reviewers' deadline and its expiry moved by the working time that `put` took.

    What the requester was promised stays as it is.
    """
    hours = _hours(tx, output)
    first = (reviews.c.output_id == output.id) & (reviews.c.kind == "first")
    due_at = tx.conn.execute(select(reviews.c.due_at).where(first)).scalar_one_or_none() or output.due_at
    tx.conn.execute(update(reviews).where(first).values(due_at=moved(hours, due_at, put.asked_at, now)))
    expires_at = None if output.expires_at is None else moved(hours, output.expires_at, put.asked_at, now)
    tx.conn.execute(
        update(outputs).where(outputs.c.id == output.id).values(question=None, expires_at=expires_at)
    )
    return replace(output, question=None, expires_at=expires_at)


def _hours(tx: Tx, output: Output) -> WorkingHours:
    try:
        return policy(tx.conn, output.policy_id).working_hours
    except UnreadablePolicy:  # taking back and closing must go on working
        return OFFICE_HOURS
