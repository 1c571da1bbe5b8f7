"""The buttons of a batch: stop one, open one on its own, approve the rest; each is a decision of its own."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from statistics import mean

from domain.content import words_in
from domain.outputs import Verdict
from domain.refusals import Refused
from handlers.cards.batch import BatchPlace, Shown
from handlers.cards.modals import Carried
from handlers.cards.naming import title_of
from handlers.cards.phrase import Sentence, say
from handlers.cards.queue import Place, named_shortly
from handlers.cards.rejecting import draw_other_reason
from handlers.cards.whispers import whispered
from handlers.fresh import fresh_id
from handlers.slack.batching import next_batch, same_batch
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.queueing import turned
from handlers.slack.replies import Pushed, Reply
from handlers.slack.voting import Said, vote
from storage.card_views import CardView
from usecases.give_reason import GiveReason, give_reason
from usecases.note_review_time import NoteReviewTime, note_review_time
from usecases.record_mark import behind_facts
from usecases.record_reading import RecordReading, record_reading
from usecases.record_vote import Voted
from usecases.withdraw_vote import UndoVote, undo_vote


async def open_batch(desk: Desk, press: Press) -> Reply:
    """Show the next five."""
    return await next_batch(desk, press.person)


async def to_queue(desk: Desk, press: Press) -> Reply:
    """Go on one by one."""
    return await turned(desk, press.person, Place())


async def single(desk: Desk, press: Press) -> Reply:
    """Show one of them on its own, with all there is to know of it."""
    return await turned(desk, press.person, Place(), keep=press.output_id)


async def reject(desk: Desk, press: Press) -> Reply:
    """Stop one of them with one click; why is asked where it stood."""
    place = _place(press)
    one = next((each for each in place.shown if each.output_id == press.output_id), None)
    said = [] if one is None else (await _vote(desk, press, one, "reject"))[1]
    return await same_batch(desk, press.person, place, said)


async def approve_rest(desk: Desk, press: Press) -> Reply:
    """Approve whatever still waits, each by itself: what somebody else has decided meanwhile is said."""
    place = _place(press)
    if place.moved and time.time() - place.drawn_s < desk.too_quick_s:
        return await same_batch(desk, press.person, place, [say("queue.quick")])
    views = await asyncio.gather(*(desk.view(one.output_id) for one in place.shown))
    undecided = [
        one
        for one, view in zip(place.shown, views, strict=True)
        if view is not None and not _said(view, press.person)
    ]
    answers = await asyncio.gather(*(_vote(desk, press, one, "approve") for one in undecided))
    said = [sentence for _, lines in answers for sentence in lines]
    if any(recorded for recorded, _ in answers):
        await _note_time(desk, press, place)
    return await same_batch(desk, press.person, place, said)


async def undo(desk: Desk, press: Press) -> Reply:
    """Take back what was said of one of them."""
    view, person = await desk.view(press.output_id), await desk.directory.person(press.person)
    if view is None or person is None:
        said = [whispered("refused.unknown_person", {}, None)]
        return await same_batch(desk, press.person, _place(press), said)
    done = await desk.decide(undo_vote, UndoVote(view.output.id, person, desk.now()))
    said = _refused(done, view) if isinstance(done, Refused) else []
    return await same_batch(desk, press.person, _place(press), said)


async def reason(desk: Desk, press: Press) -> Reply:
    """Put the chosen reason on the person's own rejection; *Other* asks for it in words."""
    view, person = await desk.view(press.output_id), await desk.directory.person(press.person)
    if view is None or person is None:
        said = [whispered("refused.unknown_person", {}, None)]
        return await same_batch(desk, press.person, _place(press), said)
    if press.choice == "other":
        nonce = fresh_id("view", desk.now())
        carried = Carried(view.output.id, view.output.current_sha256, nonce, batch=_place(press).packed())
        return Pushed(draw_other_reason(view, carried))
    command = GiveReason(view.output.id, person, press.choice, None, desk.now())
    done = await desk.decide(give_reason, command)
    said = _refused(done, view) if isinstance(done, Refused) else []
    return await same_batch(desk, press.person, _place(press), said)


async def _vote(desk: Desk, press: Press, one: Shown, verdict: Verdict) -> tuple[bool, list[Sentence]]:
    """Return whether this person's word on it is recorded now, and what there is to say."""
    view = await desk.view(one.output_id)
    if view is None:
        return False, []
    if verdict == "approve" and one.sha256 == view.output.current_sha256:
        # All of it stood in the modal that was pressed in.
        await desk.db.write(record_reading, RecordReading(view.output.id, one.sha256, press.person))
    source = f"{press.source}:{one.output_id}"
    said = Said(press.person, verdict, "button", source, press.acted_at, sha256=one.sha256, asked_there=True)
    done = await vote(desk, view, said)
    if isinstance(done, Voted):
        if done.ahead is None or done.repeated:
            return not done.repeated, []
        return True, [_about(view), whispered("vote.behind", behind_facts(done.ahead), view)]
    if done.code == "already_voted" and done.facts.get("verdict") == verdict:  # pressed twice
        return False, []
    return False, _refused(done, view)


async def _note_time(desk: Desk, press: Press, place: BatchPlace) -> None:
    """Keep how long the batch took, shared among all that this person has decided of it."""
    now = desk.now()
    views = await asyncio.gather(*(desk.view(one.output_id) for one in place.shown))
    decided: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for view in views:
        said = None if view is None else _said(view, press.person)
        if view is not None and said is not None:
            decided[view.output.workflow, said == "approve"].append(words_in(view.text))
    shared = sum(map(len, decided.values()))
    for (workflow, approved), words in sorted(decided.items()):
        took = NoteReviewTime(
            workflow,
            "batch",
            place.shown_at,
            now,
            shared=shared,
            count=len(words),
            words=mean(words),
            approved=approved,
        )
        await desk.db.write(note_review_time, took)


def _said(view: CardView, user_id: str) -> Verdict | None:
    return next((vote.verdict for vote in view.votes if vote.stands and vote.person == user_id), None)


def _refused(refusal: Refused, view: CardView) -> list[Sentence]:
    return [_about(view), whispered(f"refused.{refusal.code}", refusal.facts, view)]


def _about(view: CardView) -> Sentence:
    return say("whisper.title", title=named_shortly(title_of(view)))


def _place(press: Press) -> BatchPlace:
    return BatchPlace.unpacked(str((press.view or {})["private_metadata"]))
