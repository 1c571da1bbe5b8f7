"""A reviewer asks whoever wanted the output: the reviewers' clock stands until there is an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, insert, update

from domain.announcements import asked
from domain.eligibility import Person, may_decide
from domain.judging import standing
from domain.outputs import FINAL, Output
from domain.questions import Question, owner_at
from domain.refusals import Refused
from storage.evidence import about, record
from storage.outputs import names_of, output_for_update, votes_of
from storage.people import roster_of
from storage.questions import question, question_by_source
from storage.tables import outputs, questions
from storage.transaction import Tx
from storage.workflows import policy
from usecases.tell import redraw_card, talk_of_question, tell_submitter


@dataclass(frozen=True)
class AskQuestion:
    """What the reviewer wants to know. `source` is the act's own name in Slack: the same act asks once."""

    question_id: str
    output_id: str
    person: Person
    body: str
    source: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


@dataclass(frozen=True)
class Asked:
    """The question, and the output as it is now. `repeated`: this very act had asked it before."""

    question: Question
    output: Output
    repeated: bool = False


def ask_question(tx: Tx, command: AskQuestion) -> Asked | Refused:
    """Ask, in this transaction, or refuse and write nothing.

    Whoever may decide may ask, while nobody has decided. One question at a time: `question_open` says who asked
    what. The requester's deadline stays as it is.
    """
    output = output_for_update(tx.conn, command.output_id)
    if output is None:
        return Refused.of("not_found")
    if (seen := question_by_source(tx.conn, command.source)) is not None:
        return Asked(seen, output, repeated=True)
    refused = why_not_ask(tx.conn, output, command.person, command.now)
    if refused is not None:
        return refused
    put = _write(tx, command, output)
    open_now = replace(output, question=put.id)
    happening = about(
        output,
        "question.asked",
        at=command.now,
        actor=command.person.subject,
        question=put.id,
        owner_at=put.owner_at,
    )
    record(tx.conn, happening)
    name = names_of(tx.conn, [put.person]).get(put.person, put.person)
    tell_submitter(tx, open_now, "output.question", now=command.now, question=asked(put, name))
    talk_of_question(tx, output, "question", put.id, now=command.now)
    redraw_card(tx, open_now, now=command.now)
    return Asked(put, open_now)


def why_not_ask(conn: Connection, output: Output, person: Person, now: datetime) -> Refused | None:
    """Return why this person may not ask about the output now, None if they may."""
    return (
        _too_late(conn, output, now)
        or may_decide(person, roster_of(conn, output.workflow, now), output, now=now)
        or _decided(conn, output, person, now)
        or _asked_already(conn, output)
    )


def _too_late(conn: Connection, output: Output, now: datetime) -> Refused | None:
    cast = votes_of(conn, output.id)
    settling = next((vote.person for vote in cast if vote.id == output.settled_by_vote), None)
    if output.state == "released":
        return Refused.of("already_released", by=settling, at=output.settled_at)
    if output.state in FINAL:
        return Refused.of("already_final", state=output.state, by=settling, at=output.settled_at)
    if output.expires_by(now):
        return Refused.of("already_final", state="expired", by=None, at=output.expires_at)
    return None


def _decided(conn: Connection, output: Output, person: Person, now: datetime) -> Refused | None:
    """Refuse where somebody has decided, be it that they can still undo it, or has objected."""
    cast = votes_of(conn, output.id)
    stand = standing(
        cast, sha256=output.current_sha256, needed=output.needed, now=now, objection=output.objection
    )
    decided = stand.by or next((vote for vote in cast if vote.id == output.objection), None)
    if decided is None:
        return None
    if decided.person == person.user_id:
        return Refused.of("already_voted", verdict=decided.verdict, at=decided.acted_at)
    return Refused.of("already_decided", by=decided.person, at=decided.acted_at)


def _asked_already(conn: Connection, output: Output) -> Refused | None:
    before = None if output.question is None else question(conn, output.question)
    if before is None:
        return None
    return Refused.of("question_open", by=before.person, at=before.asked_at, question=before.body)


def _write(tx: Tx, command: AskQuestion, output: Output) -> Question:
    hours = policy(tx.conn, output.policy_id).working_hours
    put = Question(
        id=command.question_id,
        output_id=output.id,
        person=command.person.user_id,
        body=command.body,
        asked_at=command.now,
        owner_at=owner_at(hours, command.now),
    )
    tx.conn.execute(insert(questions).values(**vars(put), source=command.source))
    tx.conn.execute(update(outputs).where(outputs.c.id == output.id).values(question=put.id))
    return put
