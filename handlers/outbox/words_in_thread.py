"""Whoever wrote in a card's thread and may decide is asked what it counts as, for them alone."""

from __future__ import annotations

from domain.judging import may_mean_otherwise, own_standing
from handlers.cards.words_in_thread import draw_count_as
from handlers.outbox.asks import Told
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.presses import instant


class AskWords(Told):
    """Asks about one message, once or not at all."""

    async def __call__(self, wish: Wish) -> Outcome:
        """Ask while it is in review, unless the person has decided for good by now."""
        view = None if self._comes_too_late(wish) else await self._look(wish.subject)
        person = str(wish.payload["person"])
        if view is None or view.output.state != "in_review":
            return Done()
        ts, now, own = str(wish.payload["ts"]), self._clock.now(), own_standing(view.votes, person)
        if own is not None and not may_mean_otherwise(own, instant(ts) or now, now):
            return Done()
        message = draw_count_as(view, ts, own=own)
        if message is None:
            return Done()
        channel, thread_ts = str(wish.payload["channel_id"]), str(wish.payload["thread_ts"])
        return await self._say(wish, channel, person, message, thread_ts)
