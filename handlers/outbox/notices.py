"""Messages about what has gone out: each is posted once, to one person or in the card's thread, and kept true."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from domain.clock import Clock
from handlers.cards.message import Message
from handlers.cards.notices import draw_notice, mark_of
from handlers.outbox.outcomes import Dead, Done, Outcome, Retry, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.failures import Failure, is_closed_to_us
from handlers.slack.gateway import Posted, Slack
from storage.aftermath import AfterView, Notice, after_view, notice_of
from storage.database import Database
from storage.quiet import quiet_until
from usecases.record_notice import PassNotice, RecordNotice, pass_notice, record_notice

log = logging.getLogger(__name__)

_NO_THREAD = frozenset({"thread_not_found", "message_not_found"})
# What somebody handed in themselves they wait for.
_CAN_WAIT = frozenset({"report", "stand_in", "task", "outcome", "disagreement"})
# The person is gone, or never lets us write to them: nobody is there to be told.
NOBODY_THERE = frozenset(
    {"user_disabled", "user_not_found", "user_not_visible", "cannot_dm_bot", "messages_tab_disabled"}
)


@dataclass(frozen=True)
class _Place:
    channel_id: str
    thread_ts: str | None


class NoticeMessage:
    """Makes one such message show what is true now."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post the message if it stands nowhere, else update it if it shows something else."""
        notice = await self._db.read(notice_of, wish.subject)
        if notice is None:
            return Done()
        now = self._clock.now()
        after = await self._db.read(after_view, notice.output_id, now)
        message = None if after is None else draw_notice(after, notice, now)
        if after is None or message is None:
            return Done()
        if notice.channel_id is not None and notice.ts is not None:
            posted = Posted(notice.channel_id, notice.ts)
            return await self._bring_up_to_date(
                notice, posted, message, doubted=wish.attempted_at is not None
            )
        if wish.attempted_at is None and await self._is_put_off(after, notice):
            return Done()
        place = await self._place(after, notice)
        if not isinstance(place, _Place):
            return place
        if wish.attempted_at is not None:
            mark = f"{mark_of(notice)}:{notice.output_id}:"
            found = await self._slack.own_messages(
                place.channel_id, mark, since_ts=since_ts(wish.attempted_at), thread_ts=place.thread_ts
            )
            if not isinstance(found, list):
                return await self._not_there(notice, after, found)
            if found:
                await self._record(notice, found[0], "")
                return await self._bring_up_to_date(notice, found[0], message, doubted=True)
        return await self._post(notice, after, place, message)

    async def _is_put_off(self, after: AfterView, notice: Notice) -> bool:
        """Say whether its person wants fewer messages now, and this can wait: it is wished for again after that."""
        if notice.person is None or notice.kind not in _CAN_WAIT or after.view.policy.urgent:
            return False
        return bool(await self._db.read(quiet_until, [notice.person], self._clock.now()))

    async def _post(self, notice: Notice, after: AfterView, place: _Place, message: Message) -> Outcome:
        posted = await self._slack.post(place.channel_id, message, thread_ts=place.thread_ts)
        if not isinstance(posted, Posted):
            return await self._not_there(notice, after, posted)
        await self._record(notice, posted, message.shown)
        return Done()

    async def _bring_up_to_date(
        self, notice: Notice, posted: Posted, message: Message, *, doubted: bool
    ) -> Outcome:
        """Show what is true. `doubted`: it may have been changed without anybody having noted that."""
        if message.shown == notice.shown and not doubted:
            return Done()
        failure = await self._slack.update(posted, message)
        if failure is not None:
            # What people have deleted they have read; the task itself stands in App Home.
            return Done() if failure.why in LOST else failure
        await self._record(notice, posted, message.shown)
        return Done()

    async def _place(self, after: AfterView, notice: Notice) -> _Place | Outcome:
        """Return where it belongs, or what keeps us from there."""
        if notice.person is None:
            card = after.view.card
            return Done() if card is None else _Place(card.channel_id, card.ts)
        opened = await self._slack.direct(notice.person)
        if isinstance(opened, str):
            return _Place(opened, None)
        if isinstance(opened, Dead) and opened.why in NOBODY_THERE:
            log.info("notice %s reaches nobody: %s", notice.kind, opened.why)
            return Done()
        return opened

    async def _not_there(self, notice: Notice, after: AfterView, failure: Failure) -> Outcome:
        """Where the card's thread cannot be written to, whoever is asked is told by message instead."""
        closed = is_closed_to_us(failure) or failure.why in _NO_THREAD
        whom = after.judge if notice.kind == "report" else None
        if notice.person is not None or not closed or whom is None:
            return failure
        await self._db.write(pass_notice, PassNotice(notice.subject, whom))
        return Retry(0, "the card's thread is closed to us")

    async def _record(self, notice: Notice, posted: Posted, shown: str) -> None:
        await self._db.write(record_notice, RecordNotice(notice.subject, posted.channel_id, posted.ts, shown))
