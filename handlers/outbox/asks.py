"""Lines and questions for one person: private ones at most once, the one in the thread exactly once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from domain.clock import Clock
from handlers.cards.asks import draw_ask_objection, draw_ask_reason
from handlers.cards.message import Message
from handlers.cards.whispers import draw_whisper
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Dead, Done, Doubtful, Outcome, Wish
from handlers.outbox.review_card import since_ts
from handlers.slack.failures import is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.card_views import CardView, card_view
from storage.crash_points import crash_point
from storage.database import Database

# A private line answers what somebody has just done; later it would only puzzle them.
STALE = timedelta(minutes=15)

log = logging.getLogger(__name__)


class Told:
    """What the three have in common: they look up what is true of an output, and speak."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def _look(self, output_id: str) -> CardView | None:
        return await self._db.read(card_view, output_id, self._clock.now())

    def _comes_too_late(self, wish: Wish) -> bool:
        """Say whether it may have been shown already, or is no longer worth showing."""
        too_old = wish.made_at is not None and self._clock.now() - wish.made_at > STALE
        return too_old or wish.attempted_at is not None

    async def _say(
        self, wish: Wish, channel: str, person: str, message: Message, thread_ts: str | None
    ) -> Outcome:
        """Show it to one person. What may have arrived, or cannot, is not shown again."""
        failure = await self._slack.post_privately(channel, person, message, thread_ts=thread_ts)
        if isinstance(failure, Doubtful | Dead):
            log.info("%s %s was dropped: %s", wish.kind, wish.id, failure.why)
            return Done()
        return failure or Done()


class Whisper(Told):
    """Tells one person privately why nothing happened, or who was faster."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Show the line once or not at all."""
        if self._comes_too_late(wish):
            return Done()
        told = wish.payload
        output_id = cast("str | None", told.get("output_id"))
        view = await self._look(output_id) if output_id is not None else None
        message = draw_whisper(str(told["line"]), cast("Mapping[str, object]", told["facts"]), view)
        thread_ts = cast("str | None", told.get("thread_ts"))
        return await self._say(wish, str(told["channel_id"]), str(told["person"]), message, thread_ts)


def place_of_talk(view: CardView) -> tuple[str, str | None]:
    """Return where one person is asked in public: in the card's thread, without a card in the channel itself."""
    if view.card is None:
        return view.workflow.channel_id, None
    return view.card.channel_id, view.card.ts


class AskReason(Told):
    """Asks whoever stopped an output why, in its thread, for them alone."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Ask once or not at all; not if the reason is known by now, or the vote no longer stands."""
        view = None if self._comes_too_late(wish) else await self._look(wish.subject)
        if view is None or view.card is None:
            return Done()
        vote = next((each for each in view.votes if each.id == wish.payload["vote_id"]), None)
        if vote is None or not vote.stands or vote.reason is not None:
            return Done()
        message = draw_ask_reason(view, vote, now=self._clock.now())
        return await self._say(wish, view.card.channel_id, vote.person, message, view.card.ts)


class AskObjection(Told):
    """Asks where the card is whether an objection stands: whoever settles it finds it there later, too."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Ask exactly once, while the objection is open; by message where nothing can be posted there."""
        view = await self._look(wish.subject)
        if view is None or view.output.objection != wish.payload["vote_id"]:
            return Done()
        outcome = await self._ask(wish, view)
        if isinstance(outcome, Done) or view.judge is None or not is_closed_to_us(outcome):
            return outcome
        message, mark = draw_ask_objection(view), f"ask:{view.output.id}:"
        return await tell_once(self._slack, wish, view.judge, message, mark=mark)

    async def _ask(self, wish: Wish, view: CardView) -> Outcome:
        channel, thread_ts = place_of_talk(view)
        if wish.attempted_at is not None:
            found = await self._slack.own_messages(
                channel,
                f"ask:{view.output.id}:",
                since_ts=since_ts(wish.attempted_at),
                thread_ts=thread_ts,
            )
            if not isinstance(found, list):
                return found
            crash_point("objection.after_lookup")
            if found:
                return Done()
        posted = await self._slack.post(channel, draw_ask_objection(view), thread_ts=thread_ts)
        crash_point("objection.after_post")
        return Done() if isinstance(posted, Posted) else posted
