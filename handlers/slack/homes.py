"""Who has App Home before them: it is published again as soon as something on it has changed.

Known to the process that last showed somebody their Home, and found again in the inbox after a restart. Nothing of
it is stored.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from domain.clock import Clock
from domain.content import fingerprint
from handlers.cards.home import draw_home
from handlers.outbox.outcomes import Dead
from handlers.slack.failures import Failure
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.home_views import home_view
from storage.inbox import opened_homes
from storage.transaction import Unavailable

# Whoever opened it longer ago has it drawn anew when they open it again.
WATCHED = timedelta(hours=1)
# What is committed meanwhile is shown together.
PAUSE_S = 0.2
LOOK_S = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Open:
    """One Home: until when it is watched, what it was last made to show, and Slack's hash of that.

    `page` is which page it shows of what is to be looked at.
    """

    until_s: float
    shown: str = ""
    hash: str | None = None
    page: int = 1


class Homes:
    """The Homes that were opened of late."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._open: dict[str, _Open] = {}

    def opened(self, user_id: str, view_hash: str | None = None) -> None:
        """Note that the person has Home before them."""
        self._open[user_id] = _Open(self._now_s() + WATCHED.total_seconds(), hash=view_hash)

    def turned(self, user_id: str, page: int) -> None:
        """Note that the person wants this page of what is to be looked at."""
        until_s = self._now_s() + WATCHED.total_seconds()
        self._open[user_id] = replace(self._open.get(user_id, _Open(until_s)), until_s=until_s, page=page)

    def closed(self, user_id: str) -> None:
        """Note that there is nothing to be shown to the person."""
        self._open.pop(user_id, None)

    def shows(self, user_id: str, shown: str, view_hash: str | None) -> None:
        """Note what the person's Home was made to show; empty where that is not known any more."""
        if user_id in self._open:
            self._open[user_id] = replace(self._open[user_id], shown=shown, hash=view_hash)

    def watched(self) -> Mapping[str, _Open]:
        """Return every Home that is watched, by whose it is."""
        now_s = self._now_s()
        self._open = {one: home for one, home in self._open.items() if home.until_s > now_s}
        return dict(self._open)


class _Desk(Protocol):
    """What of the desk is needed here."""

    @property
    def db(self) -> Database: ...
    @property
    def slack(self) -> Slack: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def homes(self) -> Homes: ...


class HomeWorker:
    """Keeps the watched Homes true."""

    def __init__(self, desk: _Desk) -> None:
        self._desk = desk
        self._wake = asyncio.Event()

    def woken(self, _changed: frozenset[str], _stored: bool) -> None:
        """Look again: for `Database.on_commit`."""
        self._wake.set()

    async def run(self) -> None:
        """Publish what has changed until cancelled, and rest in between for longer than it took."""
        await self._remember()
        while True:
            began_s = time.monotonic()
            self._wake.clear()
            left = False
            try:
                left = await self.work_once()
            except Unavailable as away:
                log.warning("App Home waits: %s", away)
            await asyncio.sleep(max(PAUSE_S, 2 * (time.monotonic() - began_s)))
            if not left:
                await self._wake.wait()
            else:
                await asyncio.sleep(LOOK_S)

    async def work_once(self) -> bool:
        """Publish every watched Home that shows something else than it should; say whether any is left.

        Raises Unavailable.
        """
        done = [await self._bring_up_to_date(one, home) for one, home in self._desk.homes.watched().items()]
        return not all(done)

    async def _bring_up_to_date(self, user_id: str, home: _Open) -> bool:
        view = draw_home(await self._desk.db.read(home_view, user_id, self._desk.clock.now(), home.page))
        shown = fingerprint(view)
        if shown == home.shown:
            return True
        answer = await self._desk.slack.call("views.publish", user_id=user_id, view=view, hash=home.hash)
        if isinstance(answer, Mapping):
            self._desk.homes.shows(user_id, shown, (answer.get("view") or {}).get("hash"))
            return True
        return self._not_published(user_id, answer)

    def _not_published(self, user_id: str, failure: Failure) -> bool:
        if failure.why == "hash_conflict":  # shown anew elsewhere, and nobody knows whether before or after
            self._desk.homes.shows(user_id, "", None)
            return False
        if isinstance(failure, Dead):
            self._desk.homes.closed(user_id)
            return True
        return False

    async def _remember(self) -> None:
        """Find whose Home was opened before this process was there."""
        since = self._desk.clock.now() - WATCHED
        try:
            opened = await self._desk.db.read(opened_homes, since)
            for user_id in set(opened) - set(self._desk.homes.watched()):
                self._desk.homes.opened(user_id)
        except Unavailable as away:
            log.warning("who has App Home open is not known: %s", away)
