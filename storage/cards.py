"""What Slack shows of each output, and who has opened the whole text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.queue import begun_or_dead
from storage.tables import cards, marks, outputs


@dataclass(frozen=True)
class Card:
    """The one message of an output. `shown` is the hash of what was last posted or updated there."""

    output_id: str
    channel_id: str
    ts: str
    shown: str
    shows_whole_text: bool
    permalink: str | None
    posted_at: datetime


def card_of(conn: Connection, output_id: str) -> Card | None:
    """Return the output's card, or None if none was posted."""
    row = conn.execute(select(cards).where(cards.c.output_id == output_id)).one_or_none()
    return None if row is None else Card(**row._mapping)


def output_at(conn: Connection, channel_id: str, ts: str) -> str | None:
    """Return the id of the output whose card is this message, or None if it is no card of ours."""
    found = select(cards.c.output_id).where(cards.c.channel_id == channel_id, cards.c.ts == ts)
    return conn.execute(found).scalar_one_or_none()


def marks_on(conn: Connection, card: Card) -> list[tuple[str, str]]:
    """Return the reactions that are on the card now, as (person, canonical name)."""
    found = select(marks.c.person, marks.c.name).where(
        marks.c.channel_id == card.channel_id, marks.c.ts == card.ts, marks.c.present
    )
    return [(row.person, row.name) for row in conn.execute(found)]


def open_cards(conn: Connection, channel_id: str) -> int:
    """Return how many cards in the channel still wait for a decision."""
    found = (
        select(func.count())
        .select_from(cards.join(outputs, outputs.c.id == cards.c.output_id))
        .where(cards.c.channel_id == channel_id, outputs.c.state == "in_review")
    )
    return int(conn.execute(found).scalar_one())


def without_card(conn: Connection, workflows: Iterable[str], limit: int) -> list[tuple[str, str]]:
    """Return (id, workflow) of what waits in these workflows without a card, the most urgent first.

    Those whose card is being posted, or could not be, are left out.
    """
    found = (
        select(outputs.c.id, outputs.c.workflow)
        .outerjoin(cards, cards.c.output_id == outputs.c.id)
        .where(
            outputs.c.state == "in_review",
            outputs.c.workflow.in_(sorted(workflows)),
            cards.c.output_id.is_(None),
            outputs.c.id.not_in(begun_or_dead("card")),
        )
        .order_by(outputs.c.due_at, outputs.c.id)
        .limit(limit)
    )
    return [(row.id, row.workflow) for row in conn.execute(found)]
