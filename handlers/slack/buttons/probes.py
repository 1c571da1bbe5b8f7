"""The buttons of *Review now* where it shows a planted mistake: the same ones, and none of them touches an output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.fixing import too_long_to_fix
from handlers.cards.fixing import draw_fix
from handlers.cards.phrase import say
from handlers.cards.queue import Place
from handlers.cards.reading import draw_reading, is_last_page
from handlers.cards.rejecting import draw_reject
from handlers.cards.text_fields import Fields, fields_of
from handlers.cards.whispers import whispered
from handlers.slack.buttons.queue import carried_from, place_of, slipped
from handlers.slack.desk import Desk
from handlers.slack.planting import judged, past, view_of
from handlers.slack.presses import Press
from handlers.slack.queueing import turned
from handlers.slack.replies import Pushed, Reply
from storage.card_views import CardView

Button = Callable[[Desk, Press], Awaitable[Reply]]
OnProbe = Callable[[Desk, Press, Place, CardView], Awaitable[Reply]]


def or_planted(name: str, real: Button) -> Button:
    """Return the button of this name in *Review now*: where a planted mistake is shown, the one that acts on that."""

    async def either(desk: Desk, press: Press) -> Reply:
        place = place_of(press)
        if place.probe is None:
            return await real(desk, press)
        if name in _AT_ONCE and slipped(desk, place):
            return await turned(desk, press.person, place, [say("queue.quick")], keep=place.output_id)
        view = await view_of(desk, press.person, place)
        if view is None:
            return await turned(desk, press.person, past(place))
        return await _ON_PROBE[name](desk, press, place, view)

    return either


async def _approve(desk: Desk, press: Press, place: Place, view: CardView) -> Reply:
    if not is_last_page(view, place.page):
        return await turned(desk, press.person, place, keep=place.output_id)
    if view.output.lane == "always_human" and view.output.state == "in_review":
        return Pushed(draw_reading(view, carried_from(desk, view, place)))
    said = await judged(desk, press.person, place, "approve")
    return await turned(desk, press.person, past(place), [said])


async def _reject(desk: Desk, press: Press, place: Place, view: CardView) -> Reply:
    if view.is_audited or view.output.lane == "always_human":
        return Pushed(draw_reject(view, carried_from(desk, view, place)))
    said = await judged(desk, press.person, place, "reject")
    return await turned(desk, press.person, past(place), [said])


async def _fix(desk: Desk, press: Press, place: Place, view: CardView) -> Reply:
    fields = fields_of(view.text)
    if isinstance(fields, Fields) and not too_long_to_fix(view.text):
        return Pushed(draw_fix(view, fields, carried_from(desk, view, place)))
    line = "refused.fix_too_long" if isinstance(fields, Fields) else fields.line
    return await turned(desk, press.person, place, [whispered(line, {}, view)], keep=place.output_id)


async def _ask(desk: Desk, press: Press, place: Place, view: CardView) -> Reply:
    """Tell them before they write to nobody."""
    said = await judged(desk, press.person, place, "ask")
    return await turned(desk, press.person, past(place), [said])


async def _skip(desk: Desk, press: Press, place: Place, view: CardView) -> Reply:
    return await turned(desk, press.person, past(place))


_AT_ONCE = frozenset({"approve", "reject"})
_ON_PROBE: Mapping[str, OnProbe] = {
    "approve": _approve,
    "reject": _reject,
    "fix": _fix,
    "ask": _ask,
    "skip": _skip,
}
