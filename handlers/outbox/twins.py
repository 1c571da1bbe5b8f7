"""A second card of the same output, which Slack's history showed only later: it is taken away."""

from __future__ import annotations

import logging
from typing import cast

from domain.clock import Clock
from handlers.cards.duplicate import draw_duplicate
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.slack.failures import Failure, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.card_views import CardView, card_view
from storage.database import Database
from usecases.void_twin import VoidTwin, note_twin_gone, void_twin

log = logging.getLogger(__name__)


class VoidTwins:
    """Looks for messages that show the output and are not its card, or takes away the one it is told of."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Void each twin, then delete it; safe to repeat."""
        view = await self._db.read(card_view, wish.subject, self._clock.now())
        if view is None or view.card is None:
            return Done()
        found = await self._suspects(wish)
        if not isinstance(found, list):
            return Done() if is_closed_to_us(found) else found
        for posted in found:
            twin = VoidTwin(view.output.id, posted.channel_id, posted.ts, self._clock.now())
            if not await self._db.write(void_twin, twin):
                continue
            failure = await self._take_away(view, posted)
            if failure is not None:
                return Done() if is_closed_to_us(failure) else failure
            await self._db.write(note_twin_gone, twin)
        return Done()

    async def _suspects(self, wish: Wish) -> list[Posted] | Failure:
        channel, told = str(wish.payload["channel_id"]), cast("dict[str, str]", wish.payload)
        if "ts" in told:
            return [Posted(channel, told["ts"])]
        return await self._slack.own_messages(channel, f"ans:{wish.subject}:", since_ts=told["since_ts"])

    async def _take_away(self, view: CardView, posted: Posted) -> Failure | None:
        """Delete the message; where Slack will not, let it say that it does not count."""
        failure = await self._slack.delete(posted)
        if not isinstance(failure, Dead):
            return failure
        log.warning("a second card of %s cannot be deleted: %s", view.output.id, failure.why)
        failure = await self._slack.update(posted, draw_duplicate(view))
        return None if isinstance(failure, Dead) else failure
