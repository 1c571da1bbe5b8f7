"""The buttons of a card and of the questions about it: look, decide, and say what the person gets back."""

from __future__ import annotations

from dataclasses import replace

from domain.ids import is_id
from domain.outputs import UNRELEASED, Verdict
from domain.refusals import Refused
from handlers.cards.asks import SKIP
from handlers.cards.modals import Carried
from handlers.cards.naming import why_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.reading import draw_reading, is_last_page
from handlers.cards.rejecting import draw_other_reason, draw_reject
from handlers.fresh import fresh_id
from handlers.slack.auditing import approve_audit, reject_audit, take_back_audit
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Answered, Opened, Reply, Told, Turned, refusal_notice, refused
from handlers.slack.voting import Said, admitted, vote
from storage.card_views import CardView
from usecases.give_reason import GiveReason, give_reason
from usecases.record_mark import behind_facts
from usecases.record_reading import RecordReading
from usecases.record_vote import Voted
from usecases.settle_objection import SettleObjection, settle_objection
from usecases.take_review import TakeReview, take_review
from usecases.withdraw_vote import UndoVote, undo_vote


async def approve(desk: Desk, press: Press, view: CardView) -> Reply:
    """Approve with one click; where the text has to be before the person first, open it to confirm."""
    if view.is_audited:
        return await approve_audit(desk, press, view)
    open_still = view.output.state in UNRELEASED
    confirm = view.output.lane == "always_human" or not await _is_before(desk, press, view)
    if not (confirm and open_still):
        return await _vote(desk, press, view, "approve")
    if (refusal := await admitted(desk, view, press.person, "approve")) is not None:
        return refused(refusal, view)
    carried = _carried(desk, view, press, approving=True)
    return Opened(draw_reading(view, carried), _reading(view, press, page=1))


async def reject(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that rejects; whoever may not, or comes too late, is told so instead."""
    if view.is_audited:
        return await reject_audit(desk, press, view)
    if view.output.state not in UNRELEASED:
        return await _vote(desk, press, view, "reject")
    if (refusal := await admitted(desk, view, press.person, "reject")) is not None:
        return refused(refusal, view)
    return Opened(draw_reject(view, _carried(desk, view, press)))


async def undo(desk: Desk, press: Press, view: CardView) -> Reply:
    """Take back the person's own click while its minute runs."""
    if view.is_audited:
        return await take_back_audit(desk, press, view)
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    done = await desk.decide(undo_vote, UndoVote(view.output.id, person, desk.now()))
    if isinstance(done, Refused):
        return refused(done, view)
    return Answered(view.output.id, say("ask.taken_back")) if press.is_private else None


async def take(desk: Desk, press: Press, view: CardView) -> Reply:
    """Make the person the one who has it."""
    person = await desk.directory.person(press.person, workflow=view.output.workflow)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    had_it = view.assignee == press.person and view.has_taken_it
    done = await desk.decide(take_review, TakeReview(view.output.id, person, desk.now()))
    if isinstance(done, Refused):
        return refused(done, view)
    return Told("take.yours", {}, view) if had_it else None


async def read_all(desk: Desk, press: Press, view: CardView) -> Reply:
    """Show the whole text."""
    return Opened(draw_reading(view, _carried(desk, view, press)), _reading(view, press, page=1))


async def turn_page(desk: Desk, press: Press) -> Reply:
    """Show another page of the text that is open."""
    carried = Carried.unpacked((press.view or {})["private_metadata"])
    view = await desk.view(carried.output_id)
    if view is None or view.output.current_sha256 != carried.sha256:
        return Turned(refusal_notice(Refused.of("text_changed"), view))
    page = int(press.value)
    return Turned(draw_reading(view, replace(carried, page=page)), _reading(view, press, page))


async def reason(desk: Desk, press: Press, view: CardView) -> Reply:
    """Put the reason that was pressed on the person's own rejection; *Other* asks for it in words.

    Where none is wanted any more, that stands in the question's place.
    """
    if press.is_private and (over := _reason_is_over(view, press.person)) is not None:
        return Answered(view.output.id, over)
    if press.choice == "other":
        return Opened(draw_other_reason(view, _carried(desk, view, press)))
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    given = None if press.choice == SKIP else press.choice
    done = await desk.decide(give_reason, GiveReason(view.output.id, person, given, None, desk.now()))
    if isinstance(done, Refused):
        return refused(done, view)
    why = why_of(given, None)
    said = say("ask.reason_skipped") if why is None else say("ask.reason_thanks", why=why)
    return Answered(view.output.id, said)


def _reason_is_over(view: CardView, person: str) -> Sentence | None:
    """Return what became of the person's rejection that was asked about, None while it still wants its reason."""
    own = [vote for vote in view.votes if vote.person == person and vote.verdict == "reject"]
    if not own or any(vote.stands and vote.reason_until is not None for vote in own):
        return None
    stands = next((vote for vote in own if vote.stands), None)
    if stands is None:
        return say("ask.reason_void")
    why = why_of(stands.reason, stands.note)
    return say("ask.reason_skipped") if why is None else say("ask.reason_known", why=why)


async def settle(desk: Desk, press: Press, view: CardView, *, upheld: bool) -> Reply:
    """Settle the objection that the message is about, if the person is the one to do so."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    put = press.value if is_id(press.value, "vote") else None
    command = SettleObjection(view.output.id, person, upheld, desk.now(), put)
    done = await desk.decide(settle_objection, command)
    if isinstance(done, Refused):
        return refused(done, view)
    return Answered(view.output.id, say("ask.upheld" if upheld else "ask.overruled", who=person.name))


async def _is_before(desk: Desk, press: Press, view: CardView) -> bool:
    """Say whether the person pressed on the card or in its thread, having had the whole text before them."""
    card = view.card
    on_card = card is not None and press.message == (card.channel_id, card.ts)
    return on_card and await desk.whole_text_known(view, press.person)


async def _vote(desk: Desk, press: Press, view: CardView, verdict: Verdict) -> Reply:
    said = Said(
        press.person,
        verdict,
        "button",
        press.source,
        press.acted_at,
        sha256=view.output.current_sha256 if verdict == "approve" else None,
    )
    done = await vote(desk, view, said)
    return refused(done, view) if isinstance(done, Refused) else _overtaken(done, view)


def _overtaken(done: Voted, view: CardView) -> Reply:
    """Say who was faster, if somebody was."""
    if done.ahead is None or done.repeated:
        return None
    return Told("vote.behind", behind_facts(done.ahead), view)


def _carried(desk: Desk, view: CardView, press: Press, *, approving: bool = False) -> Carried:
    now = desk.now()
    nonce, shown_at = fresh_id("view", now), now.timestamp() if approving else None
    return Carried(
        view.output.id,
        view.output.current_sha256,
        nonce,
        approving=approving,
        shown_at=shown_at,
        answer_at=press.answer_at,
    )


def _reading(view: CardView, press: Press, page: int) -> RecordReading | None:
    """Return what will have been read once this page is shown: all of it with the last, nothing before. What is decided
    is noted where somebody is still to judge it unknowing: here they see what a fix has changed.
    """
    is_open = view.output.state in UNRELEASED or view.is_audited
    if not (is_open or view.has_second_look) or not is_last_page(view, page):
        return None
    return RecordReading(view.output.id, view.output.current_sha256, press.person)
