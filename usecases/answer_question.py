"""Whoever was asked answers a reviewer's question: in the card's thread, in a modal, or by the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.api_keys import reaches
from domain.eligibility import Person
from domain.outputs import Output
from domain.questions import AnswerVia, Question, may_answer
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.questions import accountable_for, question, questions_about
from storage.transaction import Tx
from usecases.close_question import write_answer
from usecases.tell import redraw_card, talk_of_question


@dataclass(frozen=True)
class AnswerQuestion:
    """What somebody (`person`) or an AI system (`key_id`, of `workflow`) answers; exactly one of the two.

    `question_id` None: the open question, or the one that this very answer was given to before.
    """

    output_id: str
    answer: str
    via: AnswerVia
    now: datetime
    question_id: str | None = None
    person: Person | None = None
    key_id: str | None = None
    workflow: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id

    @property
    def by(self) -> str:
        """Return who answers: a Slack id, or "key:<id>"."""
        return self.person.user_id if self.person is not None else f"key:{self.key_id}"


@dataclass(frozen=True)
class Answered:
    """The question, and the output as it is now. `repeated`: the same answer had been given before."""

    question: Question
    output: Output
    repeated: bool = False


def answer_question(tx: Tx, command: AnswerQuestion) -> Answered | Refused:
    """Answer the question, in this transaction, or refuse and write nothing.

    The first answer counts: the same again changes nothing, another one is `already_answered`. `no_question`
    where none is open, or it was decided without an answer; `not_asked` for whoever it is not for.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None or not _reached(command, output):
        return Refused.of("not_found")
    put = _meant(tx, command, output)
    if put is None:
        return Refused.of("no_question")
    if command.person is not None:
        accountable = accountable_for(tx.conn, output.workflow)
        refused = may_answer(command.person, output, put.person, accountable, now=command.now)
        if refused is not None:
            return refused
    if put.closed_at is not None:
        return _again(command, output, put)
    return _answer(tx, command, output, put)


def _reached(command: AnswerQuestion, output: Output) -> bool:
    """Say whether who answers may know of the output: in Slack everybody, an AI system of what came through a key."""
    if command.key_id is None or command.workflow is None:
        return command.person is not None
    return reaches(command.key_id, command.workflow, output)


def _meant(tx: Tx, command: AnswerQuestion, output: Output) -> Question | None:
    """Return the question that is answered; without its id, the open one, else the last one."""
    wanted = command.question_id or output.question
    if wanted is not None:
        found = question(tx.conn, wanted)
        return found if found is not None and found.output_id == output.id else None
    return next(reversed(questions_about(tx.conn, output.id)), None)


def _again(command: AnswerQuestion, output: Output, put: Question) -> Answered | Refused:
    if put.answer is None:
        return Refused.of("no_question")
    same_source = put.answered_by == command.by or put.answered_via == command.via == "api"
    if put.answer == command.answer and same_source:
        return Answered(put, output, repeated=True)
    if command.question_id is None and command.via == "api":
        return Refused.of("no_question")
    return Refused.of("already_answered", by=put.answered_by, at=put.closed_at)


def _answer(tx: Tx, command: AnswerQuestion, output: Output, put: Question) -> Answered:
    now = command.now
    going_on = write_answer(tx, output, put, answer=command.answer, by=command.by, via=command.via, now=now)
    actor = command.person.subject if command.person is not None else command.by
    record(tx.conn, about(output, "question.answered", at=now, actor=actor, via=command.via, question=put.id))
    talk_of_question(tx, output, "answer", put.id, now=now)
    talk_of_question(tx, output, "question_closed", put.id, now=now)
    redraw_card(tx, going_on, now=now)
    answered = question(tx.conn, put.id)
    assert answered is not None
    return Answered(answered, going_on)
