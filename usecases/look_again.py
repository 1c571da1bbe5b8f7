"""When somebody can hear has changed: steps that wait for them are looked at again, now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from storage.tables import escalations, outputs, put_rights, reviews, workflows
from storage.transaction import Tx


def look_again(tx: Tx, person: str, *, now: datetime) -> None:
    """Let the steps that wait for this person (Slack id) be looked at again, in this transaction.

    Looking again is all: a step that is not due, or whose hour has not come, is put off as before.
    """
    plans = escalations.c
    has_it = select(reviews.c.output_id).where(
        reviews.c.output_id == plans.output_id, reviews.c.assignee == person
    )
    puts_right = select(put_rights.c.output_id).where(
        put_rights.c.output_id == plans.output_id, put_rights.c.person == person
    )
    answers = (
        select(outputs.c.id)
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .where(outputs.c.id == plans.output_id)
        .where(or_(workflows.c.owner == person, workflows.c.deputy == person))
    )
    theirs = or_(has_it.exists(), puts_right.exists(), answers.exists())
    waits = select(plans.output_id).where(plans.next_at > now, theirs)
    # Whoever has one in hand takes its step by the new hours anyway; nobody is waited for.
    held = tx.conn.execute(waits.with_for_update(skip_locked=True, of=escalations)).scalars().all()
    tx.conn.execute(
        update(escalations).where(plans.output_id.in_(held), plans.next_at > now).values(next_at=now)
    )
