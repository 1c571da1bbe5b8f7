"""A team's stand-up in its channel: posted once, with the figures of the moment."""

from __future__ import annotations

from datetime import datetime

from domain.clock import Clock
from handlers.cards.standup import draw_standup, standup_mark
from handlers.outbox.once import post_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.standups import team_day


class TellStandup:
    """Posts the stand-up of a day, unless that day is over by now."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        now = self._clock.now()
        if now >= datetime.fromisoformat(str(wish.payload["until"])):
            return Done()
        channel_id = wish.subject.partition(":")[0]
        since = datetime.fromisoformat(str(wish.payload["since"]))
        day = await self._db.read(team_day, channel_id, since, now)
        message = draw_standup(wish.subject, day)
        return await post_once(self._slack, wish, channel_id, message, mark=standup_mark(wish.subject))
