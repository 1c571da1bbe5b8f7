"""Whoever asked for an output says whether they used it, by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person
from domain.refusals import Refused
from domain.use_questions import Answer
from storage.tables import use_questions
from storage.transaction import Tx
from storage.use_questions import day_asked
from usecases.give_feedback import GiveFeedback, give_feedback


@dataclass(frozen=True)
class AnswerUseQuestion:
    """A press below the question; `person` was looked up just now."""

    output_id: str
    person: Person
    answer: Answer
    feedback_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def answer_use_question(tx: Tx, command: AnswerUseQuestion) -> str | Refused:
    """Keep what they say as feedback, in this transaction; return the day on which they were asked.

    The first answer counts: another tap changes nothing. Refuses `not_found` where this person was not asked about it,
    and as `give_feedback` does.
    """
    person = command.person
    day = day_asked(tx.conn, command.output_id, person.user_id)
    if day is None:
        return Refused.of("not_found")
    said = GiveFeedback(
        feedback_id=command.feedback_id,
        report_id="",  # only what is wrong is reported
        output_id=command.output_id,
        kind=command.answer,
        given_by=person.user_id,
        actor=person.subject,
        source=f"use:{command.output_id}",
        via="button",
        now=command.now,
        person=person,
    )
    done = give_feedback(tx, said)
    if isinstance(done, Refused):
        return day if done.code == "idempotency_mismatch" else done
    if not done.repeated:
        asked = update(use_questions).where(use_questions.c.output_id == command.output_id)
        tx.conn.execute(asked.values(state="answered", feedback_id=done.feedback.id))
    return day
