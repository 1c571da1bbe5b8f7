"""Opening the window in which a use of AI is decided, and what comes of it."""

from __future__ import annotations

from domain.eligibility import unfit
from domain.refusals import Refused
from handlers.cards.deciding_workflow import BECOMES_FIELD, REASON, becomes_in, draw_decide, reason_in
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Opened, Reply, Told
from handlers.slack.submissions.answers import CLOSES, at_block
from storage.outputs import names_of
from storage.register import standing_of
from usecases.decide_workflow import DecideWorkflow, decide_workflow


async def open_decide(desk: Desk, press: Press) -> Reply:
    """Open the window to whoever can decide about the workflow; else say who can, or what was decided."""
    person = await desk.directory.person(press.person)
    if person is None:
        return Told("refused.unknown_person")
    found = await desk.db.read(standing_of, press.value, press.person)
    if found is None:
        return Told("refused.not_found")
    standing, names = found
    if not standing.verdicts or unfit(person, now=desk.now()) is not None:
        return Opened(notice("modal.refused", await _nothing_to_decide(desk, press.value)))
    version = standing.workflow.policy_version
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=press.value, version=version)
    return Opened(draw_decide(standing, names, carried))


async def submit_decide(desk: Desk, given: Submission) -> Json:
    """Decide; what is missing or too late is said at its field."""
    becomes, why = becomes_in(given.values), reason_in(given.values)
    if becomes is None:
        return at_block(BECOMES_FIELD, say("decide_workflow.choose"))
    if why is None:
        return at_block(REASON, say("stop.say_why"))
    person = await desk.directory.person(given.person)
    if person is None:
        return at_block(BECOMES_FIELD, say("propose.unknown"))
    slug, version = given.carried.workflow, given.carried.version
    command = DecideWorkflow(slug, becomes, person, why, desk.now(), version or None)
    done = await desk.decide(decide_workflow, command)
    if not isinstance(done, Refused):
        return CLOSES
    if done.code == "text_changed":
        return at_block(BECOMES_FIELD, say("decide_workflow.changed", slug=slug))
    return at_block(BECOMES_FIELD, await _nothing_to_decide(desk, slug))


async def _nothing_to_decide(desk: Desk, slug: str) -> Sentence:
    """Return why this person can decide nothing about it now: how it stands, and who can."""
    found = await desk.db.read(standing_of, slug, "")
    if found is None:
        return say("command.no_workflows")
    workflow = found[0].workflow
    names = await desk.db.read(names_of, [workflow.owner])
    owner = clipped(names.get(workflow.owner, workflow.owner), 80)
    status = say(f"status.{workflow.status}").plain()
    if workflow.status == "proposed":
        return say("decide_workflow.not_yours", owner=owner, slug=slug)
    return say("decide_workflow.decided", slug=slug, status=status)
