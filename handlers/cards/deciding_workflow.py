"""The window in which a named person decides what becomes of a use of AI, and what everybody hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.transitions import begun_anew
from domain.verdicts import BECOMES, Becomes
from handlers.cards.elements import button, context, section
from handlers.cards.fields import field, text_in
from handlers.cards.message import Json, Message, assembled
from handlers.cards.modals import Carried, modal
from handlers.cards.phrase import Moment, Sentence, plain, say
from handlers.cards.safe_text import clipped
from storage.register import Standing
from storage.workflow_decisions import WorkflowDecision
from storage.workflows import Workflow

BECOMES_FIELD, REASON = "becomes", "why"
LONGEST_REASON = 500
_NAME_ROOM = 80
_PURPOSE_ROOM = 500


def decide_button(slug: str) -> Json:
    """Return the button that opens the window."""
    return button("decide_workflow", plain("button.decide_workflow"), slug, "primary")


def draw_decide(standing: Standing, names: Mapping[str, str], carried: Carried) -> Json:
    """Return the window, with what this person can make of the workflow; closed, nothing has happened."""
    return modal(
        "decide_workflow",
        "modal.decide_workflow",
        list(_blocks(standing, names)),
        carried=carried,
        submit="button.decide_it",
        close="button.cancel",
    )


def becomes_in(values: Mapping[str, Any]) -> Becomes | None:
    """Return what was chosen, None for nothing that there is."""
    state = values.get(BECOMES_FIELD, {}).get(BECOMES_FIELD) or {}
    chosen = (state.get("selected_option") or {}).get("value")
    return next((one for one in BECOMES if one == chosen), None)


def reason_in(values: Mapping[str, Any]) -> str | None:
    """Return why, as it was written, on one line; None for nothing."""
    return " ".join((text_in(values, REASON) or "").split()) or None


def draw_verdict(
    decision_id: int,
    decision: WorkflowDecision,
    names: Mapping[str, str],
    zone: str,
    *,
    before: WorkflowDecision | None,
) -> Message:
    """Return the message to whoever proposed it: what was decided, by whom and why; `before` is what was decided about
    its status before that, None: nothing.
    """
    said = verdict_line(decision, names, zone, before=before)
    return assembled("verdict", str(decision_id), said.mrkdwn(), [("line", section(said.plain()))])


def verdict_mark(decision_id: int) -> str:
    """Return how the blocks of that message are recognised."""
    return f"verdict:{decision_id}:"


def verdict_line(
    decision: WorkflowDecision,
    names: Mapping[str, str],
    zone: str,
    *,
    before: WorkflowDecision | None = None,
) -> Sentence:
    """Return what a person decided about a workflow, and why. What was live before somebody stopped it goes on."""
    goes_on = decision.becomes == "live" and before is not None and before.stopped_live
    return say(
        "verdict.live_again" if goes_on else f"verdict.{decision.becomes}",
        slug=decision.workflow,
        who=clipped(names.get(decision.person, decision.person), _NAME_ROOM),
        at=Moment(decision.decided_at, zone, day=True),
        why=clipped(decision.reason, LONGEST_REASON),
    )


def _blocks(standing: Standing, names: Mapping[str, str]) -> Iterator[Json]:
    workflow: Workflow = standing.workflow
    yield section(
        plain("workflow.purpose", slug=workflow.slug, purpose=clipped(workflow.policy.purpose, _PURPOSE_ROOM))
    )
    if standing.proposed_by is not None:
        who = clipped(names.get(standing.proposed_by, standing.proposed_by), _NAME_ROOM)
        yield context(plain("decide_workflow.proposed_by", who=who))
    if "watching" in standing.verdicts:
        decided_first = standing.was_live and workflow.lane == "reviewed"
        warns = "decide_workflow.watching_lightens" if decided_first else "decide_workflow.watching_warns"
        yield section(plain(warns))
    options = [_option(one, standing) for one in standing.verdicts]
    yield field(BECOMES_FIELD, "decide_workflow.label", {"type": "radio_buttons", "options": options})
    reason: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_REASON}
    yield field(REASON, "decide_workflow.why", reason)


def _option(becomes: Becomes, standing: Standing) -> Json:
    """Return one thing that it can become; what was live before it was stopped does not begin, it goes on."""
    said = {"text": f"decide_workflow.{becomes}", "description": f"decide_workflow.{becomes}_means"}
    facts = {}
    if becomes == "live" and standing.was_live:
        said = {"text": "decide_workflow.live_again", "description": "decide_workflow.live_again_means"}
        facts = {"lane": plain(f"lane.{begun_anew(standing.workflow.standing).lane}")}
    return {
        "text": {"type": "plain_text", "text": plain(said["text"])},
        "description": {"type": "plain_text", "text": plain(said["description"], **facts)},
        "value": becomes,
    }
