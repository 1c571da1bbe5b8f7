"""Somebody has another name, or works elsewhere now: cards say so, and what waits for their morning goes by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, or_, select, update

from storage import outbox
from storage.cards import UNRELEASED
from storage.tables import cards, escalations, outputs, put_right_escalations, put_rights, reviews, workflows
from storage.transaction import Tx
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

    Looking again is all: a step that is not due, or whose hour has not come where they are now, is put off as before.
    """
    if command.renamed:
        _redraw(tx, command)
    if command.moved_zone:
        has_it = select(reviews.c.output_id).where(
            reviews.c.output_id == escalations.c.output_id, reviews.c.assignee == command.person
        )
        _look_again(tx, escalations, has_it.exists(), command)
        rights = select(put_rights.c.output_id).where(
            put_rights.c.output_id == put_right_escalations.c.output_id, put_rights.c.person == command.person
        )
        _look_again(tx, put_right_escalations, rights.exists(), command)


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


def _look_again(tx: Tx, table: Table, theirs: ColumnElement[bool], command: FollowPerson) -> None:
    answers = (
        select(outputs.c.id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(outputs.c.id == table.c.output_id)
        .where(or_(workflows.c.owner == command.person, workflows.c.deputy == command.person))
    )
    waits = select(table.c.output_id).where(table.c.next_at > command.now, or_(theirs, answers.exists()))
    # Whoever has one in hand takes its step by the new hours anyway; nobody is waited for.
    held = tx.conn.execute(waits.with_for_update(skip_locked=True, of=table)).scalars().all()
    tx.conn.execute(update(table).where(table.c.output_id.in_(held)).values(next_at=command.now))
