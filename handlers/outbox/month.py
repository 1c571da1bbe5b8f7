"""A team's month in its channel: posted once."""

from __future__ import annotations

from domain.clock import Clock
from domain.months import Month
from handlers.cards.month import draw_month, month_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn, instead_line
from handlers.slack.gateway import Slack
from storage.answering import answering
from storage.database import Database
from storage.months import team_month


class TellMonth:
    """Posts what was overturned in a month, as it is known when it is posted."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the channel is gone, those who answer for its workflows have
        it, each with theirs.
        """
        channel_id, _, name = wish.subject.partition(":")
        month, person, mark = Month.named(name), wish.payload.get("person"), month_mark(wish.subject)
        if person is None:
            told = await self._db.read(team_month, channel_id, month)
            if told.is_empty:
                return Done()
            message = draw_month(wish.subject, told)
            return await self._passing_on.post(
                wish, channel_id, message, mark=mark, to="channel", about=channel_id
            )
        own = (await self._db.read(answering, self._clock.now())).get(str(person), [])
        told = await self._db.read(team_month, channel_id, month, {live.slug for live in own})
        if told.is_empty:
            return Done()
        message = draw_month(wish.subject, told, instead=await instead_line(self._db, wish))
        return await tell_once(self._slack, wish, str(person), message, mark=mark)
