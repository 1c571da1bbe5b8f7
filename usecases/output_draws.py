"""What rules and chance ask of an output that is handed in: which lane, who looks at it, who is asked of its use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import use_questions
from domain.draws import EVERYTHING, Drawn, chance, drawn, draws_key
from domain.lane_rules import LaneRule, Looked, lane_asked
from domain.lanes import Lane, LaneDecision
from domain.outputs import Output
from domain.second_looks import has_second_look, second_look_key
from storage.workflows import Workflow
from usecases.output_rows import is_audited

if TYPE_CHECKING:
    from usecases.submit_output import SubmitOutput


def asked_by_rules(command: SubmitOutput, workflow: Workflow) -> tuple[Lane | None, tuple[LaneRule, ...]]:
    """Return the lane that the workflow's rules ask for, None for none, and which of them do."""
    rules = workflow.policy.checking.rules
    if not rules:
        return None, ()
    return lane_asked(rules, _looked(command))


def _looked(command: SubmitOutput) -> Looked:
    return Looked(command.segment, command.risk, command.confidence, len(command.content))


def draw_of(command: SubmitOutput, workflow: Workflow, decided: LaneDecision, before: Drawn | None) -> Drawn:
    """Return what is drawn for it: where people decide, and where it is watched, everything is looked at."""
    stage = workflow.stage
    if decided.lane != "automated" or "watched" in decided.why or stage is None:
        return EVERYTHING
    secret = command.draws
    key = None if secret is None else draws_key(secret, workflow.slug, workflow.policy_version)
    policy, sensitivity = workflow.policy, workflow.sensitivity
    least = chance(policy, stage, sensitivity=sensitivity)
    pi = least
    if policy.checking.bands:
        pi = chance(policy, stage, _looked(command), sensitivity=sensitivity)
    return drawn(stage, pi, key, command.output_id, before, least=least)


def second_look_of(command: SubmitOutput, workflow: Workflow, output: Output) -> float | None:
    """Return the chance of a second look where it is drawn for one: only what somebody is to judge, once."""
    share = workflow.policy.checking.double_review_share
    if command.draws is None or share <= 0 or not (output.needed or is_audited(output)):
        return None
    key = second_look_key(command.draws, workflow.slug, workflow.policy_version)
    return share if has_second_look(key, output.id, share) else None


def has_use_question(output: Output, draws: bytes | None) -> bool:
    """Say whether its use is asked about once it is out: it is drawn for that, and somebody is known to have asked."""
    version = output.policy_version
    return output.requester is not None and use_questions.is_drawn(draws, output.workflow, version, output.id)
