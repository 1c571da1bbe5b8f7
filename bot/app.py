"""The composition root: every part of the running process, made and wired in one place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from bot.acquaintance import Acquaintance
from bot.attempts import Pace
from bot.config import BadSettings, Settings, needed_to_serve
from bot.dispatcher import Dispatcher
from bot.heartbeat import Heartbeat
from bot.http_server import HttpServer
from bot.scheduler import Scheduler
from domain.clock import Clock
from domain.draws import draws_secret
from handlers.clock.reach import Reach
from handlers.clock.ticks import run_ticks
from handlers.http.app import build_api
from handlers.http.limits import Limits
from handlers.outbox.effects import Means, effects
from handlers.outbox.webhook import SendWebhook
from handlers.slack.app import build_bolt
from handlers.slack.desk import Desk
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from handlers.slack.homes import HomeWorker
from handlers.slack.http import slack_events
from handlers.slack.inbox import InboxWorker
from handlers.slack.pacing import Pacer
from handlers.slack.socket import Sockets
from storage.crash_points import arm
from storage.database import Database
from storage.guards import insist_on_guards
from storage.migrate import insist_on_head

_FILES = 65_536
# An API key may ask at once what it may in so many seconds in the long run.
_BURST_S = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tempo:
    """How the outbox is worked off, how fast Slack is asked, and by which clock leases run: None as in earnest.

    Tests are in a hurry.
    """

    pace: Pace | None = None
    pacer: Pacer | None = None
    real: Clock | None = None


class Bot:
    """The running process. `build` makes it; `start` and `stop` keep an order in which nothing is lost."""

    def __init__(
        self,
        settings: Settings,
        *,
        token: str,
        secret: str,
        clock: Clock,
        tempo: Tempo,
    ) -> None:
        self.settings, self.clock = settings, clock
        self.db = Database(settings.database_url)
        self._slack = slack = Slack(token, settings.slack_api_url, pacer=tempo.pacer)
        self.directory = Directory(self.db, slack, clock)
        draws = draws_secret(secret)
        desk = Desk(self.db, slack, self.directory, clock, draws=draws, timezone=settings.timezone)
        # With Socket Mode nothing is signed, and nothing comes by HTTP.
        signing = None if settings.app_token else settings.signing_secret
        self._bolt = build_bolt(desk, token=token, signing_secret=signing)
        self._sockets: Sockets | None = None
        self._inbox = InboxWorker(desk)
        self._homes = HomeWorker(desk)
        self._reach = Reach(
            self.db, clock, settings.timezone, desk=desk, digest_at=settings.digest_at, draws=draws
        )
        self.acquaintance = Acquaintance(settings, self.directory, self._reach)
        self._api = build_api(
            self.db,
            clock,
            allow_local_callbacks=settings.allow_local_callbacks,
            checks={
                "slack": self._slack_problem,
                "workflows": self.acquaintance.file_problem,
            },
            limits=_limits(settings),
            draws=draws,
            slack_events=slack_events(self._bolt, signing) if signing else None,
        )
        self.http = HttpServer(self._api, settings.host, settings.port)
        self._webhooks = SendWebhook(secret, allow_local_callbacks=settings.allow_local_callbacks)
        means = Means(
            self.db,
            slack,
            clock,
            settings.timezone,
            self._webhooks,
            lambda: self._reach.leaders_channel,
            pictures=settings.pictures,
        )
        self._dispatcher = Dispatcher(self.db, effects(means), clock, pace=tempo.pace, real=tempo.real)
        self._scheduler = Scheduler(self._reach)
        self._ending = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Bring every part up; Slack may be away. Raises Unfit, Unavailable, or OSError for the port."""
        if self.settings.crash_at is not None:
            log.warning("a test: this process dies at %s", self.settings.crash_at)
            arm(self.settings.crash_at)
        for insist in (insist_on_head, insist_on_guards):
            await asyncio.to_thread(insist, self.settings.database_url)
        async with contextlib.AsyncExitStack() as ending:
            await self.db.start()
            ending.push_async_callback(self.db.stop)
            ending.push_async_callback(self.directory.stop)
            ending.push_async_callback(self._webhooks.stop)
            await self._dispatcher.start()
            ending.push_async_callback(self._dispatcher.stop)
            self.db.on_commit(self._inbox.woken)
            ending.push_async_callback(_begun(self._inbox.run()))
            self.db.on_commit(self._homes.woken)
            ending.push_async_callback(_begun(self._homes.run()))
            self._scheduler.start()
            ending.push_async_callback(self._scheduler.stop)
            if self.settings.app_token is not None:
                self._sockets = Sockets(self._bolt, self.settings.app_token, on_hello=self._reach.note_line)
                await self._sockets.start()
                ending.push_async_callback(self._sockets.stop)
            ending.push_async_callback(_begun(self.acquaintance.run()))
            if self.settings.heartbeat_url is not None:
                heartbeat = Heartbeat(self.settings.heartbeat_url, self._api.readiness.all_is_well)
                ending.push_async_callback(_begun(heartbeat.run()))
            await self.http.start()
            ending.push_async_callback(self.http.stop)
            ending.callback(self._api.waiters.close)
            self._ending = ending.pop_all()

    async def stop(self) -> None:
        """Answer who waits, take nothing more in, finish what was begun: from the outside inwards."""
        await self._ending.aclose()

    async def _slack_problem(self) -> str | None:
        """Return why Slack cannot be reached, or cannot reach us."""
        away = self._slack.problem or await self.acquaintance.slack_problem()
        return away or (await self._sockets.problem() if self._sockets is not None else None)

    async def tick(self) -> None:
        """Do at once all that the clock would do by now: for whoever moves it."""
        await run_ticks(self._reach)
        while await self._inbox.work_once():
            pass
        await self._dispatcher.work_once()
        await self._homes.work_once()

    async def deliver(self) -> None:
        """Tell at once what is to be told by now, as far as Slack takes it."""
        await self._dispatcher.work_once()

    async def connected(self) -> None:
        """Wait until Slack has answered and its events reach us: for tests and the demo."""
        await self.acquaintance.made()
        if self._sockets is not None:
            await self._sockets.connected()


def build(settings: Settings, clock: Clock | None = None, tempo: Tempo | None = None) -> Bot:
    """Return the process, not started. Raises BadSettings where something is missing to serve."""
    missing = needed_to_serve(settings)
    if missing or settings.bot_token is None or settings.secret is None:
        raise BadSettings(missing)
    allow_many_files()
    return Bot(
        settings,
        token=settings.bot_token,
        secret=settings.secret,
        clock=clock or Clock(),
        tempo=tempo or Tempo(),
    )


def _limits(settings: Settings) -> Limits:
    rate = settings.key_per_second
    return Limits(rate, burst=_BURST_S * rate, open_outputs=settings.key_open_outputs)


def allow_many_files() -> None:
    """Raise the limit of open files as far as we may: each waiting request holds a connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _begun(work: Coroutine[object, object, None]) -> Callable[[], Awaitable[None]]:
    """Begin work that goes on until what is returned is called."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return end
