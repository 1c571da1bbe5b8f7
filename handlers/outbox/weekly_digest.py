"""The week's summary in the leaders' channel: posted once."""

from __future__ import annotations

from typing import cast

from domain.clock import Clock
from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from handlers.cards.message import Message
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.review_card import since_ts
from handlers.slack.gateway import Posted, Slack
from storage.crash_points import crash_point
from storage.database import Database
from storage.weekly import weekly_summary
from usecases.issue_digest import RecordDigestSent, record_digest_sent


class WeeklyDigest:
    """Posts the summary that was wished for, with the figures of its week."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        channel = wish.route.removeprefix("slack:")
        week = Week.named(str(wish.payload["period"]))
        message = await self._draw(week, wish)
        if wish.attempted_at is not None:
            found = await self._slack.own_messages(
                channel, f"ans:digest:{week}:", since_ts=since_ts(wish.attempted_at)
            )
            if not isinstance(found, list):
                return found
            crash_point("digest.after_lookup")
            if found:
                return await self._sent(wish, week, found[0], message)
        posted = await self._slack.post(channel, message)
        crash_point("digest.after_post")
        return await self._sent(wish, week, posted, message) if isinstance(posted, Posted) else posted

    async def _draw(self, week: Week, wish: Wish) -> Message:
        summary = await self._db.read(weekly_summary, week, self._timezone)
        skipped = cast("list[str]", wish.payload["skipped"])
        return draw_weekly(summary, skipped=[Week.named(name) for name in skipped])

    async def _sent(self, wish: Wish, week: Week, posted: Posted, message: Message) -> Outcome:
        audience = str(wish.payload["audience"])
        command = RecordDigestSent(audience, str(week), posted.ts, message.shown, self._clock.now())
        await self._db.write(record_digest_sent, command)
        crash_point("digest.after_record")
        return Done()
