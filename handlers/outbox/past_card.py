"""A message whose text was fixed since: it says so, and leads to the new one."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.fixed import draw_past_card
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.review_card import LOST
from handlers.slack.gateway import Posted, Slack
from storage.card_views import card_view
from storage.database import Database
from usecases.retire_card import note_past_card_told


class PastCard:
    """Makes a card of the past one line. The same line again does no harm."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Bring the message up to date; one that somebody has deleted says enough."""
        channel_id, ts = str(wish.payload["channel_id"]), str(wish.payload["ts"])
        now = self._clock.now()
        view = await self._db.read(card_view, wish.subject, now)
        if view is None:
            return Done()
        failure = await self._slack.update(Posted(channel_id, ts), draw_past_card(view, now))
        if failure is not None and failure.why not in LOST:
            return failure
        await self._db.write(note_past_card_told, (channel_id, ts, now))
        return Done()
