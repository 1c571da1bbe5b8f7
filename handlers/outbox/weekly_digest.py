"""The week's summary in the leaders' channel: posted once."""

from __future__ import annotations

from functools import partial
from typing import cast

from domain.clock import Clock
from domain.weeks import Week
from handlers.cards.digest import draw_weekly
from handlers.cards.message import Message
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, NotYet, Outcome, Wish
from handlers.outbox.passing_on import GONE, PassingOn, instead_line
from handlers.outbox.review_card import since_ts
from handlers.slack.failures import MUCH_LATER_S, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.answering import answering
from storage.crash_points import crash_point
from storage.database import Database
from storage.lost_channels import is_lost
from storage.weekly import weekly_summary
from usecases.issue_digest import RecordDigestSent, record_digest_sent


class WeeklyDigest:
    """Posts the summary that was wished for, with the figures of its week."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the channel is gone, whoever answers for a workflow has it,
        each with theirs.
        """
        week, person = Week.named(str(wish.payload["period"])), wish.payload.get("person")
        message = await self._draw(week, wish)
        if person is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=f"ans:digest:{week}:")
        channel = wish.route.removeprefix("slack:")
        if wish.attempted_at is None and await self._db.read(is_lost, channel):
            return await self._instead(wish, channel, NotYet(MUCH_LATER_S, GONE))
        outcome = await self._post(wish, channel, week, message)
        is_closed = not isinstance(outcome, Done) and is_closed_to_us(outcome)
        return await self._instead(wish, channel, outcome) if is_closed else outcome

    async def _instead(self, wish: Wish, channel: str, failure: Outcome) -> Outcome:
        return await self._passing_on.instead(wish, failure, channel, to="owners", about="")

    async def _post(self, wish: Wish, channel: str, week: Week, message: Message) -> Outcome:
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
        person, own = wish.payload.get("person"), None
        if person is not None:
            theirs = await self._db.read(answering, self._clock.now())
            own = {live.slug for live in theirs.get(str(person), [])}
        summary = await self._db.read(partial(weekly_summary, of=own), week, self._timezone)
        skipped = cast("list[str]", wish.payload["skipped"])
        instead = await instead_line(self._db, wish)
        return draw_weekly(summary, skipped=[Week.named(name) for name in skipped], instead=instead)

    async def _sent(self, wish: Wish, week: Week, posted: Posted, message: Message) -> Outcome:
        audience = str(wish.payload["audience"])
        command = RecordDigestSent(audience, str(week), posted.ts, message.shown, self._clock.now())
        await self._db.write(record_digest_sent, command)
        crash_point("digest.after_record")
        return Done()
