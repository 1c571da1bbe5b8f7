"""The leaders' channel hears that something here is late, and that it no longer is."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.alarm import alarm_mark, draw_cleared, draw_raised
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.passing_on import PassingOn
from handlers.slack.gateway import Slack
from storage.alarms import alarm_with
from storage.database import Database


class TellAlarm:
    """Posts that it was raised, or cleared. `timezone` is the installation's."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._timezone = db, slack, timezone
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it. An alarm that was over before it could be told is told once: that it was."""
        alarm_id, _, what = wish.subject.partition(":")
        alarm = await self._db.read(alarm_with, int(alarm_id))
        if alarm is None or (what == "raised" and alarm.cleared_at is not None):
            return Done()
        draw = draw_raised if what == "raised" else draw_cleared
        message, mark = draw(alarm, self._timezone), alarm_mark(wish.subject)
        if (person := wish.payload.get("person")) is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=mark)
        return await self._passing_on.post(wish, wish.route.split(":")[1], message, mark=mark, to="leaders")
