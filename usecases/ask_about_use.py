"""Somebody is asked whether they used what they had asked for: in one message a day, once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain.use_questions import AT_ONCE
from storage import outbox
from storage.disturbing import note_asked
from storage.tables import outputs, use_questions
from storage.transaction import Tx
from storage.use_questions import WAITS, is_outdated


@dataclass(frozen=True)
class AskAboutUse:
    """It is time to ask this person, on this day of theirs."""

    person: str
    day: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs."""
        return f"~{self.person}"


def ask_about_use(tx: Tx, command: AskAboutUse) -> int:
    """Wish, in this transaction, that they are asked about the first of what waits; return about how many."""
    found = (
        select(use_questions.c.output_id)
        .join(outputs, outputs.c.id == use_questions.c.output_id)
        .where(WAITS, use_questions.c.person == command.person, use_questions.c.due_at <= command.now)
        .where(outputs.c.state == "released")
        .order_by(use_questions.c.due_at, use_questions.c.output_id)
        .limit(AT_ONCE)
    )
    ids = tx.conn.execute(found).scalars().all()
    if not ids or not note_asked(tx.conn, command.person, command.day, now=command.now):
        return 0
    asked = update(use_questions).where(WAITS, use_questions.c.output_id.in_(ids))
    tx.conn.execute(asked.values(state="asked", day=command.day))
    wish = outbox.wish(
        "use",
        route=f"person:{command.person}",
        subject=f"{command.person}:{command.day}",
        payload={"person": command.person},
        now=command.now,
    )
    outbox.want(tx, [wish])
    return len(ids)


@dataclass(frozen=True)
class PassUseQuestions:
    """What could not be asked for two weeks is not asked any more: they would have forgotten."""

    now: datetime


def pass_use_questions(tx: Tx, command: PassUseQuestions) -> None:
    """Note so, in this transaction."""
    tx.conn.execute(update(use_questions).where(is_outdated(command.now)).values(state="passed"))
