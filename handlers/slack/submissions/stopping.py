"""The modals that stop a workflow, and that let it go on."""

from __future__ import annotations

from domain.eligibility import unfit
from domain.lanes import RUNNING
from domain.refusals import Refused
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.phrase import say
from handlers.cards.standing import who_lets_go_on
from handlers.cards.stopping import REASON, draw_no_cord, reason_in
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.submissions.answers import CLOSES, at_block, instead
from storage.cords import cord_of
from usecases.pause_workflow import (
    PauseWorkflow,
    ResumeWorkflow,
    pause_workflow,
    resume_workflow,
)


async def stop(desk: Desk, given: Submission) -> Json:
    """Stop the workflow; if somebody was faster, say who, and why they did."""
    why = reason_in(given.values)
    if why is None:
        return at_block(REASON, say("stop.say_why"))
    refusal = await _unfit(desk, given)
    if refusal is not None:
        is_unknown = refusal.code == "unknown_person"
        line = whispered("refused.unknown_person", {}, None) if is_unknown else say("pause.not_a_member")
        return at_block(REASON, line)
    slug = given.carried.workflow
    cord = await desk.db.read(cord_of, slug)
    if cord is not None and cord.workflow.status not in RUNNING:
        return instead(draw_no_cord(cord))
    done = await desk.decide(pause_workflow, PauseWorkflow(slug, given.person, why, desk.now()))
    return at_block(REASON, say("pause.closed", slug=slug)) if isinstance(done, Refused) else CLOSES


async def go_on(desk: Desk, given: Submission) -> Json:
    """Let the workflow go on, for its owner or deputy; if it went on already, say so."""
    why = reason_in(given.values)
    if why is None:
        return at_block(REASON, say("stop.say_why"))
    slug = given.carried.workflow
    cord, refusal = await desk.db.read(cord_of, slug), await _unfit(desk, given)
    if refusal is not None and refusal.code == "unknown_person":
        return at_block(REASON, whispered("refused.unknown_person", {}, None))
    if cord is None:
        return at_block(REASON, whispered("refused.not_found", {}, None))
    resume = ResumeWorkflow(slug, given.person, why, desk.now())
    done = await desk.decide(resume_workflow, resume) if refusal is None else refusal
    if not isinstance(done, Refused):
        if cord.workflow.status == "live":  # somebody was faster, or it was open for long
            return instead(notice("modal.refused", say("resume.running", slug=slug)))
        return CLOSES
    if done.code == "workflow_closed":
        status = say(f"status.{cord.workflow.status}").plain()
        return at_block(REASON, say("resume.closed", slug=slug, status=status))
    judges = who_lets_go_on(cord.workflow, cord.stopped, cord.names, cord.gone)
    return at_block(REASON, say("resume.not_yours", slug=slug, judges=judges))


async def _unfit(desk: Desk, given: Submission) -> Refused | None:
    person = await desk.directory.person(given.person)
    return Refused.of("unknown_person") if person is None else unfit(person, now=desk.now())
