"""Too few may decide in a workflow: who answers for it hears it, once; or enough may again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert

from storage import outbox
from storage.answering import named_leaders, who_answers
from storage.evidence import Happening, record
from storage.tables import unstaffed
from storage.told import note_told, told_of
from storage.transaction import Tx
from storage.unstaffed import has_too_few, noted_as_unstaffed
from storage.workflows import Workflow, workflow_for_update
from usecases.tell_over import TellOver, tell_over


@dataclass(frozen=True)
class NoteUnstaffed:
    """Whether enough may decide in this workflow may have changed."""

    workflow: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def note_unstaffed(tx: Tx, command: NoteUnstaffed) -> Literal["unstaffed", "staffed"] | None:
    """Note it, in this transaction; None where that is on record already.

    The owner is told, or the deputy where the owner is away or has left, or those who lead where neither is there.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return None
    too_few, since = has_too_few(tx.conn, found, command.now), noted_as_unstaffed(tx.conn).get(found.slug)
    if too_few == (since is not None):
        return None
    if too_few:
        tx.conn.execute(insert(unstaffed).values(workflow=found.slug, since_at=command.now))
        told = _told(tx, found, command.now)
        note_told(tx.conn, _about(found.slug, command.now), told, now=command.now)
        outbox.want(tx, [_wish(found.slug, person, command.now) for person in told])
    else:
        tx.conn.execute(delete(unstaffed).where(unstaffed.c.workflow == found.slug))
        if since is not None:
            about = _about(found.slug, since)
            told = told_of(tx.conn, about)
            tell_over(tx, TellOver("unstaffed", about, since, told, command.now, facts={"slug": found.slug}))
    happening = Happening(
        "workflow.unstaffed" if too_few else "workflow.staffed",
        command.now,
        "clock",
        workflow=found.slug,
        policy_version=found.policy_version,
    )
    record(tx.conn, happening)
    return "unstaffed" if too_few else "staffed"


def _about(slug: str, since: datetime) -> str:
    return f"unstaffed:{slug}-{int(since.timestamp())}"


def _wish(slug: str, person: str, now: datetime) -> dict[str, object]:
    payload = {"person": person}
    return outbox.wish("unstaffed", route=f"person:{person}", subject=slug, now=now, payload=payload)


def _told(tx: Tx, found: Workflow, now: datetime) -> list[str]:
    """Return who is told: the owner, or the deputy, or those who lead; the owner all the same where nobody is there."""
    who = who_answers(tx.conn, found, now)
    return [who] if who is not None else named_leaders(tx.conn, now) or [found.owner]
