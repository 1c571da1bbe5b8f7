"""How much of a workflow is checked changes: heavier at once and by itself, lighter only where a person has signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import update

from domain.transitions import REASONS, Because, Standing, Transition, begun_anew
from domain.trials import Ended
from storage import outbox
from storage.answering import who_answers
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.tables import workflows
from storage.transaction import Tx
from storage.transitions import keep_transition, times_anew
from storage.workflow_decisions import CLOCK, WorkflowDecision, keep_decision
from storage.workflows import Workflow
from usecases.end_attempts import EndAttempts, end_attempts
from usecases.tell import redraw_open_cards, stage_wish, tell_lane_changed

# Of what changes nothing but the evidence, people hear once in so long.
TOLD_AGAIN = timedelta(weeks=4)
_AGAINST: frozenset[Because] = frozenset({"critical", "drift", "probes"})


@dataclass(frozen=True)
class ChangeStage:
    """What becomes of the workflow, and why. `person` None: it comes about by itself; `reason` are a person's words.

    `output_id` is what brought it about, `trial_id` the attempt, `numbers` what was seen. `sensitivity` is what a
    signature for less reckons with (`Noticed.share_caught`).
    """

    becomes: Standing
    why: Because
    now: datetime
    person: str | None = None
    reason: str | None = None
    output_id: str | None = None
    trial_id: int | None = None
    numbers: Mapping[str, object] = field(default_factory=dict)
    sensitivity: float = 1.0


def change_stage(tx: Tx, found: Workflow, command: ChangeStage) -> int:
    """Put it in force in this transaction, record it, and tell whoever has to know; the id of the transition.

    The caller holds the workflow for update, and has written the signature before anything lighter: the schema asks.
    """
    was, becomes = found.standing, command.becomes
    if was.lane != becomes.lane:
        reason = command.reason or REASONS[command.why]
        who = command.person or CLOCK
        decision = WorkflowDecision(found.slug, "lane", was.lane, becomes.lane, who, reason, command.now)
        keep_decision(tx.conn, decision)
    if was != becomes or command.why == "signed":
        _write(tx, found, command)
    change = Transition(
        found.slug,
        command.now,
        was,
        becomes,
        command.why,
        command.person,
        command.output_id,
        command.trial_id,
        command.numbers,
    )
    transition_id = keep_transition(tx.conn, change)
    _record(tx, found, command)
    if was != becomes:
        tell_lane_changed(tx, found.slug, was=was, becomes=becomes, now=command.now)
    if was.lane != becomes.lane:
        redraw_open_cards(tx, found.slug, now=command.now)
    if _is_told(tx, found, command):
        _tell(tx, found, transition_id, command)
    return transition_id


def _is_told(tx: Tx, found: Workflow, command: ChangeStage) -> bool:
    """Say whether people are told: of more and less in `automated`, and that what was shown counts no more.

    The latter only where it could have led to less, and once in four weeks: where much is wrong it comes about again
    and again, and who decides each one there knows as much.
    """
    was, becomes = found.standing, command.becomes
    if was != becomes:
        return "automated" in (was.lane, becomes.lane)
    if command.why not in _AGAINST or found.policy.lane != "automated":
        return False
    return times_anew(tx.conn, found.slug, since=command.now - TOLD_AGAIN) <= 1


def _tell(tx: Tx, found: Workflow, transition_id: int, command: ChangeStage) -> None:
    """Wish that the channel hears of it, and whoever answers for it, unless it was they who did it."""
    now, reason = command.now, command.reason
    hears = who_answers(tx.conn, found, now) or found.owner
    wishes = [stage_wish(transition_id, found.channel_id, now=now, reason=reason)]
    if hears != command.person:
        wishes.append(stage_wish(transition_id, found.channel_id, now=now, person=hears, reason=reason))
    outbox.want(tx, wishes)


def _write(tx: Tx, found: Workflow, command: ChangeStage) -> None:
    becomes = command.becomes
    values: dict[str, object] = {
        "lane": becomes.lane,
        "stage": becomes.stage,
        "stage_at": command.now,
        "trial_id": command.trial_id if becomes.stage is not None else None,
    }
    if becomes.stage is None or command.why == "signed":
        values["sensitivity"] = 1.0 if becomes.stage is None else command.sensitivity
    tx.conn.execute(update(workflows).where(workflows.c.slug == found.slug).values(**values))


@dataclass(frozen=True)
class StartOver:
    """What makes what has been shown so far worth nothing. `only` these attempts end; None: all of the workflow's."""

    why: Because
    ended: Ended
    now: datetime
    only: tuple[int, ...] | None = None
    output_id: str | None = None
    trial_id: int | None = None
    numbers: Mapping[str, object] = field(default_factory=dict)


def start_over(tx: Tx, found: Workflow, command: StartOver) -> Workflow:
    """End the attempts and let people decide again, in this transaction; the workflow as it is now.

    The caller holds the workflow for update. Nothing that waits is raised: whatever does waits for people already.
    """
    ended = end_attempts(tx, EndAttempts(found, command.ended, command.now, only=command.only))
    becomes = begun_anew(found.standing)
    if not ended and becomes == found.standing:
        return found
    change = ChangeStage(
        becomes,
        command.why,
        command.now,
        output_id=command.output_id,
        trial_id=command.trial_id,
        numbers=command.numbers,
    )
    change_stage(tx, found, change)
    over = replace(found, lane=becomes.lane, stage=becomes.stage, stage_at=command.now)
    return replace(over, trial_id=None, sensitivity=1.0)


def _record(tx: Tx, found: Workflow, command: ChangeStage) -> None:
    actor = CLOCK if command.person is None else subject_of(tx.conn, command.person)
    facts: dict[str, object] = {
        "was": found.lane,
        "lane": command.becomes.lane,
        "stage_was": found.stage,
        "stage": command.becomes.stage,
        "why": command.why,
        "trial": command.trial_id,
        "numbers": dict(command.numbers),
    }
    if command.why == "signed":
        facts |= {
            "grounds": "evidence" if command.numbers else "words",
            "evidence": dict(command.numbers) or None,
        }
    happening = Happening(
        "lane.changed",
        command.now,
        actor,
        workflow=found.slug,
        output_id=command.output_id,
        policy_version=found.policy_version,
        facts=facts,
    )
    record(tx.conn, happening)
