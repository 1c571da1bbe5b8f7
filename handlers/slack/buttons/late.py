"""The buttons of somebody's message of what is late."""

from __future__ import annotations

from datetime import timedelta

from domain.eligibility import unfit
from domain.refusals import Refused
from handlers.cards.late import Late, draw_hand_all, draw_more_time, draw_task_time
from handlers.cards.modals import Carried, notice
from handlers.cards.naming import title_of
from handlers.cards.phrase import say
from handlers.cards.queue import Place
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.queueing import show_next
from handlers.slack.replies import Opened, Reply, refused
from storage.card_views import CardView
from storage.late import late_in
from storage.queue_views import reviewer
from storage.receivers import receivers_of
from storage.workflows import workflow

# What is offered, in working time.
_OFFERED = timedelta(hours=4)


async def decide(desk: Desk, press: Press) -> Reply:
    """Open *Review now* at this output; what does not wait for them any more is said to be gone."""
    if await desk.db.read(reviewer, press.person) is None:
        await desk.directory.person(press.person)
    place = Place(output_id=press.output_id)
    shown = await show_next(desk, press.person, place, keep=press.output_id)
    return Opened(shown.view, shown.reading)


async def more_time(desk: Desk, press: Press) -> Reply:
    """Open the modal that asks for more time for what is late in the workflow that the button names."""
    person, late = await desk.directory.person(press.person), Late.unpacked(press.value)
    found = await desk.db.read(workflow, late.slug)
    if person is None or found is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), None)
    if unfit(person, now=desk.now()) is not None or press.person not in (found.owner, found.deputy):
        return Opened(notice("modal.refused", say("more_time.not_yours", slug=found.slug)))
    listed = await desk.db.read(late_in, press.person, late.slug, desk.now(), late.kind)
    if not listed.ids:
        return Opened(notice("modal.more_time", say("late.gone")))
    initial = found.policy.working_hours.add(desk.now(), _OFFERED)
    carried = Carried("", "", fresh_id("view", desk.now()), workflow=press.value)
    expires = found.policy.on_expiry == "expire"
    return Opened(draw_more_time(late, listed, initial, expires=expires, carried=carried))


async def put_right_time(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that asks for more time for one thing to be put right."""
    person, task, live = await desk.directory.person(press.person), view.put_right, view.workflow
    if person is None or task is None:
        return refused(Refused.of("unknown_person" if person is None else "not_found"), view)
    if task.done_at is not None:
        return refused(Refused.of("task_done", by=task.done_by, at=task.done_at), view)
    if unfit(person, now=desk.now()) is not None or press.person not in (live.owner, live.deputy):
        return Opened(notice("modal.refused", say("more_time.not_yours", slug=live.slug)))
    initial = live.policy.working_hours.add(desk.now(), _OFFERED)
    carried = Carried(view.output.id, "", fresh_id("view", desk.now()), workflow=live.slug)
    return Opened(draw_task_time(title_of(view), initial, carried))


async def hand_all(desk: Desk, press: Press) -> Reply:
    """Open the modal that hands over what this person's message is about in the workflow that the button names, to
    one of those who may have it; where nobody may, say so.
    """
    late, now = Late.unpacked(press.value), desk.now()
    listed = await desk.db.read(late_in, press.person, late.slug, now, late.kind)
    if not listed.ids:
        return Opened(notice("modal.hand_all", say("late.gone")))
    receivers = await desk.db.read(receivers_of, late.slug, listed.ids, now)
    if not receivers:
        return Opened(notice("modal.hand_all", say("hand_all.nobody", slug=late.slug)))
    carried = Carried("", "", fresh_id("view", now), workflow=press.value)
    return Opened(draw_hand_all(late, listed, receivers, carried))
