"""A second look in *Review now*: what its buttons and its window do. None of them touches the output's own review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from domain.refusals import Refused
from domain.second_looks import SecondVerdict
from handlers.cards.message import Json
from handlers.cards.phrase import Sentence, say
from handlers.cards.queue import Place
from handlers.cards.reading import is_last_page
from handlers.cards.rejecting import chosen_reason, draw_reject, written_note
from handlers.cards.whispers import whispered
from handlers.slack.buttons.queue import carried_from, place_of, slipped
from handlers.slack.desk import Desk
from handlers.slack.presses import Press, Submission
from handlers.slack.queueing import turned
from handlers.slack.replies import Pushed, Reply, refused
from handlers.slack.submissions.answers import CLOSES, at_block
from storage.card_views import CardView
from storage.second_looks import second_view
from usecases.give_second_look import GiveSecondLook, give_second_look
from usecases.settle_disagreement import SettleDisagreement, settle_disagreement

Button = Callable[[Desk, Press], Awaitable[Reply]]
Submit = Callable[[Desk, Submission], Awaitable[Json]]


def or_second_approve(real: Button) -> Button:
    """Return *Approve* of *Review now*: where a second look is shown, the one that says that it is good enough."""

    async def either(desk: Desk, press: Press) -> Reply:
        place = place_of(press)
        if not _is_second(place):
            return await real(desk, press)
        if slipped(desk, place):
            return await turned(desk, press.person, place, [say("queue.quick")], keep=place.output_id)
        view = await desk.db.read(second_view, place.output_id or "", desk.now())
        if view is None or not is_last_page(view, place.page):
            return await turned(desk, press.person, place, keep=place.output_id)
        refusal = await _given(desk, press.person, place, "approve", press.source)
        return await turned(desk, press.person, place, [refusal or say("second.kept")])

    return either


def or_second_reject(real: Button) -> Button:
    """Return *Reject* of *Review now*: where a second look is shown, the one that asks what is wrong with it."""

    async def either(desk: Desk, press: Press) -> Reply:
        place = place_of(press)
        if not _is_second(place):
            return await real(desk, press)
        if slipped(desk, place):
            return await turned(desk, press.person, place, [say("queue.quick")], keep=place.output_id)
        view = await desk.db.read(second_view, place.output_id or "", desk.now())
        if view is None:
            return await turned(desk, press.person, place)
        return Pushed(draw_reject(view, carried_from(desk, view, place), second=True))

    return either


def or_second(real: Submit) -> Submit:
    """Return what the window that asks why does: on a second look, keep what was said there."""

    async def either(desk: Desk, given: Submission) -> Json:
        place = None if given.carried.queue is None else Place.unpacked(given.carried.queue)
        if place is None or not _is_second(place) or place.output_id != given.carried.output_id:
            return await real(desk, given)
        reason, note = chosen_reason(given.values), written_note(given.values)
        refusal = await _given(desk, given.person, place, "reject", given.source, reason, note)
        return CLOSES if refusal is None else at_block("reason", refusal)

    return either


async def first_stands(desk: Desk, press: Press, view: CardView) -> Reply:
    """Say that the first verdict was right: nothing changes."""
    return await _settled(desk, press, view, was_wrong=False)


async def first_was_wrong(desk: Desk, press: Press, view: CardView) -> Reply:
    """Say that the first verdict was wrong: what it let out is stopped, or taken back."""
    return await _settled(desk, press, view, was_wrong=True)


async def _settled(desk: Desk, press: Press, view: CardView, *, was_wrong: bool) -> Reply:
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    command = SettleDisagreement(view.output.id, person, was_wrong, desk.now())
    done = await desk.decide(settle_disagreement, command)
    return refused(done, view) if isinstance(done, Refused) else None


def _is_second(place: Place) -> bool:
    return place.probe is None and place.spot is not None and place.spot.second


async def _given(
    desk: Desk,
    user_id: str,
    place: Place,
    verdict: SecondVerdict,
    source: str,
    reason: str | None = None,
    note: str | None = None,
) -> Sentence | None:
    """Keep what the person says; return why it is not kept, else None."""
    person = await desk.directory.person(user_id)
    if person is None:
        return whispered("refused.unknown_person", {}, None)
    command = GiveSecondLook(
        place.output_id or "",
        person,
        verdict,
        source=source,
        shown_at=place.shown_at,
        now=desk.now(),
        reason=reason,
        note=note,
    )
    done = await desk.decide(give_second_look, command)
    return whispered(f"refused.{done.code}", done.facts, None) if isinstance(done, Refused) else None
