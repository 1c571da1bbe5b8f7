"""What is written of an output that was handed in: a row a table, its record, and who is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain import use_questions
from domain.announcements import announcement
from domain.deadlines import due_at, expires_at
from domain.draws import Drawn
from domain.lane_rules import LaneRule
from domain.lanes import LaneDecision
from domain.outputs import Output
from domain.policy import Policy
from storage.evidence import Happening, about
from storage.tables import outputs
from storage.workflows import Workflow
from usecases.tell import card_wish, webhook_wish

if TYPE_CHECKING:
    from usecases.submit_output import SubmitOutput


@dataclass(slots=True)  # as an output: one is made for each
class Facts:
    """What is settled of an output when it is handed in: its lane and its draw; `attempt` counts its tries from 1,
    `requester` is who asked for it, if known, `trial_id` the attempt it counts towards.
    """

    decided: LaneDecision
    drew: Drawn
    attempt: int
    requester: str | None
    trial_id: int | None


def new_output(
    command: SubmitOutput,
    workflow: Workflow,
    facts: Facts,
) -> Output:
    """Return the output as it begins."""
    decided, drew = facts.decided, facts.drew
    released = decided.needed == 0
    callback_url = command.callback_url or command.key_callback_url
    # By place, in the order of the class: by name it would take three times as long.
    return Output(
        command.output_id,
        workflow.slug,
        workflow.policy_id,
        workflow.policy_version,
        workflow.policy.approvals,
        "real",
        decided.lane,
        decided.needed,
        "released" if released else "in_review",
        None,  # objection
        None,  # question
        command.content_sha256 if released else None,  # released_sha256
        command.supersedes,
        facts.attempt,
        command.content_sha256,
        command.content_sha256,  # current_sha256
        len(command.content),
        command.title,
        command.segment,
        command.risk,
        command.confidence,
        command.model,
        command.model_version,
        command.prompt_version,
        command.beneficiary_team,
        command.requested_by,
        facts.requester,
        command.key_id,
        command.key_owner,
        command.idempotency_key,
        command.fingerprint,
        callback_url,
        command.now,  # submitted_at
        due_at(workflow.policy, command.now, command.needed_by),
        expires_at(workflow.policy, command.now),
        None,  # settles_at
        command.now if released else None,  # settled_at
        None,  # settled_by_vote
        1 if released and callback_url else 0,  # webhook_sequence
        drew.pi,
        drew.sampled,
        drew.stage,
        facts.trial_id,
        workflow.signed,  # findable
    )


COLUMNS = tuple(name for name in Output.__dataclass_fields__ if name in outputs.c)


def content_row(command: SubmitOutput) -> dict[str, object]:
    """Return the row of its text."""
    return {
        "output_id": command.output_id,
        "sha256": command.content_sha256,
        "body": command.content,
        "salt": command.salt,
        "commitment": command.commitment,
        "fixed_by": None,
    }


def has_details(command: SubmitOutput) -> bool:
    """Say whether anything was handed in beside the text."""
    return command.input is not None or bool(command.links) or bool(command.metadata)


def detail_row(command: SubmitOutput) -> dict[str, object]:
    """Return the row of what was handed in beside the text."""
    return {
        "output_id": command.output_id,
        "input": command.input,
        "links": [dict(link) for link in command.links],
        "metadata": dict(command.metadata or {}),
    }


def review_row(output: Output, assignee: str | None) -> dict[str, object]:
    """Return the row of its first review; `assignee` is whom it goes to first, None: whoever takes it."""
    return {"output_id": output.id, "kind": "first", "assignee": assignee}


def is_audited(output: Output) -> bool:
    """Say whether it goes out at once and is looked at afterwards."""
    return output.needed == 0 and output.sampled


def audit_row(output: Output) -> dict[str, object]:
    """Return the row of its audit: for whoever takes it."""
    return {"output_id": output.id, "kind": "audit", "assignee": None}


def second_look_row(output: Output, pi: float) -> dict[str, object]:
    """Return the row of its second look: it was drawn with this chance, in (0, 1]."""
    return {"output_id": output.id, "workflow": output.workflow, "pi": pi, "drawn_at": output.submitted_at}


def use_question_row(output: Output, rules: Policy, now: datetime) -> dict[str, object]:
    """Return the row that has whoever asked for it asked about its use, now that it goes out."""
    return {
        "output_id": output.id,
        "workflow": output.workflow,
        "person": output.requester,
        "drawn_at": now,
        "due_at": use_questions.due_at(now, rules.working_hours),
        "state": "waiting",
    }


def happenings(
    command: SubmitOutput, output: Output, decided: LaneDecision, rules: tuple[LaneRule, ...] = ()
) -> list[Happening]:
    """Return what the record says of it; `rules` are those for which it takes this lane."""
    named: dict[str, Any] = {"rules": [str(rule) for rule in rules]} if rules else {}
    actor = f"key:{command.key_id}"
    handed_in = about(
        output,
        "output.handed_in",
        at=command.now,
        actor=actor,
        commitment=command.commitment,
        lane=output.lane,
        needed=output.needed,
        why=list(decided.why),
        **named,
        pi=output.pi,
        sampled=output.sampled,
        stage=output.stage,
        supersedes=output.supersedes,
        due_at=output.due_at,
    )
    if output.needed:
        return [handed_in]
    released = about(
        output,
        "output.released",
        at=command.now,
        actor=actor,
        commitment=command.commitment,
        sha256=output.released_sha256,
    )
    if not is_audited(output):
        return [handed_in, released]
    return [handed_in, released, about(output, "audit.opened", at=command.now, actor=actor)]


def wishes(workflow: Workflow, output: Output) -> list[dict[str, object]]:
    """Return what is to be told: its card where people look, else that it is released, to whoever asked to hear."""
    if output.needed:
        return [card_wish(output.id, workflow.channel_id, now=output.submitted_at)]
    audit = is_audited(output)
    told = [card_wish(output.id, workflow.channel_id, now=output.submitted_at)] if audit else []
    if output.callback_url is None:
        return told
    body = announcement("output.released", output, at=output.submitted_at, sequence=1, settled=None)
    return [*told, webhook_wish(output, "output.released", body, now=output.submitted_at)]
