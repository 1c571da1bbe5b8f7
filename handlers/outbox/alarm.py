"""The leaders' channel hears that something here is late, and that it no longer is."""

from __future__ import annotations

from handlers.cards.alarm import alarm_mark, draw_cleared, draw_raised
from handlers.outbox.once import post_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.alarms import alarm_with
from storage.database import Database


class TellAlarm:
    """Posts that it was raised, or cleared. `timezone` is the installation's."""

    def __init__(self, db: Database, slack: Slack, timezone: str) -> None:
        self._db, self._slack, self._timezone = db, slack, timezone

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it. An alarm that was over before it could be told is told once: that it was."""
        alarm_id, _, what = wish.subject.partition(":")
        alarm = await self._db.read(alarm_with, int(alarm_id))
        if alarm is None or (what == "raised" and alarm.cleared_at is not None):
            return Done()
        draw = draw_raised if what == "raised" else draw_cleared
        channel_id = wish.route.split(":")[1]
        message = draw(alarm, self._timezone)
        return await post_once(self._slack, wish, channel_id, message, mark=alarm_mark(wish.subject))
