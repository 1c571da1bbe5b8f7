"""Somebody is asked what they think of a workflow, or reminded: each once in a round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.pulse import Round
from storage import outbox
from storage.disturbing import note_asked
from storage.pulse import State, is_ask, state_of
from storage.tables import pulse_asks
from storage.transaction import Tx

_NEXT: dict[State, State] = {"chosen": "asked", "asked": "reminded"}


@dataclass(frozen=True)
class AskPulse:
    """It is time for this person, on this day of theirs. `state` is how far it had come; `again_at`: the reminder."""

    slug: str
    round: Round
    person: str
    state: State
    day: str
    again_at: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs."""
        return f"~{self.person}"


def ask_pulse(tx: Tx, command: AskPulse) -> bool:
    """Wish that they are, in this transaction; False where they were, have answered, or heard of us today."""
    own = is_ask(command.slug, command.round, command.person)
    becomes = _NEXT.get(command.state)
    known = state_of(tx.conn, command.slug, command.round, command.person)
    if becomes is None or known != command.state:
        return False
    if not note_asked(tx.conn, command.person, command.day, now=command.now):
        return False
    asked = update(pulse_asks).where(own, pulse_asks.c.state == command.state)
    if tx.conn.execute(asked.values(state=becomes, due_at=command.again_at)).rowcount == 0:
        return False  # answered this very moment, in another process
    wish = outbox.wish(
        "pulse",
        route=f"person:{command.person}",
        subject=f"{command.person}:{command.slug}:{command.round}:{becomes}",
        payload={"person": command.person},
        now=command.now,
    )
    outbox.want(tx, [wish])
    return True
