"""The stored events, dealt with: who it was, what it means, what comes of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from handlers.slack.home import publish_home
from handlers.slack.news import follow_channel, note_event
from handlers.slack.reactions import NotYet, judge_event
from handlers.slack.revoking import try_the_token
from handlers.slack.talk import hear
from storage.crash_points import crash_point
from storage.inbox import Stored, due_events
from storage.transaction import Unavailable
from usecases.finish_event import FinishEvent, PutOffEvent, finish_event, put_off_event

AT_ONCE = 50
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
LOOK_S = 1.0

log = logging.getLogger(__name__)
Handle = Callable[[Desk, Stored], Awaitable[str | None]]

# Each returns a word for what came of it, None where it has finished the event in the transaction of its own.
HANDLES: Mapping[str, Handle] = {
    "reaction_added": judge_event,
    "reaction_removed": judge_event,
    "message": hear,
    "app_home_opened": publish_home,
    "user_change": note_event,
    "subteam_members_changed": note_event,
    "subteam_updated": note_event,
    "channel_rename": note_event,
    "channel_archive": note_event,
    "channel_unarchive": note_event,
    "channel_deleted": note_event,
    "channel_left": note_event,
    "channel_id_changed": follow_channel,
    "group_rename": note_event,
    "group_archive": note_event,
    "group_unarchive": note_event,
    "group_deleted": note_event,
    "group_left": note_event,
    "member_joined_channel": note_event,
    "member_left_channel": note_event,
    "tokens_revoked": try_the_token,
    "app_uninstalled": try_the_token,
}


class InboxWorker:
    """Takes what is due. What cannot be judged yet waits where it is stored, however long that takes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wake = asyncio.Event()

    def woken(self, _changed: frozenset[str], stored: bool) -> None:
        """Look again at once: for `Database.on_commit`."""
        if stored:
            self._wake.set()

    async def run(self) -> None:
        """Deal with events until cancelled; while the database is away, wait for it."""
        while True:
            self._wake.clear()
            try:
                while await self.work_once():
                    pass
            except Unavailable as away:
                log.warning("the inbox waits: %s", away)
            await self._rest()

    async def work_once(self) -> bool:
        """Deal with what is due now; say whether there was anything. Raises Unavailable.

        Events about one message go one after the other, those about different messages side by side.
        """
        due = await self._desk.db.read(due_events, self._desk.now(), AT_ONCE)
        lines: dict[str, list[Stored]] = {}
        for stored in due:
            lines.setdefault(_about(stored), []).append(stored)
        ended = await asyncio.gather(*map(self._in_turn, lines.values()), return_exceptions=True)
        for failure in ended:
            if failure is not None:
                raise failure
        return bool(due)

    async def _in_turn(self, line: list[Stored]) -> None:
        for stored in sorted(line, key=_when):
            await self._handle(stored)

    async def _handle(self, stored: Stored) -> None:
        handle = HANDLES.get(str(stored.payload.get("type")))
        try:
            outcome = "ignored" if handle is None else await handle(self._desk, stored)
        except (NotYet, Unreachable) as reason:
            await self._put_off(stored, str(reason), LONGEST_PAUSE_S)
        except Unavailable:
            raise
        except Exception:  # a bug: this event must neither be lost nor hold up the others
            log.exception("event %s could not be dealt with, and is kept", stored.event_id)
            await self._put_off(stored, "a bug", 60 * LONGEST_PAUSE_S)
        else:
            if outcome is not None:
                crash_point("inbox.after_handling")
                command = FinishEvent(stored.id, outcome, self._desk.now())
                await self._desk.db.write(finish_event, command)

    async def _put_off(self, stored: Stored, why: str, longest_s: float) -> None:
        pause_s = min(FIRST_PAUSE_S * 2 ** min(stored.attempts, 20), longest_s)
        log.info("event %s waits %.0f s: %s", stored.event_id, pause_s, why)
        due_at = self._desk.now() + timedelta(seconds=pause_s)
        await self._desk.db.write(put_off_event, PutOffEvent(stored.id, due_at))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), LOOK_S)
        except TimeoutError:
            return


def _about(stored: Stored) -> str:
    """Return what the event is about: events about the same are taken in order."""
    item = stored.payload.get("item")
    if isinstance(item, Mapping):
        return f"{item.get('channel')}:{item.get('ts')}"
    if (thread_ts := stored.payload.get("thread_ts")) is not None:
        return f"{stored.payload.get('channel')}:{thread_ts}"
    return f"event:{stored.id}"


def _when(stored: Stored) -> tuple[str, int]:
    """Return what to sort by: Slack's own stamp where there is one (ten digits, a dot, six digits)."""
    return str(stored.payload.get("event_ts") or ""), stored.id
