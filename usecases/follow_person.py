"""Somebody has another name, or works elsewhere now: cards say so, and what waits for their morning goes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from storage import outbox
from storage.cards import UNRELEASED
from storage.tables import cards, outputs, reviews, workflows
from storage.transaction import Tx
from usecases.look_again import look_again
from usecases.tell import card_wish


@dataclass(frozen=True)
class FollowPerson:
    """What is new about this person (Slack id)."""

    person: str
    renamed: bool
    moved_zone: bool
    now: datetime


def follow_person(tx: Tx, command: FollowPerson) -> None:
    """Wish that open cards with their name are drawn anew, and let steps that wait for them be looked at again, in this
    transaction.
    """
    if command.renamed:
        _redraw(tx, command)
    if command.moved_zone:
        look_again(tx, command.person, now=command.now)


def _redraw(tx: Tx, command: FollowPerson) -> None:
    first = (reviews.c.output_id == outputs.c.id) & (reviews.c.kind == "first")
    found = (
        select(outputs.c.id, cards.c.channel_id)
        .join(cards, cards.c.output_id == outputs.c.id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(reviews, first)
        .where(UNRELEASED)
        .where(or_(workflows.c.owner == command.person, reviews.c.assignee == command.person))
        .order_by(outputs.c.id)
    )
    rows = tx.conn.execute(found).all()
    outbox.want(
        tx, [card_wish(row.id, row.channel_id, now=command.now, posted=True, yields=True) for row in rows]
    )
