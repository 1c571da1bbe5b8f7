"""`/answerable pause NAME REASON` stops a workflow at once; `resume` lets it go on."""

from __future__ import annotations

from dataclasses import dataclass

from domain.eligibility import unfit
from domain.refusals import Refused
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.cards.standing import stopped_by, watched_no_more, watching_ended, who_lets_go_on
from handlers.cards.stopping import LONGEST_REASON
from handlers.slack.commands.workflow import which_workflow
from handlers.slack.desk import Desk
from storage.cords import Cord, cord_of
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow


@dataclass(frozen=True)
class _Asked:
    """How the workflow stood when it was asked, why, and in words who may let it go on."""

    cord: Cord
    reason: str
    judges: str


async def pause(desk: Desk, person: str, rest: str) -> Message:
    """Stop the workflow, for anybody of the company who says why; return what came of it."""
    asked = await _asked(desk, rest, "pause")
    if not isinstance(asked, _Asked):
        return asked
    known = await desk.directory.person(person)
    refusal = Refused.of("unknown_person") if known is None else unfit(known, now=desk.now())
    if refusal is not None:
        line = "refused.unknown_person" if refusal.code == "unknown_person" else "pause.not_a_member"
        return draw_lines([say(line)])
    cord, slug = asked.cord, asked.cord.workflow.slug
    done = await desk.decide(pause_workflow, PauseWorkflow(slug, person, asked.reason, desk.now()))
    if isinstance(done, Refused):
        return draw_lines([say("pause.closed", slug=slug)])
    if cord.stopped is not None:
        already = stopped_by(cord.stopped, cord.workflow, cord.names, cord.gone)
        return draw_lines([already, say("pause.already")])
    was_watched = cord.workflow.status == "watching"
    ended = watching_ended(cord.workflow, cord.names, cord.gone) if was_watched else []
    return draw_lines([say("pause.done", slug=slug, judges=asked.judges), *ended])


async def resume(desk: Desk, person: str, rest: str) -> Message:
    """Let the workflow go on, for its owner or deputy who says why; return what came of it. Of what is not stopped
    everybody hears just that, without a reason.
    """
    cord = await desk.db.read(cord_of, rest.partition(" ")[0].lower())
    if cord is not None and cord.workflow.status != "paused":
        return draw_lines([_not_stopped(cord)])
    asked = await _asked(desk, rest, "resume")
    if not isinstance(asked, _Asked):
        return asked
    cord, slug = asked.cord, asked.cord.workflow.slug
    known = await desk.directory.person(person)
    if known is None:
        return draw_lines([say("refused.unknown_person")])
    if unfit(known, now=desk.now()) is not None:
        return draw_lines([say("resume.not_yours", slug=slug, judges=asked.judges)])
    done = await desk.decide(resume_workflow, ResumeWorkflow(slug, person, asked.reason, desk.now()))
    if not isinstance(done, Refused):
        was_watched = cord.stopped is not None and cord.stopped.stopped_watching
        ended = watched_no_more(cord.workflow, cord.names, cord.gone) if was_watched else []
        return draw_lines([say("resume.done", slug=slug), *ended])
    if done.code == "only_owner":
        return draw_lines([say("resume.not_yours", slug=slug, judges=asked.judges)])
    return draw_lines([_not_stopped(cord)])


def _not_stopped(cord: Cord) -> Sentence:
    slug, status = cord.workflow.slug, cord.workflow.status
    if status == "live":
        return say("resume.running", slug=slug)
    return say("resume.closed", slug=slug, status=say(f"status.{status}").plain())


async def _asked(desk: Desk, rest: str, command: str) -> _Asked | Message:
    """Return what was typed, or what to type instead."""
    name, _, reason = rest.partition(" ")
    cord = await desk.db.read(cord_of, name.lower())
    if cord is None:
        return await which_workflow(desk, command, name)
    words = " ".join(reason.split())
    if not words:
        return draw_lines([say(f"{command}.why", slug=cord.workflow.slug)])
    if len(words) > LONGEST_REASON:
        return draw_lines([say("pause.long", most=LONGEST_REASON)])
    return _Asked(cord, words, who_lets_go_on(cord.workflow, cord.stopped, cord.names, cord.gone))
