"""A card whose text was fixed becomes one of the past: what is judged stands in a new message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update

from domain.outputs import Output
from storage import outbox
from storage.cards import past_cards_of
from storage.evidence import about, record
from storage.tables import cards, past_cards
from storage.transaction import Tx
from usecases.tell import redraw_card


def retire_card(tx: Tx, output: Output, *, now: datetime) -> None:
    """Let an output in review have no card with another text than the one that is judged, in this transaction.

    Reviewed text is never edited under a message: marks and the thread were about what it showed. A new card
    is wished, and then that the old one says where.
    """
    outdated = delete(cards).where(cards.c.output_id == output.id, cards.c.sha256 != output.current_sha256)
    gone = tx.conn.execute(outdated.returning(cards.c.channel_id, cards.c.ts)).one_or_none()
    if gone is not None:
        retire_message(tx, output, gone.channel_id, gone.ts, now=now)


def retire_message(tx: Tx, output: Output, channel_id: str, ts: str, *, now: datetime) -> None:
    """Let this message, which shows a text that was fixed since, be one of the past, in this transaction."""
    row = {"channel_id": channel_id, "ts": ts, "output_id": output.id, "why": "fixed"}
    tx.conn.execute(insert(past_cards).values(row))
    record(tx.conn, about(output, "card.retired", at=now, actor="clock", channel=channel_id, ts=ts))
    redraw_card(tx, output, now=now)
    _wish(tx, output.id, channel_id, ts, now=now)


@dataclass(frozen=True)
class RedrawPastCards:
    """What the cards of the past of an output say is no longer true."""

    output_id: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def redraw_past_cards(tx: Tx, command: RedrawPastCards) -> None:
    """Wish, in this transaction, that they say where the output is to be found now, or what became of it."""
    for past in past_cards_of(tx.conn, command.output_id):
        if past.why == "fixed":
            _wish(tx, command.output_id, past.channel_id, past.ts, now=command.now)


def note_past_card_told(tx: Tx, told: tuple[str, str, datetime]) -> None:
    """Note of a message (channel, ts) since when it says that it is one of the past, in this transaction."""
    channel_id, ts, now = told
    message = (past_cards.c.channel_id == channel_id) & (past_cards.c.ts == ts)
    tx.conn.execute(update(past_cards).where(message, past_cards.c.told_at.is_(None)).values(told_at=now))


def _wish(tx: Tx, output_id: str, channel_id: str, ts: str, *, now: datetime) -> None:
    wish = outbox.wish(
        "past_card",
        route=f"slack:{channel_id}",
        subject=output_id,
        now=now,
        payload={"channel_id": channel_id, "ts": ts},
    )
    outbox.want(tx, [wish])
