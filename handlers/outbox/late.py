"""The one message of what is late: kept true in place, and posted anew where there is news, at a time for it."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from domain.clock import Clock
from domain.working_time import is_zone
from handlers.cards.late import draw_for_leaders, draw_late, late_mark
from handlers.cards.message import Json, Message
from handlers.outbox.notices import NOBODY_THERE
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.failures import Failure
from handlers.slack.gateway import Posted, Slack
from storage.answering import named_leaders
from storage.crash_points import crash_point
from storage.database import Database
from storage.disturbing import A_DAY
from storage.late import LateList, late_counts, late_list, untold_before
from storage.lost_channels import is_lost
from storage.summaries import Summary
from usecases.record_summary import (
    PassSummary,
    RecordSummary,
    RecordSummaryShown,
    pass_summary,
    record_summary,
    record_summary_shown,
)

# A change in place is no news in Slack, so it costs nobody's attention: a new message does.
APART = timedelta(hours=4)
# What the clock alone changes is shown so long after the last change: it asks again each minute.
STRETCH = timedelta(minutes=10)

log = logging.getLogger(__name__)


class _Late(ABC):
    """What both kinds have in common. The wish's subject is a person, or the leaders' channel."""

    def __init__(self, db: Database, slack: Slack, clock: Clock, timezone: str) -> None:
        self._db, self._slack, self._clock, self._timezone = db, slack, clock, timezone

    @abstractmethod
    async def _look(self, wish: Wish) -> LateList: ...

    @abstractmethod
    def _draw(self, late: LateList) -> Message: ...

    @abstractmethod
    async def _place(self, subject: str) -> str | Failure: ...

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it where there is news and this is a time for it; else make the one that stands say what is true."""
        late = await self._look(wish)
        if wish.attempted_at is not None:
            failure = await self._find(late, wish)
            if failure is not None:
                return self._nobody(failure) or failure
            late = await self._look(wish)
        if late.untold and self._is_the_time(late):
            return await self._post(late)
        return await self._bring_up_to_date(late, wish)

    def _is_the_time(self, late: LateList) -> bool:
        """Say whether a message may come now: when they work, twice a day and not in a row, or what is urgent."""
        if not late.works_now:
            return False
        last = late.summary
        if late.urgent or last is None:
            return True
        today = self._day(late)
        posts = (last.posts if last.day == today else 0) + (late.asked_on == today)
        posts += self._has_their_week_today(late)
        return posts < A_DAY and late.now - last.posted_at >= APART

    def _has_their_week_today(self, late: LateList) -> bool:
        return late.weekly_at is not None and self._day(late, late.weekly_at) == self._day(late)

    def _day(self, late: LateList, at: datetime | None = None) -> str:
        """Return which day it is where they are, now or at that instant."""
        known = late.timezone if late.timezone is not None and is_zone(late.timezone) else self._timezone
        return (at or late.now).astimezone(ZoneInfo(known)).date().isoformat()

    async def _post(self, late: LateList) -> Outcome:
        place = await self._place(late.person)
        if not isinstance(place, str):
            return await self._not_there(late, place)
        message = self._draw(late)
        posted = await self._slack.post(place, message)
        if not isinstance(posted, Posted):
            return await self._not_there(late, posted)
        crash_point("late.after_post")
        await self._record(late, posted, message, late.untold)
        crash_point("late.after_record")
        return Done()

    async def _record(
        self, late: LateList, posted: Posted, message: Message | None, told: frozenset[str]
    ) -> None:
        """Note that this is their message now; the one before has nothing more to say.

        `message` None: nobody knows what it shows.
        """
        last, day = late.summary, self._day(late)
        posts = last.posts if last is not None and last.day == day else 0
        command = RecordSummary(
            late.person,
            posted.channel_id,
            posted.ts,
            "" if message is None else message.shown,
            None if message is None else offers(message),
            told,
            day,
            posts if late.urgent else posts + 1,
            self._clock.now(),
        )
        await self._db.write(record_summary, command)
        if last is not None and last.ts is not None:
            await self._slack.delete(Posted(last.channel_id, last.ts))

    async def _find(self, late: LateList, wish: Wish) -> Failure | None:
        """Look for what an earlier attempt may have posted: it tells of all that was untold by then."""
        assert wish.attempted_at is not None
        place = await self._place(late.person)
        if not isinstance(place, str):
            return place
        since = since_ts(wish.attempted_at)
        found = await self._slack.own_messages(place, late_mark(late.person), since_ts=since)
        if not isinstance(found, list):
            return found
        crash_point("late.after_lookup")
        known = late.summary.ts if late.summary is not None else None
        unknown = [one for one in found if one.ts != known]
        if unknown:
            told = await self._db.read(untold_before, late.person, wish.attempted_at)
            await self._record(late, unknown[-1], None, told)
            for extra in unknown[:-1]:
                await self._slack.delete(extra)
        return None

    async def _bring_up_to_date(self, late: LateList, wish: Wish) -> Outcome:
        last, doubted = late.summary, wish.attempted_at is not None
        if last is None or last.ts is None:
            return Done()
        message = self._draw(late)
        if not doubted and (
            message.shown == last.shown or (wish.yields and _can_wait(late.now, last, message))
        ):
            return Done()
        failure = await self._slack.update(Posted(last.channel_id, last.ts), message, yields=wish.yields)
        if failure is not None and failure.why not in LOST:
            return failure
        # What people have deleted they have read: only news is posted again.
        ts = None if failure is not None else last.ts
        says_some, now = not late.is_empty, self._clock.now()
        shown = RecordSummaryShown(late.person, last.ts, ts, message.shown, offers(message), says_some, now)
        await self._db.write(record_summary_shown, shown)
        return Done()

    async def _not_there(self, late: LateList, failure: Failure) -> Outcome:
        nobody = self._nobody(failure)
        if nobody is not None:
            await self._db.write(pass_summary, PassSummary(late.person, self._clock.now()))
        return nobody or failure

    def _nobody(self, failure: Failure) -> Outcome | None:
        if not isinstance(failure, Dead) or failure.why not in NOBODY_THERE:
            return None
        log.info("a message of what is late reaches nobody: %s", failure.why)
        return Done()


def offers(message: Message) -> list[str]:
    """Return what can be pressed in the message: what it does, and to what."""
    found: set[str] = set()
    for block in message.blocks:
        pressed = [block.get("accessory"), *cast("list[Json]", block.get("elements") or [])]
        found |= {
            f"{_does(one)} {one.get('value')}"
            for one in pressed
            if isinstance(one, dict) and "action_id" in one
        }
    return sorted(found)


def _does(pressed: Json) -> str:
    return str(pressed["action_id"]).partition(":")[0]  # past it stands only the place


def _can_wait(now: datetime, last: Summary, message: Message) -> bool:
    """Say whether the message may go on saying what it says: for minutes, with no button that is no more, and not that
    nothing is late where something is, or that a workflow is stopped that goes on.
    """
    if not last.says_some and message.shown != last.shown:
        return False
    if last.offers is None or last.shown_at is None:
        return False
    before, after = set(last.offers), set(offers(message))
    if not before <= after or any(one.startswith("hand_all ") for one in after - before):
        return False
    return now - last.shown_at < STRETCH


class LateMessage(_Late):
    """Tells one person what is late and theirs, by direct message.

    `leaders` says which channel is theirs, None: there is none, or Slack has not said yet which it is.
    """

    def __init__(
        self, db: Database, slack: Slack, clock: Clock, timezone: str, leaders: Callable[[], str | None]
    ) -> None:
        super().__init__(db, slack, clock, timezone)
        self._leaders = leaders

    async def _look(self, wish: Wish) -> LateList:
        return await self._db.read(late_list, wish.subject, self._clock.now(), self._leaders())

    def _draw(self, late: LateList) -> Message:
        return draw_late(late)

    async def _place(self, subject: str) -> str | Failure:
        return await self._slack.direct(subject)


class LateForLeaders(_Late):
    """Tells the leaders' channel how many are late in which workflow; the first of those who lead where it is gone."""

    async def _look(self, wish: Wish) -> LateList:
        return await self._db.read(late_counts, wish.subject, self._clock.now())

    def _draw(self, late: LateList) -> Message:
        return draw_for_leaders(late)

    async def _place(self, subject: str) -> str | Failure:
        if not await self._db.read(is_lost, subject):
            return subject
        leading = await self._db.read(named_leaders, self._clock.now())
        return await self._slack.direct(leading[0]) if leading else subject
