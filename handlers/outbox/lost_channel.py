"""Who has to act hears that a channel is gone: once each."""

from __future__ import annotations

from collections.abc import Callable

from domain.clock import Clock
from handlers.cards.lost_channel import draw_lost, lost_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn
from handlers.slack.gateway import Slack
from storage.answering import answering
from storage.database import Database
from storage.lost_channels import lost_view


class TellLostChannel:
    """Posts it to one person, or to the leaders' channel. The wish's subject is the channel that is gone."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, leaders: Callable[[], str | None]) -> None:
        self._db, self._slack, self._clock, self._leaders = db, slack, clock, leaders
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or the channel is back by now."""
        view = await self._db.read(lost_view, wish.subject, self._leaders())
        if view is None:
            return Done()
        person, mark = wish.payload.get("person"), lost_mark(view)
        if person is None:
            message = draw_lost(view, [live.slug for live in view.workflows])
            place = str(wish.payload["channel_id"])
            return await self._passing_on.post(wish, place, message, mark=mark, to="leaders")
        theirs = (await self._db.read(answering, self._clock.now())).get(str(person), [])
        own = {live.slug for live in theirs} & {live.slug for live in view.workflows}
        # Who leads hears of all of them: nobody who answers was there.
        slugs = own or ([] if view.is_leaders else [live.slug for live in view.workflows])
        return await tell_once(self._slack, wish, str(person), draw_lost(view, slugs), mark=mark)
