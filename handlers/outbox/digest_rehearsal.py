"""The weekly message that somebody has asked for to see how it looks: to them alone, and none of the week's own."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.weeks import latest_due
from handlers.cards.rehearsal import draw_weekly_rehearsal, rehearsal_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.answering import answering
from storage.database import Database
from storage.weekly import weekly_summary


class RehearseWeekly:
    """Posts it; nothing is noted of it, so that the real one comes all the same."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        now, (kind, _, person) = self._clock.now(), wish.subject.partition(":")
        theirs = (await self._db.read(answering, now)).get(person, [])
        own = {live.slug for live in theirs} if kind == "owner" else None
        if own is not None and not own:  # since it was wished for
            return Done()
        week = latest_due(now, ZoneInfo(self._timezone))
        summary = await self._db.read(partial(weekly_summary, of=own), week, self._timezone)
        message = draw_weekly_rehearsal(summary, wish.id)
        return await tell_once(self._slack, wish, person, message, mark=rehearsal_mark(wish.id))
