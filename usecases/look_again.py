"""When somebody can hear has changed: steps that wait for them are looked at again, now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, or_, select, update

from storage.tables import escalations, outputs, put_right_escalations, put_rights, reviews, workflows
from storage.transaction import Tx


def look_again(tx: Tx, person: str, *, now: datetime) -> None:
    """Let the steps that wait for this person (Slack id) be looked at again, in this transaction.

    Looking again is all: a step that is not due, or whose hour has not come, is put off as before.
    """
    has_it = select(reviews.c.output_id).where(
        reviews.c.output_id == escalations.c.output_id, reviews.c.assignee == person
    )
    _plan_now(tx, escalations, has_it.exists(), person, now)
    rights = select(put_rights.c.output_id).where(
        put_rights.c.output_id == put_right_escalations.c.output_id, put_rights.c.person == person
    )
    _plan_now(tx, put_right_escalations, rights.exists(), person, now)


def _plan_now(tx: Tx, table: Table, theirs: ColumnElement[bool], person: str, now: datetime) -> None:
    answers = (
        select(outputs.c.id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(outputs.c.id == table.c.output_id)
        .where(or_(workflows.c.owner == person, workflows.c.deputy == person))
    )
    waits = select(table.c.output_id).where(table.c.next_at > now, or_(theirs, answers.exists()))
    # Whoever has one in hand takes its step by the new hours anyway; nobody is waited for.
    held = tx.conn.execute(waits.with_for_update(skip_locked=True, of=table)).scalars().all()
    tx.conn.execute(update(table).where(table.c.output_id.in_(held)).values(next_at=now))
