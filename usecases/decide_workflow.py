"""A named person decides what becomes of a use of AI, with a reason: it begins, or it is not for AI."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.eligibility import Person, unfit
from domain.lanes import Status
from domain.refusals import Refused
from domain.standards import says_something
from domain.verdicts import Becomes, can_become, may_make
from domain.watching import ENDS_SOON, WATCHED_FOR, can_be_watched, status_at
from storage import outbox
from storage.evidence import Happening, record
from storage.organisation import leaders_of
from storage.proposals import proposers
from storage.stops import last_stop
from storage.tables import permits, workflows
from storage.transaction import Tx
from storage.workflow_decisions import WorkflowDecision, keep_decision
from storage.workflows import Workflow, watching_permit, workflow_for_update
from usecases.change_stage import StartOver, start_over
from usecases.tell import redraw_open_cards, status_wish, unsigned_wish, verdict_wish, watching_wish
from usecases.tell_of_stop import tell_that_it_is_over

_ACTIONS = {"live": "workflow.made_live", "watching": "workflow.watched", "refused": "workflow.refused"}


@dataclass(frozen=True)
class DecideWorkflow:
    """What a person makes of the workflow, and why. The person's facts were looked up just before.

    `version` is the policy that was in force when they were asked, None: whichever is.
    """

    workflow: str
    becomes: Becomes
    person: Person
    reason: str
    now: datetime
    version: int | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def decide_workflow(tx: Tx, command: DecideWorkflow) -> Status | Refused:
    """Make the workflow what the person decides, in this transaction; its status now.

    Decided so already, nothing changes. `watching` is a signature of its owner's for this policy version, in words
    and without evidence, and has an end. Refuses `only_owner` for whoever may not decide it so, `workflow_closed`
    (facts: its status) where there is nothing to decide any more, `lane_not_allowed` for watching where a person
    always decides, `text_changed` where other rules than those they were asked about would begin.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if refused := unfit(command.person, now=command.now):
        return refused
    if not _may(tx, found, command):
        return Refused.of("only_owner", judge=found.owner)
    status = status_at(found.status, found.watched_until, command.now)
    if status == command.becomes and _is_signed(tx, found, command):
        return status
    if not can_become(status, command.becomes):
        return Refused.of("workflow_closed", workflow=found.slug, status=status)
    if command.becomes != "refused" and command.version not in (None, found.policy_version):
        return Refused.of("text_changed")
    if command.becomes == "watching" and not _can_be_watched(found):
        return Refused.of("lane_not_allowed", allowed="always_human")
    _decide(tx, found, command)
    return command.becomes


def _is_signed(tx: Tx, found: Workflow, command: DecideWorkflow) -> bool:
    """Say whether what it is called holds: watching is signed for the rules that were in force then."""
    return command.becomes != "watching" or watching_permit(tx.conn, found.policy_id, command.now) is not None


def _can_be_watched(found: Workflow) -> bool:
    return found.readable and can_be_watched(found.policy.lane, found.lane)


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
    stop = last_stop(tx.conn, found.slug) if found.status == "paused" else None
    decision_id = keep_decision(tx.conn, decision)
    until = _sign(tx, found, command) if command.becomes == "watching" else found.watched_until
    # After what signs for it: the schema asks.
    changed = update(workflows).where(workflows.c.slug == found.slug)
    tx.conn.execute(changed.values(status=command.becomes, watched_until=until))
    if stop is not None and command.becomes != "refused":
        start_over(tx, found, StartOver("resumed", "stopped", command.now))
    happening = Happening(
        _ACTIONS[command.becomes],
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"was": found.status} | _grounds(command, until),
    )
    record(tx.conn, happening)
    told = [status_wish(decision_id, found.channel_id, now=command.now)]
    proposer, _ = proposers(tx.conn).get(found.slug, (None, None))
    if proposer is not None and proposer != who:
        told.append(verdict_wish(decision_id, proposer, now=command.now))
    if found.status == "proposed":
        asked = {found.owner} | ({proposer} if proposer == who else set())
        told += [verdict_wish(decision_id, one, now=command.now, silent=True) for one in sorted(asked)]
    if command.becomes == "watching" and until is not None:
        told.append(
            watching_wish(found.slug, found.owner, until=until, now=command.now, due_at=until - ENDS_SOON)
        )
    if found.status == "proposed" and command.becomes != "refused" and says_something(found.policy.standard):
        told.append(unsigned_wish(found.owner, now=command.now, only=found.slug))
    outbox.want(tx, told)
    if stop is not None:
        tell_that_it_is_over(tx, found, stop, now=command.now)
    redraw_open_cards(tx, found.slug, now=command.now)


def _grounds(command: DecideWorkflow, until: datetime | None) -> dict[str, object]:
    return {"until": until, "grounds": "words", "evidence": None} if command.becomes == "watching" else {}


def _sign(tx: Tx, found: Workflow, command: DecideWorkflow) -> datetime:
    """Keep the signature under which it is watched; return when that ends."""
    until = command.now + WATCHED_FOR
    row = {
        "policy_id": found.policy_id,
        "policy_lane": found.policy.lane,
        "grounds": "watching",
        "signed_by": command.person.user_id,
        "reason": command.reason,
        "signed_at": command.now,
        "ends_at": until,
    }
    tx.conn.execute(insert(permits).values(row))
    return until
