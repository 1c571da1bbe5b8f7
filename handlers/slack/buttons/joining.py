"""*Start* and what follows: the buttons of somebody who joins a workflow."""

from __future__ import annotations

from dataclasses import replace

from domain.refusals import Refused
from handlers.cards.joining import draw_compared, draw_example, draw_shadow, why_not_join
from handlers.cards.modals import Carried, notice
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.joining import next_window
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Turned, refusal_notice, refused
from storage.joining import joining_with
from storage.workflows import workflow
from usecases.begin_joining import BeginJoining, begin_joining


async def join(desk: Desk, press: Press) -> Reply:
    """Begin, or go on, in the workflow that the button names, or whose output it is about."""
    view = await desk.view(press.output_id)
    slug = press.value if view is None else view.output.workflow
    person, live = (
        await desk.directory.person(press.person, workflow=slug),
        await desk.db.read(workflow, slug),
    )
    if person is None or live is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    done = await desk.decide(
        begin_joining, BeginJoining(fresh_id("join", desk.now()), slug, person, desk.now())
    )
    if isinstance(done, Refused):
        zone = live.policy.working_hours.timezone
        said = why_not_join(done, slug, zone)
        return Opened(notice("modal.join", said))
    return Opened(await next_window(desk, done, after=0))


async def go_on(desk: Desk, press: Press) -> Reply:
    """Show the next example, or the next text to be tried on."""
    carried = _carried(press)
    joining = await desk.db.read(joining_with, carried.joining)
    if joining is None:
        return Turned(refusal_notice(Refused.of("not_found"), None))
    after = carried.example or len(joining.examples)
    return Turned(await next_window(desk, joining, after=after))


async def turn_page(desk: Desk, press: Press) -> Reply:
    """Show another page of the text that is open."""
    carried = replace(_carried(press), page=int(press.value))
    view, joining = await desk.view(carried.output_id), await desk.db.read(joining_with, carried.joining)
    if view is None or joining is None or view.output.current_sha256 != carried.sha256:
        return Turned(refusal_notice(Refused.of("not_found"), None))
    if carried.example:
        return Turned(draw_example(view, joining, carried))
    shadow = next((one for one in joining.given if one.output_id == carried.output_id), None)
    if shadow is None:
        return Turned(draw_shadow(view, joining, carried))
    return Turned(draw_compared(view, joining, shadow, carried))


def _carried(press: Press) -> Carried:
    return Carried.unpacked(str((press.view or {})["private_metadata"]))
