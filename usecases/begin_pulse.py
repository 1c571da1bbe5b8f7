"""A round of the pulse begins for one workflow: who is asked is settled, by lot, and once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from domain.pulse import Round
from storage.inserting import insert_into
from storage.tables import pulse_asks, pulse_rounds
from storage.transaction import Tx


@dataclass(frozen=True)
class BeginPulse:
    """These people (Slack ids) are drawn for the round; nobody: five cannot be reached."""

    slug: str
    round: Round
    people: tuple[str, ...]
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.slug


def begin_pulse(tx: Tx, command: BeginPulse) -> bool:
    """Keep whom to ask, in this transaction; False where the round has begun already."""
    row = {"workflow": command.slug, "round": str(command.round), "asked": len(command.people)}
    begun = insert_into(tx.conn, pulse_rounds).values(row).on_conflict_do_nothing()
    if tx.conn.execute(begun.returning(pulse_rounds.c.round)).first() is None:
        return False
    asks = [
        {
            "workflow": command.slug,
            "round": str(command.round),
            "person": person,
            "state": "chosen",
            "due_at": command.now,
        }
        for person in sorted(command.people)
    ]
    if asks:
        tx.conn.execute(insert(pulse_asks), asks)
    return True


@dataclass(frozen=True)
class ForgetAsks:
    """Who was asked in rounds before this one, and whether they answered, is nobody's concern any more."""

    round: Round


def forget_asks(tx: Tx, command: ForgetAsks) -> None:
    """Forget it, in this transaction. How many were asked stays."""
    tx.conn.execute(delete(pulse_asks).where(pulse_asks.c.round < str(command.round)))
