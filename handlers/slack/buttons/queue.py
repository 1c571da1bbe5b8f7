"""The buttons of *Review now*: decide with one click, pass, go back, undo, and the next text is there."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from domain.outputs import Verdict
from domain.refusals import Refused
from handlers.cards.fixing import draw_fix
from handlers.cards.modals import Carried
from handlers.cards.naming import title_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.queue import Place, named_shortly
from handlers.cards.reading import draw_reading, is_last_page, pages_of
from handlers.cards.rejecting import draw_other_reason, draw_reject
from handlers.cards.text_fields import Fields, Unfit
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.auditing import found_good
from handlers.slack.buttons.fixing import fields_for
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.queueing import first_step, turned
from handlers.slack.replies import Opened, Pushed, Reply, Told
from handlers.slack.voting import Said, vote
from storage.card_views import CardView
from usecases.give_reason import GiveReason, give_reason
from usecases.record_audit import Audited
from usecases.record_mark import behind_facts
from usecases.record_reading import RecordReading, record_reading
from usecases.record_vote import Voted
from usecases.undo_audit import UndoAudit, undo_audit
from usecases.withdraw_vote import UndoVote, undo_vote

Button = Callable[[Desk, Press], Awaitable[Reply]]
OnOutput = Callable[[Desk, Press, CardView], Awaitable[Reply]]

# These stay true of the person and the text, however often it is shown: it is gone past.
_NOT_THEIRS = frozenset(
    {"is_requester", "is_key_owner", "not_on_roster", "not_trained", "is_guest", "is_external"}
)
# Worth another try with the same text.
_AGAIN = frozenset({"unknown_person", "text_changed", "text_unread", "needs_modal"})


async def open_queue(desk: Desk, press: Press) -> Reply:
    """Open the person's queue."""
    return await first_step(desk, press.person)


async def approve(desk: Desk, press: Press) -> Reply:
    """Approve what is shown, with one click; in `always_human`, lay the confirmation on it."""
    place = place_of(press)
    if slipped(desk, place):
        return await turned(desk, press.person, place, [say("queue.quick")], keep=place.output_id)
    view = await desk.view(place.output_id)
    if view is None or not is_last_page(view, place.page):
        return await turned(desk, press.person, place, keep=place.output_id)
    if view.output.lane == "always_human" and view.output.state == "in_review":
        return Pushed(draw_reading(view, carried_from(desk, view, place)))
    if place.sha256 == view.output.current_sha256:
        # That it was pressed where only the last page has the button shows that all of it was there to read.
        await desk.db.write(record_reading, RecordReading(view.output.id, place.sha256, press.person))
    if view.is_audited:
        done = await found_good(desk, press, view, place.sha256, place.shown_at)
        return await _looked_at(desk, press, place, view, done)
    return await _decided(desk, press, place, view, "approve")


async def reject(desk: Desk, press: Press) -> Reply:
    """Stop what is shown, with one click; why is asked beside the next one. Of what has gone out it is said what was
    wrong.
    """
    place = place_of(press)
    if slipped(desk, place):
        return await turned(desk, press.person, place, [say("queue.quick")], keep=place.output_id)
    view = await desk.view(place.output_id)
    if view is None:
        return await turned(desk, press.person, place)
    if view.is_audited or (view.output.lane == "always_human" and view.output.state == "in_review"):
        return Pushed(draw_reject(view, carried_from(desk, view, place)))
    return await _decided(desk, press, place, view, "reject")


async def fix(desk: Desk, press: Press) -> Reply:
    """Lay the text on it to be fixed."""
    place = place_of(press)
    view = await desk.view(place.output_id)
    if view is None or view.output.current_sha256 != place.sha256:
        return await turned(desk, press.person, place, keep=place.output_id)
    fields = await fields_for(desk, view, press.person)
    if isinstance(fields, Fields):
        return Pushed(draw_fix(view, fields, carried_from(desk, view, place)))
    if isinstance(fields, Unfit):
        said = whispered(fields.line, {}, view)
    else:
        said = whispered(f"refused.{fields.code}", fields.facts, view)
    return await turned(desk, press.person, place, [said], keep=place.output_id)


async def skip(desk: Desk, press: Press) -> Reply:
    """Go past what is shown."""
    place = place_of(press)
    return await turned(desk, press.person, replace(place, after=place.spot or place.after))


async def back(desk: Desk, press: Press) -> Reply:
    """Begin again with what was gone past."""
    return await turned(desk, press.person, replace(place_of(press), after=None))


async def turn_page(desk: Desk, press: Press) -> Reply:
    """Show another page of the same text."""
    place = place_of(press)
    return await turned(desk, press.person, replace(place, page=int(press.value)), keep=place.output_id)


async def undo(desk: Desk, press: Press) -> Reply:
    """Take the last decision back, and show its text again."""
    place = place_of(press)
    person = await desk.directory.person(press.person)
    if person is None or place.last is None:
        said = [whispered("refused.unknown_person", {}, None)] if person is None else []
        return await turned(desk, press.person, place, said, keep=place.output_id)
    view = await desk.view(place.last)
    done: object
    if view is not None and view.audit is not None:
        done = await desk.decide(undo_audit, UndoAudit(place.last, person, desk.now()))
    else:
        done = await desk.decide(undo_vote, UndoVote(place.last, person, desk.now()))
    if isinstance(done, Refused):
        said = [whispered(f"refused.{done.code}", done.facts, view)]
        return await turned(desk, press.person, place, said, keep=place.output_id)
    before = replace(place, last=None)
    return await turned(desk, press.person, before, [say("queue.undone")], keep=place.last)


async def reason(desk: Desk, press: Press) -> Reply:
    """Put the chosen reason on the person's last rejection; *Other* asks for it in words."""
    place = place_of(press)
    view = await desk.view(place.last)
    person = await desk.directory.person(press.person)
    if view is None or person is None:
        said = [] if person is not None else [whispered("refused.unknown_person", {}, None)]
        return await turned(desk, press.person, place, said, keep=place.output_id)
    if press.choice == "other":
        return Pushed(draw_other_reason(view, carried_from(desk, view, place)))
    command = GiveReason(view.output.id, person, press.choice, None, desk.now())
    done = await desk.decide(give_reason, command)
    said = [whispered(f"refused.{done.code}", done.facts, view)] if isinstance(done, Refused) else []
    # Choosing it was no time spent on the next text.
    at = replace(place, shown_at=desk.now())
    return await turned(desk, press.person, at, said, keep=place.output_id)


def laid_on_it(act: OnOutput) -> Button:
    """Return the button that lays the modal of an act on the queue; why it does not open is said in the queue."""

    async def laid(desk: Desk, press: Press) -> Reply:
        place = place_of(press)
        view = await desk.view(place.output_id)
        if view is None:
            return await turned(desk, press.person, place)
        reply = await act(desk, press, view)
        if isinstance(reply, Told):
            said = [_about(view), whispered(reply.line, reply.facts, reply.view)]
            return await turned(desk, press.person, place, said, keep=view.output.id)
        if not isinstance(reply, Opened):
            return reply
        own = Carried.unpacked(str(reply.view["private_metadata"]))
        carried = replace(own, queue=place.packed(), shown_at=place.shown_at.timestamp())
        return Pushed(reply.view | {"private_metadata": carried.packed()})

    return laid


async def _decided(desk: Desk, press: Press, place: Place, view: CardView, verdict: Verdict) -> Reply:
    done = await vote(
        desk,
        view,
        Said(
            press.person,
            verdict,
            "button",
            press.source,
            press.acted_at,
            sha256=place.sha256,
            asked_there=True,
            shown_at=place.shown_at,
            measured="queue",
        ),
    )
    if isinstance(done, Voted):
        return await turned(desk, press.person, replace(place, last=view.output.id), _overtaken(done, view))
    return await _refused(desk, press, place, view, done, verdict)


async def _looked_at(
    desk: Desk, press: Press, place: Place, view: CardView, done: Audited | Refused
) -> Reply:
    if isinstance(done, Audited):
        return await turned(desk, press.person, replace(place, last=view.output.id))
    return await _refused(desk, press, place, view, done, "approve")


async def _refused(
    desk: Desk, press: Press, place: Place, view: CardView, done: Refused, verdict: Verdict
) -> Reply:
    if done.code == "already_voted" and done.facts.get("verdict") == verdict:  # pressed twice
        return await turned(desk, press.person, replace(place, last=view.output.id))
    said = [_about(view), whispered(f"refused.{done.code}", done.facts, view)]
    if done.code in _AGAIN:
        return await turned(desk, press.person, place, said, keep=view.output.id)
    past = replace(place, after=place.spot) if done.code in _NOT_THEIRS else place
    return await turned(desk, press.person, past, said)


def _overtaken(done: Voted, view: CardView) -> Sequence[Sentence]:
    """Return who was faster, if somebody was."""
    if done.ahead is None or done.repeated:
        return []
    return [_about(view), whispered("vote.behind", behind_facts(done.ahead), view)]


def _about(view: CardView) -> Sentence:
    return say("whisper.title", title=named_shortly(title_of(view)))


def place_of(press: Press) -> Place:
    """Return where in their queue the person has pressed."""
    return Place.unpacked(str((press.view or {})["private_metadata"]))


def slipped(desk: Desk, place: Place) -> bool:
    """Say whether the press was meant for the text before: nobody reads and decides in half a second."""
    return place.moved and time.time() - place.drawn_s < desk.too_quick_s


def carried_from(desk: Desk, view: CardView, place: Place) -> Carried:
    """Return what a modal laid on the queue carries; all pages have been shown by then."""
    return Carried(
        view.output.id,
        view.output.current_sha256,
        fresh_id("view", desk.now()),
        page=len(pages_of(view.text)),
        approving=True,
        queue=place.packed(),
        shown_at=place.shown_at.timestamp(),
    )
