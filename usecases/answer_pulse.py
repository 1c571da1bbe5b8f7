"""Somebody says what they think of a workflow. That they have is kept, and what was said; not which was whose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select, update

from domain.pulse import Answer, Round
from storage.pulse import is_ask, packed, state_of, unpacked
from storage.tables import pulse_asks, pulse_rounds
from storage.transaction import Tx

Kept = Literal["kept", "answered", "over"]


@dataclass(frozen=True)
class AnswerPulse:
    """One person's answer. It has no time, and is spelt out nowhere: neither in a log nor in evidence."""

    slug: str
    round: Round
    person: str = field(repr=False)
    answer: Answer = field(repr=False)

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs, and by nobody's name."""
        return f"~pulse:{self.slug}"


def answer_pulse(tx: Tx, command: AnswerPulse) -> Kept:
    """Add the answer to those of its round, in this transaction: the list is written anew, in the order of its numbers.

    "over" where this person is not asked, "answered" where they have answered: then nothing is added.
    """
    own = is_ask(command.slug, command.round, command.person)
    answered = update(pulse_asks).where(own, pulse_asks.c.state != "answered").values(state="answered")
    if tx.conn.execute(answered).rowcount == 0:
        known = state_of(tx.conn, command.slug, command.round, command.person)
        return "over" if known is None else "answered"
    this = (pulse_rounds.c.workflow == command.slug) & (pulse_rounds.c.round == str(command.round))
    kept = tx.conn.execute(select(pulse_rounds.c.answers).where(this).with_for_update()).scalar_one()
    answers = packed([*unpacked(kept), command.answer])
    tx.conn.execute(update(pulse_rounds).where(this).values(answers=answers))
    return "kept"
