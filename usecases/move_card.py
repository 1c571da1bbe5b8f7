"""A card stands in a channel that is gone, and its workflow has another by now: it is asked for there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from domain.outputs import Output
from storage.audits import audit_of
from storage.cards import card_of
from storage.evidence import about, record
from storage.lost_channels import is_lost
from storage.outputs import output_for_update
from storage.tables import cards, past_cards
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.tell import redraw_card


@dataclass(frozen=True)
class MoveCard:
    """This output's card may have to stand elsewhere."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def move_card(tx: Tx, command: MoveCard) -> bool:
    """Let the output's old message count for nothing and wish a card where the workflow's go now, in this transaction.

    False where it stays: it is decided, its channel is there, or its workflow has no other. Votes stand as they are.
    The old message is taken away should its channel come back.
    """
    judged = output_for_update(tx.conn, command.output_id)
    card = card_of(tx.conn, command.output_id)
    live = None if judged is None else workflow(tx.conn, judged.workflow)
    if judged is None or live is None or card is None or not _is_asked(tx, judged):
        return False
    if card.channel_id == live.channel_id or not is_lost(tx.conn, card.channel_id):
        return False
    place = {"channel_id": card.channel_id, "ts": card.ts}
    tx.conn.execute(delete(cards).where(cards.c.output_id == judged.id))
    tx.conn.execute(insert(past_cards).values(**place, output_id=judged.id, why="duplicate"))
    facts = {"channel": card.channel_id, "ts": card.ts}
    record(tx.conn, about(judged, "card.moved", at=command.now, actor="clock", **facts))
    redraw_card(tx, judged, now=command.now)
    return True


def _is_asked(tx: Tx, judged: Output) -> bool:
    """Say whether somebody is asked to judge it: before it goes out, or after."""
    if judged.state != "released":
        return judged.state == "in_review"
    audit = audit_of(tx.conn, judged.id)
    return audit is not None and audit.is_open
