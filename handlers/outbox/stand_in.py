"""Whoever stands in for an owner who goes away hears it: once for each leave, before or when it begins."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.leave import draw_stand_in, stand_in_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.stand_ins import stand_in


class TellStandIn:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or nothing of it is true any more."""
        person, now = str(wish.payload["person"]), self._clock.now()
        view = await self._db.read(stand_in, str(wish.payload["leave"]), person, now)
        if view is None:
            return Done()
        message = draw_stand_in(view, now)
        return await tell_once(self._slack, wish, person, message, mark=stand_in_mark(view.leave.id))
