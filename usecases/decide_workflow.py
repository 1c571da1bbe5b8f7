"""A named person decides what becomes of a use of AI, with a reason: it begins, or it is not for AI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person, unfit
from domain.lanes import Status
from domain.refusals import Refused
from domain.verdicts import Becomes, can_become, may_make
from storage import outbox
from storage.evidence import Happening, record
from storage.organisation import leaders_of
from storage.proposals import proposers
from storage.tables import workflows
from storage.transaction import Tx
from storage.workflow_decisions import WorkflowDecision, keep_decision
from storage.workflows import Workflow, workflow_for_update
from usecases.tell import redraw_open_cards, status_wish, verdict_wish

_ACTIONS = {"live": "workflow.made_live", "refused": "workflow.refused"}


@dataclass(frozen=True)
class DecideWorkflow:
    """What a person makes of the workflow, and why. The person's facts were looked up just before."""

    workflow: str
    becomes: Becomes
    person: Person
    reason: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def decide_workflow(tx: Tx, command: DecideWorkflow) -> Status | Refused:
    """Make the workflow what the person decides, in this transaction; its status now.

    Decided so already, nothing changes. Refuses `only_owner` for whoever may not decide it so, `workflow_closed`
    (facts: its status) where there is nothing to decide any more.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if refused := unfit(command.person, now=command.now):
        return refused
    if not _may(tx, found, command):
        return Refused.of("only_owner", judge=found.owner)
    if found.status == command.becomes:
        return found.status
    if not can_become(found.status, command.becomes):
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    _decide(tx, found, command)
    return command.becomes


def _may(tx: Tx, found: Workflow, command: DecideWorkflow) -> bool:
    return may_make(
        command.becomes,
        command.person.user_id,
        owner=found.owner,
        deputy=found.deputy,
        leaders=leaders_of(tx.conn),
    )


def _decide(tx: Tx, found: Workflow, command: DecideWorkflow) -> None:
    who = command.person.user_id
    decision = WorkflowDecision(
        found.slug, "status", found.status, command.becomes, who, command.reason, command.now
    )
    decision_id = keep_decision(tx.conn, decision)
    tx.conn.execute(update(workflows).where(workflows.c.slug == found.slug).values(status=command.becomes))
    happening = Happening(
        _ACTIONS[command.becomes],
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"was": found.status},
    )
    record(tx.conn, happening)
    told = [status_wish(decision_id, found.channel_id, now=command.now)]
    proposer, _ = proposers(tx.conn).get(found.slug, (None, None))
    if proposer is not None and proposer != who:
        told.append(verdict_wish(decision_id, proposer, now=command.now))
    outbox.want(tx, told)
    redraw_open_cards(tx, found.slug, now=command.now)
