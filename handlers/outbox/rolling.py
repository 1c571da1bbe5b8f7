"""The one message of a quiet channel: posted once, then kept true, and posted anew where nobody would see it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.clock import Clock
from handlers.cards.message import Message
from handlers.cards.rolling import draw_empty, draw_rolling, rolling_mark
from handlers.outbox.outcomes import Done, NotYet, Outcome, Retry, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.failures import Failure
from handlers.slack.gateway import Posted, Slack
from storage.database import Database
from storage.lost_channels import is_out_of_reach
from storage.rolling import QuietChannel, Rolling, quiet_channel
from usecases.record_rolling import (
    ForgetRolling,
    RecordRolling,
    RecordRollingShown,
    forget_rolling,
    record_rolling,
    record_rolling_shown,
)

# A change is no news in Slack. After this long without anything, what comes is posted at the end of the channel.
UNSEEN = timedelta(days=1)
# Cards share Slack's allowance of changes: a message that counts takes no more of it than one each so often.
CHANGES_S = 2.0

log = logging.getLogger(__name__)


class RollingMessage:
    """Makes a quiet channel's message say how many wait."""

    def __init__(
        self, db: Database, slack: Slack, clock: Clock, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._db, self._slack, self._clock, self._now_s = db, slack, clock, now_s
        self._changed_s: dict[str, float] = {}

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it if there is none and anything waits, else change it; take it away where it is not quiet."""
        if wish.attempted_at is None and await self._db.read(is_out_of_reach, wish.subject):
            return Done()  # wished again once it is back
        channel = await self._look(wish.subject)
        if wish.attempted_at is not None:
            failure = await self._find(channel, wish.attempted_at)
            if failure is not None:
                return failure
            channel = await self._look(wish.subject)
        rolling = channel.rolling
        if not channel.is_quiet:
            return Done() if rolling is None else await self._take_away(rolling)
        message = draw_rolling(channel)
        if rolling is None:
            return await self._post(channel, message) if channel.waits or channel.looks else Done()
        # After an attempt of which nobody knows how it ended, what is on record says nothing.
        if message.shown == rolling.shown and wish.attempted_at is None:
            return Done()
        if self._would_not_be_seen(channel, rolling):
            return await self._post(channel, message, instead_of=rolling)
        return await self._change(rolling, message)

    async def _look(self, channel_id: str) -> QuietChannel:
        return await self._db.read(quiet_channel, channel_id, self._clock.now())

    def _would_not_be_seen(self, channel: QuietChannel, rolling: Rolling) -> bool:
        """Say whether something has come to a channel whose message is old and said that nothing waits."""
        was_empty = rolling.shown == draw_empty(channel).shown
        return was_empty and self._clock.now() - rolling.posted_at >= UNSEEN

    async def _find(self, channel: QuietChannel, attempted_at: datetime) -> Failure | None:
        """Look for what an earlier attempt may have posted: the newest is the message, others are deleted."""
        since = since_ts(attempted_at)
        found = await self._slack.own_messages(
            channel.channel_id, rolling_mark(channel.channel_id), since_ts=since
        )
        if not isinstance(found, list):
            return found
        known = channel.rolling.ts if channel.rolling is not None else None
        unknown = [each for each in found if each.ts != known]
        if not unknown:
            return None
        await self._record(unknown[-1], "", instead_of=known)
        for extra in unknown[:-1]:
            await self._slack.delete(extra)
        if known is not None:
            await self._slack.delete(Posted(channel.channel_id, known))
        return None

    async def _post(
        self, channel: QuietChannel, message: Message, instead_of: Rolling | None = None
    ) -> Outcome:
        posted = await self._slack.post(channel.channel_id, message)
        if not isinstance(posted, Posted):
            return posted
        before = instead_of.ts if instead_of is not None else None
        if not await self._record(posted, message.shown, instead_of=before):
            await self._slack.delete(posted)
        elif before is not None:
            await self._slack.delete(Posted(channel.channel_id, before))
        return Done()

    async def _change(self, rolling: Rolling, message: Message) -> Outcome:
        wait_s = self._changed_s.get(rolling.channel_id, 0.0) + CHANGES_S - self._now_s()
        if self._changed_s and wait_s > 0:
            return NotYet(wait_s, "it was changed just now")
        failure = await self._slack.update(Posted(rolling.channel_id, rolling.ts), message)
        if failure is None:
            self._changed_s[rolling.channel_id] = self._now_s()
            shown = RecordRollingShown(rolling.channel_id, rolling.ts, message.shown)
            await self._db.write(record_rolling_shown, shown)
            return Done()
        if failure.why not in LOST:
            return failure
        log.warning("the message of the quiet channel %s was deleted in Slack", rolling.channel_id)
        await self._db.write(forget_rolling, ForgetRolling(rolling.channel_id, rolling.ts))
        return Retry(0, "it was deleted in Slack")

    async def _take_away(self, rolling: Rolling) -> Outcome:
        failure = await self._slack.delete(Posted(rolling.channel_id, rolling.ts))
        if failure is not None:
            return failure
        await self._db.write(forget_rolling, ForgetRolling(rolling.channel_id, rolling.ts))
        return Done()

    async def _record(self, posted: Posted, shown: str, *, instead_of: str | None) -> bool:
        command = RecordRolling(posted.channel_id, posted.ts, shown, self._clock.now(), instead_of)
        return await self._db.write(record_rolling, command)
