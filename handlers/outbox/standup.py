"""A team's stand-up in its channel: posted once, with the figures of the moment."""

from __future__ import annotations

from datetime import datetime

from domain.clock import Clock
from handlers.cards.standup import draw_standup, standup_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn, instead_line
from handlers.slack.gateway import Slack
from storage.answering import answering
from storage.database import Database
from storage.standups import team_day


class TellStandup:
    """Posts the stand-up of a day, unless that day is over by now."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the channel is gone, those who answer for its workflows have
        it, each with theirs.
        """
        now = self._clock.now()
        if now >= datetime.fromisoformat(str(wish.payload["until"])):
            return Done()
        channel_id = wish.subject.partition(":")[0]
        since = datetime.fromisoformat(str(wish.payload["since"]))
        person, mark = wish.payload.get("person"), standup_mark(wish.subject)
        if person is None:
            message = draw_standup(wish.subject, await self._db.read(team_day, channel_id, since, now))
            return await self._passing_on.post(
                wish, channel_id, message, mark=mark, to="channel", about=channel_id
            )
        own = (await self._db.read(answering, now)).get(str(person), [])
        day = await self._db.read(team_day, channel_id, since, now, {live.slug for live in own})
        if day.is_empty:
            return Done()
        message = draw_standup(wish.subject, day, await instead_line(self._db, wish))
        return await tell_once(self._slack, wish, str(person), message, mark=mark)
