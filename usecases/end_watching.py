"""Watching that nobody has decided about by its end is paused: nothing goes out any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from domain.watching import status_at
from storage import outbox
from storage.evidence import Happening, record
from storage.tables import workflows
from storage.transaction import Tx
from storage.workflow_decisions import CLOCK, WorkflowDecision, keep_decision
from storage.workflows import workflow_for_update
from usecases.tell import redraw_open_cards, status_wish, watching_wish

WHY = "Watching has come to its end, and nobody had decided."


@dataclass(frozen=True)
class EndWatching:
    """The clock says that the end of watching has come."""

    workflow: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def watching_over(conn: Connection, now: datetime) -> list[str]:
    """Return the workflows that are still called watched though the end of that has come by `now`."""
    over = (workflows.c.status == "watching") & (workflows.c.watched_until <= now)
    return list(conn.execute(select(workflows.c.slug).where(over)).scalars())


def end_watching(tx: Tx, command: EndWatching) -> bool:
    """Pause the workflow if its watching is over, in this transaction; say whether it was.

    Nothing was let out since: whatever lets out asks for the time itself. The clock decides nothing lighter.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None or found.status != "watching":
        return False
    if status_at(found.status, found.watched_until, command.now) != "paused":
        return False
    decision = WorkflowDecision(found.slug, "status", "watching", "paused", CLOCK, WHY, command.now)
    decision_id = keep_decision(tx.conn, decision)
    tx.conn.execute(update(workflows).where(workflows.c.slug == found.slug).values(status="paused"))
    happening = Happening(
        "workflow.paused", command.now, "clock", workflow=found.slug, policy_version=found.policy_version
    )
    record(tx.conn, happening)
    told = status_wish(decision_id, found.channel_id, now=command.now)
    outbox.want(
        tx, [told, watching_wish(found.slug, found.owner, until=found.watched_until, now=command.now)]
    )
    redraw_open_cards(tx, found.slug, now=command.now)
    return True
