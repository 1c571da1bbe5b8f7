"""The week's summary, in the leaders' channel or to one person: posted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.weeks import ISSUE_MINUTE, Week
from domain.working_time import first_instant, is_zone
from handlers.cards.digest import draw_weekly
from handlers.cards.message import Message
from handlers.outbox.once import direct_to, tell_once
from handlers.outbox.outcomes import Done, NotYet, Outcome, PutOff, Wish
from handlers.outbox.passing_on import GONE, PassingOn, instead_line
from handlers.outbox.review_card import since_ts
from handlers.slack.failures import MUCH_LATER_S, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.answering import answering
from storage.crash_points import crash_point
from storage.database import Database
from storage.disturbing import A_DAY, last_asked_on
from storage.lost_channels import is_lost
from storage.muting import is_muted
from storage.people import subject_of, zone_of
from storage.summaries import summary_of
from storage.weekly import weekly_summary
from usecases.issue_digest import RecordDigestSent, record_digest_sent

_ENOUGH_TODAY = "its reader has had a day's messages"


class WeeklyDigest:
    """Posts the summary that was wished for, with the figures of its week."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone
        self._passing_on = PassingOn(db, slack, clock)

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has; where the leaders' channel is gone, those who lead have all of it by
        message. Whoever answers for something has theirs.
        """
        week, person = Week.named(str(wish.payload["period"])), wish.payload.get("person")
        if person is None:
            return await self._to_channel(wish, wish.route.removeprefix("slack:"), week)
        if "instead_of" in wish.payload:
            message = await self._draw(week, wish, None)
            return await tell_once(self._slack, wish, str(person), message, mark=f"ans:digest:{week}:")
        return await self._to_person(wish, str(person), week)

    async def _to_channel(self, wish: Wish, channel: str, week: Week) -> Outcome:
        if wish.attempted_at is None and await self._db.read(is_lost, channel):
            return await self._instead(wish, channel, NotYet(MUCH_LATER_S, GONE))
        outcome = await self._post(wish, channel, week, await self._draw(week, wish, None))
        is_closed = not isinstance(outcome, Done) and is_closed_to_us(outcome)
        return await self._instead(wish, channel, outcome) if is_closed else outcome

    async def _instead(self, wish: Wish, channel: str, failure: Outcome) -> Outcome:
        return await self._passing_on.instead(wish, failure, channel, to="who_lead", about="")

    async def _to_person(self, wish: Wish, person: str, week: Week) -> Outcome:
        theirs = (await self._db.read(answering, self._clock.now())).get(person)
        if theirs is None or await self._db.read(is_muted, person):  # since it was wished for
            return Done()
        if wish.attempted_at is None and (until := await self._enough_until(person)) is not None:
            return PutOff((until - self._clock.now()).total_seconds(), _ENOUGH_TODAY)
        channel = await direct_to(self._slack, wish, person)
        if not isinstance(channel, str):
            return channel
        message = await self._draw(week, wish, {live.slug for live in theirs})
        return await self._post(wish, channel, week, message)

    async def _enough_until(self, person: str) -> datetime | None:
        """Return when the next day begins for them where they have had as many messages today as they may."""
        late, known = await self._db.read(summary_of, person), await self._db.read(zone_of, person)
        zone = ZoneInfo(known if known is not None and is_zone(known) else self._timezone)
        today = self._clock.now().astimezone(zone).date()
        day = today.isoformat()
        posts = late.posts if late is not None and late.day == day else 0
        if posts + (await self._db.read(last_asked_on, person) == day) < A_DAY:
            return None
        return first_instant(today + timedelta(days=1), ISSUE_MINUTE, zone)

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

    async def _draw(self, week: Week, wish: Wish, own: set[str] | None) -> Message:
        summary = await self._db.read(partial(weekly_summary, of=own), week, self._timezone)
        skipped = cast("list[str]", wish.payload["skipped"])
        instead = await instead_line(self._db, wish)
        left_out = [Week.named(name) for name in skipped]
        may_mute = "person" in wish.payload
        return draw_weekly(summary, skipped=left_out, instead=instead, may_mute=may_mute)

    async def _sent(self, wish: Wish, week: Week, posted: Posted, message: Message) -> Outcome:
        audience, now = str(wish.payload["audience"]), self._clock.now()
        told = await self._told(wish, audience)
        command = RecordDigestSent(
            audience,
            str(week),
            posted.channel_id,
            posted.ts,
            message.shown,
            told,
            now,
            pictured=wish.payload.get("person") is None,
        )
        await self._db.write(record_digest_sent, command)
        crash_point("digest.after_record")
        return Done()

    async def _told(self, wish: Wish, audience: str) -> Mapping[str, str]:
        person = wish.payload.get("person")
        if person is None:
            return {"audience": audience}
        return {"audience": "owner", "person": await self._db.read(subject_of, str(person))}
