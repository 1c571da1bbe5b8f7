"""Somebody proposes to use AI somewhere: a workflow from which nothing goes out until its owner decides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import insert

from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage import outbox
from storage.proposals import answer_wanted_by, proposal_by_source
from storage.tables import proposals
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.apply_workflow import ApplyWorkflow, apply_workflow
from usecases.tell import proposal_wishes, undecided_wishes


@dataclass(frozen=True)
class ProposeWorkflow:
    """The workflow as its `file` describes it, and the answers that are no part of its rules.

    `source` is the act's own name: the same act again proposes nothing more.
    """

    workflow: ApplyWorkflow
    person: Person
    gains: str
    carries: str
    stop_when: str
    file: str
    source: str

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow.slug


def propose_workflow(tx: Tx, command: ProposeWorkflow) -> Refused | None:
    """Add the workflow as `proposed` in this transaction, and wish that its owner is asked; None once it is there.

    It wishes, too, that both hear when nobody has decided within two of the owner's working days: silence decides
    nothing.

    Refuses `workflow_exists` (facts: its `status`) for a name that is taken, also by what was refused; who is no
    member of the company may propose nothing.
    """
    asked = command.workflow
    if proposal_by_source(tx.conn, command.source) is not None:
        return None
    if refused := unfit(command.person, now=asked.now):
        return refused
    before = workflow_for_update(tx.conn, asked.slug)
    if before is not None:
        return Refused.of("workflow_exists", workflow=before.slug, status=before.status)
    apply_workflow(tx, replace(asked, first="proposed", actor=command.person.subject))
    row = {
        "workflow": asked.slug,
        "proposed_by": command.person.user_id,
        "gains": command.gains,
        "carries": command.carries,
        "stop_when": command.stop_when,
        "file": command.file,
        "source": command.source,
        "proposed_at": asked.now,
    }
    tx.conn.execute(insert(proposals).values(row))
    outbox.want(tx, proposal_wishes(asked.slug, {asked.owner, command.person.user_id}, now=asked.now))
    by = answer_wanted_by(tx.conn, asked.owner, asked.policy.working_hours, asked.now)
    outbox.want(tx, undecided_wishes(asked.slug, now=asked.now, due_at=by))
    return None
