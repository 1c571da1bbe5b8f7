"""Nobody may decide in a workflow that asks for training: its owner hears it, once; or somebody may again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert

from storage import outbox
from storage.evidence import Happening, record
from storage.leave import away
from storage.tables import unstaffed
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.unstaffed import has_nobody, noted_as_unstaffed
from storage.workflows import Workflow, workflow_for_update


@dataclass(frozen=True)
class NoteUnstaffed:
    """Whether anybody may decide in this workflow may have changed."""

    workflow: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def note_unstaffed(tx: Tx, command: NoteUnstaffed) -> Literal["unstaffed", "staffed"] | None:
    """Note it, in this transaction; None where that is on record already.

    The owner is told, or the deputy where the owner is away or has left: either can sign somebody in.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return None
    nobody = has_nobody(tx.conn, found, command.now)
    if nobody == (found.slug in noted_as_unstaffed(tx.conn)):
        return None
    if nobody:
        tx.conn.execute(insert(unstaffed).values(workflow=found.slug, since_at=command.now))
        whom = _answerable(tx, found, command.now)
        wish = outbox.wish(
            "unstaffed",
            route=f"person:{whom}",
            subject=found.slug,
            now=command.now,
            payload={"person": whom},
        )
        outbox.want(tx, [wish])
    else:
        tx.conn.execute(delete(unstaffed).where(unstaffed.c.workflow == found.slug))
    happening = Happening(
        "workflow.unstaffed" if nobody else "workflow.staffed",
        command.now,
        "clock",
        workflow=found.slug,
        policy_version=found.policy_version,
    )
    record(tx.conn, happening)
    return "unstaffed" if nobody else "staffed"


def _answerable(tx: Tx, found: Workflow, now: datetime) -> str:
    """Return who is told: the owner, else the deputy if they are there, else the owner all the same."""
    for one in (found.owner, found.deputy):
        if one is not None and not is_gone(tx.conn, one) and not away(tx.conn, [one], now):
            return one
    return found.owner
