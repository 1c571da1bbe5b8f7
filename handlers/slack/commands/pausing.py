"""`/answerable pause NAME REASON` stops a workflow at once; `resume` lets it go on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.eligibility import unfit
from domain.refusals import Refused
from handlers.cards.message import Message
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import Sentence, say
from handlers.cards.standing import stopped_by, who_lets_go_on
from handlers.cards.stopping import LONGEST_REASON
from handlers.slack.commands.workflow import which_workflow
from handlers.slack.desk import Desk
from storage.outputs import names_of
from storage.unowned import gone_from
from storage.workflow_decisions import who_stopped
from storage.workflows import Workflow, workflow
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow


@dataclass(frozen=True)
class _Asked:
    """Which workflow, why, and in words who may let it go on, and who has stopped it already (None: nobody)."""

    workflow: Workflow
    reason: str
    judges: str
    already: Sentence | None


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
    slug = asked.workflow.slug
    done = await desk.decide(pause_workflow, PauseWorkflow(slug, person, asked.reason, desk.now()))
    if isinstance(done, Refused):
        return draw_lines([say("pause.closed", slug=slug)])
    if asked.already is not None:
        return draw_lines([asked.already, say("pause.already")])
    return draw_lines([say("pause.done", slug=slug, judges=asked.judges)])


async def resume(desk: Desk, person: str, rest: str) -> Message:
    """Let the workflow go on, for its owner or deputy who says why; return what came of it."""
    asked = await _asked(desk, rest, "resume")
    if not isinstance(asked, _Asked):
        return asked
    slug = asked.workflow.slug
    known = await desk.directory.person(person)
    if known is None:
        return draw_lines([say("refused.unknown_person")])
    if unfit(known, now=desk.now()) is not None:
        return draw_lines([say("resume.not_yours", slug=slug, judges=asked.judges)])
    done = await desk.decide(resume_workflow, ResumeWorkflow(slug, person, asked.reason, desk.now()))
    if not isinstance(done, Refused):
        return draw_lines([say("resume.done", slug=slug)])
    if done.code == "only_owner":
        return draw_lines([say("resume.not_yours", slug=slug, judges=asked.judges)])
    status = say(f"status.{asked.workflow.status}").plain()
    return draw_lines([say("resume.closed", slug=slug, status=status)])


async def _asked(desk: Desk, rest: str, command: str) -> _Asked | Message:
    """Return what was typed, or what to type instead."""
    name, _, reason = rest.partition(" ")
    found = await desk.db.read(_workflow, name.lower())
    if found is None:
        return await which_workflow(desk, command, name)
    about, judges, already = found
    words = " ".join(reason.split())
    if not words:
        return draw_lines([say(f"{command}.why", slug=about.slug)])
    if len(words) > LONGEST_REASON:
        return draw_lines([say("pause.long", most=LONGEST_REASON)])
    return _Asked(about, words, judges, already)


def _workflow(conn: Connection, slug: str) -> tuple[Workflow, str, Sentence | None] | None:
    found = workflow(conn, slug)
    if found is None:
        return None
    stopped = who_stopped(conn, found)
    people = {found.owner} | ({found.deputy} if found.deputy else set())
    names = names_of(conn, people | ({stopped.person} if stopped is not None else set()))
    gone = gone_from(conn, found)
    already = None if stopped is None else stopped_by(stopped, found, names, gone)
    return found, who_lets_go_on(found, stopped, names, gone), already
