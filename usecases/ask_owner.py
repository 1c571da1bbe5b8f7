"""A question that nobody answered for a working day goes to the owner too: once, and never earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.tables import questions
from storage.transaction import Tx
from usecases.tell import redraw_card, talk_of_question

AT_ONCE = 200


@dataclass(frozen=True)
class AskOwner:
    """The clock says that a question about this output has waited for a working day."""

    question_id: str
    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def waiting_questions(conn: Connection, now: datetime) -> list[tuple[str, str]]:
    """Return (id, output) of at most 200 open questions that are due to go to the owner by `now`."""
    due = (
        select(questions.c.id, questions.c.output_id)
        .where(questions.c.owner_at <= now)
        .where(questions.c.closed_at.is_(None), questions.c.owner_asked_at.is_(None))
        .order_by(questions.c.owner_at)
        .limit(AT_ONCE)
    )
    return [(row.id, row.output_id) for row in conn.execute(due)]


def ask_owner(tx: Tx, command: AskOwner) -> bool:
    """Note that the owner is asked and wish for it, in this transaction; say whether there was still need."""
    output = output_for_update(tx.conn, command.output_id)
    if output is None or output.question != command.question_id:
        return False
    still_due = update(questions).where(
        questions.c.id == command.question_id,
        questions.c.owner_at <= command.now,
        questions.c.closed_at.is_(None),
        questions.c.owner_asked_at.is_(None),
    )
    if tx.conn.execute(still_due.values(owner_asked_at=command.now)).rowcount != 1:
        return False
    happening = about(
        output, "question.passed_on", at=command.now, actor="clock", question=command.question_id
    )
    record(tx.conn, happening)
    talk_of_question(tx, output, "question_owner", command.question_id, now=command.now)
    redraw_card(tx, output, now=command.now, yields=True)
    return True
