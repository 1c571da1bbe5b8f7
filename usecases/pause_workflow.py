"""Anybody named may stop a workflow; its owner or deputy lets it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.lanes import RUNNING, Status
from domain.refusals import Refused
from storage import outbox
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.stops import last_stop
from storage.tables import workflows
from storage.transaction import Tx
from storage.workflow_decisions import WorkflowDecision, keep_decision, who_stopped
from storage.workflows import Workflow, workflow_for_update
from usecases.change_stage import StartOver, start_over
from usecases.tell import redraw_open_cards, status_wish
from usecases.tell_of_stop import tell_of_stop, tell_that_it_is_over


@dataclass(frozen=True)
class PauseWorkflow:
    """A person stops the workflow, with a reason in words."""

    workflow: str
    person: str
    reason: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class ResumeWorkflow:
    """The owner or deputy lets the workflow go on, with a reason in words."""

    workflow: str
    person: str
    reason: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def pause_workflow(tx: Tx, command: PauseWorkflow) -> Status | Refused:
    """Stop the workflow in this transaction; its status now. Nothing of it goes out from here on."""
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if found.status in RUNNING:
        _set(tx, found, "paused", "workflow.paused", command)
    elif found.status != "paused":
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    return "paused"


def resume_workflow(tx: Tx, command: ResumeWorkflow) -> Status | Refused:
    """Let the workflow go on in this transaction; its status now. Refuses `only_owner` for anyone else."""
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if not may_let_go_on(found, who_stopped(tx.conn, found), command.person):
        return Refused.of("only_owner", judge=found.owner)
    if found.status == "live":
        return "live"
    if found.status != "paused":
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    _set(tx, found, "live", "workflow.resumed", command)
    return "live"


def may_resume(workflow: Workflow, user_id: str) -> bool:
    """Say whether it is this person who answers for the workflow: its owner, or the deputy."""
    return user_id in (workflow.owner, workflow.deputy)


def may_let_go_on(workflow: Workflow, stopped: WorkflowDecision | None, user_id: str) -> bool:
    """Say whether it is this person who lets the workflow go on: its owner, or the deputy, but not what was only
    watched when it was stopped. Nobody has decided that it begins, and that is for its owner alone.
    """
    only_owner = stopped is not None and stopped.stopped_watching
    return user_id == workflow.owner or (not only_owner and may_resume(workflow, user_id))


def _set(
    tx: Tx, found: Workflow, status: Status, action: str, command: PauseWorkflow | ResumeWorkflow
) -> None:
    tx.conn.execute(update(workflows).where(workflows.c.slug == found.slug).values(status=status))
    if status == "live":
        # Why it was stopped nobody has measured: what was shown before counts no more.
        start_over(tx, found, StartOver("resumed", "stopped", command.now))
    stop = last_stop(tx.conn, found.slug)
    decision_id = keep_decision(
        tx.conn,
        WorkflowDecision(
            found.slug, "status", found.status, status, command.person, command.reason, command.now
        ),
    )
    actor = subject_of(tx.conn, command.person)
    happening = Happening(
        action, command.now, actor, workflow=found.slug, policy_version=found.policy_version
    )
    record(tx.conn, happening)
    outbox.want(tx, [status_wish(decision_id, found.channel_id, now=command.now)])
    if status == "paused":
        tell_of_stop(tx, found, decision_id, by=command.person, now=command.now)
    elif stop is not None:
        tell_that_it_is_over(tx, found, stop, now=command.now)
    redraw_open_cards(tx, found.slug, now=command.now)
