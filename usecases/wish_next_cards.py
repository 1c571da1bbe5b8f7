"""A channel holds so many open cards; the rest wait in the queue, and come as room is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from storage import outbox
from storage.audits import audits_without_card, open_audit_cards
from storage.cards import open_cards, without_card
from storage.lost_channels import is_out_of_reach
from storage.tables import cards, outputs
from storage.tables import outbox as rows
from storage.transaction import Tx
from storage.workflows import all_workflows
from usecases.tell import card_wish


@dataclass(frozen=True)
class WishNextCards:
    """There may be room in the channel."""

    channel_id: str
    now: datetime


def wish_next_cards(tx: Tx, command: WishNextCards) -> int:
    """Wish cards for what waits, as many as there is room for, in this transaction; API keys take turns.

    Return how many: none while the channel is gone. A wish that gave up is not made again by itself.
    """
    if is_out_of_reach(tx.conn, command.channel_id):
        return 0
    room = {
        workflow.slug: workflow.live.max_open_cards
        for workflow in all_workflows(tx.conn)
        if workflow.channel_id == command.channel_id and not workflow.live.quiet
    }
    most = max(room.values(), default=0)
    held = open_cards(tx.conn, command.channel_id) + open_audit_cards(tx.conn, command.channel_id)
    if held >= most:
        return 0
    wishes: list[dict[str, object]] = []
    waiting = without_card(tx.conn, command.channel_id, room, limit=most - held)
    waiting += audits_without_card(
        tx.conn, list(room), limit=most - held
    )  # what has gone out holds nobody up
    for output_id, slug in waiting:
        if held + len(wishes) < room[slug]:
            wishes.append(card_wish(output_id, command.channel_id, now=command.now))
    outbox.want(tx, wishes)
    return len(wishes)


@dataclass(frozen=True)
class DropCardWishes:
    """The channel that this route leads to is full."""

    route: str


def drop_card_wishes(tx: Tx, command: DropCardWishes) -> None:
    """Drop the waiting wishes for first cards on the route at once, in this transaction.

    They are wished again as room is made, in the order of their deadlines.
    """
    carded = select(cards.c.output_id)
    waiting = select(outputs.c.id).where(outputs.c.state == "in_review", outputs.c.id.not_in(carded))
    tx.conn.execute(
        delete(rows).where(
            rows.c.route == command.route,
            rows.c.kind == "card",
            rows.c.state == "waiting",
            rows.c.attempts == 0,
            rows.c.subject.in_(waiting),
        )
    )
