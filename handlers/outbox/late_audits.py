"""Whoever answers for what is looked at afterwards hears that looks are late: once for each working day."""

from __future__ import annotations

from datetime import datetime

from domain.clock import Clock
from handlers.cards.late_audits import draw_late_audits, late_audits_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.late_audits import late_audits_of


class TellLateAudits:
    """Posts it to one person, with the figures of the moment."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, nothing is late any more, or that working day is over."""
        now = self._clock.now()
        if now >= datetime.fromisoformat(str(wish.payload["until"])):
            return Done()
        person = wish.subject.partition(":")[0]
        late = await self._db.read(late_audits_of, person, now)
        if not late:
            return Done()
        message, mark = draw_late_audits(wish.subject, late), late_audits_mark(wish.subject)
        return await tell_once(self._slack, wish, person, message, mark=mark)
