"""Questions and answers in a card's thread, or in the channel where there is no card: each is posted exactly once,
and asks only while somebody waits for the answer.
"""

from __future__ import annotations

from domain.questions import Question
from handlers.cards.message import Message
from handlers.cards.questions import (
    draw_answer,
    draw_question,
    draw_question_to_owner,
    next_asked,
    owner_question_mark,
    question_mark,
)
from handlers.outbox.asks import Told, place_of_talk
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.failures import Failure, is_closed_to_us
from handlers.slack.gateway import Posted
from storage.card_views import CardView
from storage.cards import past_cards_of
from storage.questions import question


class InThread(Told):
    """Posts something about one question where it is talked about, else sends it to whom it is for."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it exactly once, if there is still need; where there is no card, in the channel itself."""
        view = await self._look(wish.subject)
        put = await self._db.read(question, str(wish.payload["question_id"]))
        if view is None or put is None:
            return Done()
        message = self.draw(view, put)
        if message is None:
            return Done()
        outcome = await self._post(wish, view, message)
        person = self.addressee(view, put)
        if isinstance(outcome, Done) or person is None or not is_closed_to_us(outcome):
            return outcome
        return await tell_once(self._slack, wish, person, message, mark=_mark(message))

    def draw(self, view: CardView, put: Question) -> Message | None:
        """Return what is posted, None where nothing needs to be said any more."""
        raise NotImplementedError

    def addressee(self, view: CardView, put: Question) -> str | None:
        """Return whom it is for, None for nobody in particular."""
        raise NotImplementedError

    async def _post(self, wish: Wish, view: CardView, message: Message) -> Outcome:
        channel, thread_ts = place_of_talk(view)
        if wish.attempted_at is not None:
            found = await self._slack.own_messages(
                channel, _mark(message), since_ts=since_ts(wish.attempted_at), thread_ts=thread_ts
            )
            if not isinstance(found, list):
                return found
            if found:
                return Done()
        posted = await self._slack.post(channel, message, thread_ts=thread_ts)
        return Done() if isinstance(posted, Posted) else posted


def _mark(message: Message) -> str:
    """Return how the message is recognised: what the ids of its blocks begin with."""
    return ":".join(str(message.blocks[0]["block_id"]).split(":")[:2])


class PutQuestion(InThread):
    """Asks whoever wanted the output."""

    def draw(self, view: CardView, put: Question) -> Message | None:
        """Return the question while it is open."""
        return draw_question(view, put) if put.closed_at is None else None

    def addressee(self, view: CardView, put: Question) -> str | None:
        """Return whoever wanted the output."""
        return view.asked_first


class PutQuestionToOwner(InThread):
    """Asks the owner, after a working day."""

    def draw(self, view: CardView, put: Question) -> Message | None:
        """Return the question while it is open, if there is somebody else to ask."""
        return draw_question_to_owner(view, put) if put.closed_at is None else None

    def addressee(self, view: CardView, put: Question) -> str | None:
        """Return the owner, or whoever is asked instead."""
        return next_asked(view, put)


class PutAnswer(InThread):
    """Tells whoever asked."""

    def draw(self, view: CardView, put: Question) -> Message | None:
        """Return the answer."""
        return draw_answer(view, put)

    def addressee(self, view: CardView, put: Question) -> str | None:
        """Return whoever asked."""
        return put.person


class RedrawQuestion(Told):
    """Takes *Answer* off a question that is closed, wherever it was put. The same again does no harm."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Bring its messages up to date; one that somebody has deleted, or that is out of our reach, stays as it is."""
        view = await self._look(wish.subject)
        put = await self._db.read(question, str(wish.payload["question_id"]))
        if view is None or put is None or put.closed_at is None:
            return Done()
        for mark, message in (
            (question_mark(put), draw_question(view, put)),
            (owner_question_mark(put), draw_question_to_owner(view, put)),
        ):
            failure = None if message is None else await self._redraw(view, put, mark, message)
            if failure is not None and failure.why not in LOST:
                return Done() if is_closed_to_us(failure) else failure
        return Done()

    async def _redraw(self, view: CardView, put: Question, mark: str, message: Message) -> Failure | None:
        channel, thread_ts = place_of_talk(view)
        threads = [each.ts for each in await self._db.read(past_cards_of, view.output.id)]
        # Asked before it had a card, it stands in the channel itself; before a fix, below the card of then.
        for place in (thread_ts, *reversed(threads), None):
            found = await self._slack.own_messages(
                channel, mark, since_ts=since_ts(put.asked_at), thread_ts=place
            )
            if not isinstance(found, list):
                return found
            if found:
                return await self._slack.update(found[0], message)
        return None
