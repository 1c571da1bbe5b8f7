"""An output turned out to have two messages in Slack: the recorded one is its card, the other counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from domain.outputs import Output
from storage import outbox
from storage.evidence import about, record
from storage.inserting import add_if_new
from storage.outputs import output_for_update
from storage.tables import cards, past_cards
from storage.transaction import Tx


@dataclass(frozen=True)
class VoidTwin:
    """A message of ours that shows the output, and may be a second card of it."""

    output_id: str
    channel_id: str
    ts: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def void_twin(tx: Tx, command: VoidTwin) -> bool:
    """Note, with evidence and in this transaction, that the message is no card, and wish that it is taken away.

    Say whether it still has to be. False for the card itself, for one of an earlier text, while there is no card
    that could be the right one, and for a twin that is gone.
    """
    judged = output_for_update(tx.conn, command.output_id)
    recorded = tx.conn.execute(
        select(cards.c.channel_id, cards.c.ts).where(cards.c.output_id == command.output_id)
    ).one_or_none()
    if judged is None or recorded is None or tuple(recorded) == (command.channel_id, command.ts):
        return False
    if _is_new(tx, command):
        _record(tx, judged, command)
        outbox.want(tx, [_wish(command)])
    found = select(past_cards.c.why, past_cards.c.told_at).where(_message(command))
    why, told_at = tx.conn.execute(found).one()
    return why == "duplicate" and told_at is None


def note_twin_gone(tx: Tx, command: VoidTwin) -> None:
    """Note that the message is deleted, or says by itself that it does not count, in this transaction."""
    tx.conn.execute(update(past_cards).where(_message(command)).values(told_at=command.now))


def _is_new(tx: Tx, command: VoidTwin) -> bool:
    row = {
        "channel_id": command.channel_id,
        "ts": command.ts,
        "output_id": command.output_id,
        "why": "duplicate",
    }
    return add_if_new(tx.conn, past_cards, row)


def _record(tx: Tx, judged: Output, command: VoidTwin) -> None:
    voided = about(
        judged, "card.voided", at=command.now, actor="clock", channel=command.channel_id, ts=command.ts
    )
    record(tx.conn, voided)


def _wish(command: VoidTwin) -> dict[str, object]:
    return outbox.wish(
        "twins",
        route=f"slack:{command.channel_id}:twins",
        subject=command.output_id,
        now=command.now,
        payload={"channel_id": command.channel_id, "ts": command.ts},
    )


def _message(command: VoidTwin) -> ColumnElement[bool]:
    return (past_cards.c.channel_id == command.channel_id) & (past_cards.c.ts == command.ts)
