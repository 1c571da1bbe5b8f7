"""*Stop the workflow* on cards and in App Home, and *Let it go on* there."""

from __future__ import annotations

from domain.eligibility import unfit
from domain.lanes import RUNNING
from domain.refusals import Refused
from handlers.cards.modals import Carried
from handlers.cards.phrase import say
from handlers.cards.stopping import draw_go_on, draw_no_cord, draw_stop
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told, refused
from storage.card_views import CardView
from storage.cords import Cord, cord_of
from usecases.pause_workflow import may_let_go_on


async def stop_from_card(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that stops the card's workflow."""
    return await _stop(desk, press, view.output.workflow, view)


async def stop(desk: Desk, press: Press) -> Reply:
    """Open the modal that stops the workflow that the button names."""
    return await _stop(desk, press, press.value, None)


async def go_on(desk: Desk, press: Press) -> Reply:
    """Open the modal that lets the workflow go on, for who answers for it."""
    person, cord = await desk.directory.person(press.person), await desk.db.read(cord_of, press.value)
    if person is None or cord is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    if unfit(person, now=desk.now()) is not None or not may_let_go_on(
        cord.workflow, cord.stopped, person.user_id
    ):
        return refused(Refused.of("only_owner", judge=cord.workflow.owner), None)
    if cord.workflow.status != "paused":
        if cord.workflow.status == "live":
            return Told("resume.running", {"slug": cord.workflow.slug})
        status = say(f"status.{cord.workflow.status}").plain()
        return Told("resume.closed", {"slug": cord.workflow.slug, "status": status})
    return Opened(draw_go_on(cord, _carried(desk, cord)))


async def _stop(desk: Desk, press: Press, slug: str, view: CardView | None) -> Reply:
    person, cord = await desk.directory.person(press.person), await desk.db.read(cord_of, slug)
    if person is None or cord is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), view)
    refusal = unfit(person, now=desk.now())
    if refusal is not None:
        is_unknown = refusal.code == "unknown_person"
        return refused(refusal, view) if is_unknown else Told("pause.not_a_member", {}, view)
    if cord.workflow.status not in RUNNING:
        return Opened(draw_no_cord(cord))
    return Opened(draw_stop(cord, _carried(desk, cord)))


def _carried(desk: Desk, cord: Cord) -> Carried:
    return Carried("", "", fresh_id("view", desk.now()), workflow=cord.workflow.slug)
