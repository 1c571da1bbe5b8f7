"""The bot on a sandbox: over Socket Mode and SQLite, or over signed HTTP and PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import Route

from domain.clock import MovableClock
from handlers.slack.app import build_bolt
from handlers.slack.desk import Desk
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from handlers.slack.http import slack_events
from handlers.slack.inbox import InboxWorker
from handlers.slack.pacing import Pacer
from handlers.slack.socket import Sockets
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.timing import Timing
from sandbox.workspace import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from storage.database import Database
from tests.builders import MONDAY, Company
from tests.ground.official_blocks.payloads import assert_official
from tests.handlers.slack.scene import STANDING_POLICY, Scene, same_people

WAYS = {"socket mode, sqlite": "sqlite_url", "signed http, postgresql": "postgresql_url"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


@pytest.fixture
def timing() -> Timing:
    """Slack waits for as long as a busy machine may take: it is slow, not wrong. A test about Slack's patience
    says how long that is."""
    return Timing(ack_s=30, trigger_s=30, retry_after_s=(0.05, 0.1, 0.2))


@pytest.fixture
async def scene(sqlite_url: str, clock: MovableClock, timing: Timing) -> AsyncIterator[Scene]:
    """Socket Mode and SQLite: for what does not depend on either."""
    async with running(sqlite_url, clock, timing, over_http=False) as scene:
        yield scene


@pytest.fixture(params=WAYS)
async def either(request: pytest.FixtureRequest, clock: MovableClock, timing: Timing) -> AsyncIterator[Scene]:
    """Both transports and both databases, a pair at a time: for the main ways through."""
    url = request.getfixturevalue(WAYS[request.param])
    async with running(url, clock, timing, over_http="http" in request.param) as scene:
        yield scene


@contextlib.asynccontextmanager
async def running(
    database_url: str, clock: MovableClock, timing: Timing, *, over_http: bool
) -> AsyncIterator[Scene]:
    """The cast with refund-replies in `reviewed`, on a Monday morning in Berlin, and the bot among them."""
    listening = socket.create_server(("127.0.0.1", 0))
    events_url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    box = Sandbox(
        workspace=same_people(),
        rate_limits=False,
        clock=SandboxClock(lambda: clock.now().timestamp()),
        timing=timing,
        events_url=events_url if over_http else None,
    )
    await box.start()
    company = Company(Database(database_url), clock.now())
    company.settle_in(STANDING_POLICY)
    await company.db.start()
    desk = _desk(company.db, box, clock)
    await desk.directory.identity()
    bolt = build_bolt(desk, token=BOT_TOKEN, signing_secret=SIGNING_SECRET)
    over = _over_http(bolt, listening) if over_http else _over_sockets(bolt)
    async with over:
        yield Scene(company, clock, box, desk, InboxWorker(desk))
        assert_official(box)
    await desk.directory.stop()
    await box.stop()
    await company.db.stop()
    listening.close()


def _desk(db: Database, box: Sandbox, clock: MovableClock) -> Desk:
    at_once = Pacer(per_channel={}, per_workspace={})  # pacing has tests of its own
    slack = Slack(BOT_TOKEN, box.api_url, timeout_s=5, pacer=at_once)
    # Tests are quicker than any hand.
    return Desk(db, slack, Directory(db, slack, clock), clock, too_quick_s=0.0, draws=b"draws")


@contextlib.asynccontextmanager
async def _over_sockets(bolt: AsyncApp) -> AsyncIterator[None]:
    sockets = Sockets(bolt, APP_TOKEN)
    await sockets.start()
    await sockets.connected()
    yield
    await sockets.stop()


@contextlib.asynccontextmanager
async def _over_http(bolt: AsyncApp, listening: socket.socket) -> AsyncIterator[None]:
    endpoint = Route("/slack/events", slack_events(bolt, SIGNING_SECRET), methods=["POST"])
    config = uvicorn.Config(Starlette(routes=[endpoint]), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110  # uvicorn tells no other way
        await asyncio.sleep(0.005)
    yield
    server.should_exit = True
    await serving
