"""A sandbox with the small app on it, and the page as any person sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest_asyncio
from playwright.async_api import Browser, Page
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.installed_app import Command, InstalledApp, Shortcut
from sandbox.server import Sandbox
from sandbox.timing import Timing
from sandbox.workspace import default_workspace
from tests.browser.app import listen
from tests.browser.cards import review_card
from tests.ground.browser import PATIENCE_MS
from tests.sandbox.conftest import Scripts

Visit = Callable[..., Awaitable[Page]]

fixture = pytest_asyncio.fixture(loop_scope="module")  # the browser's loop


@fixture
async def box() -> AsyncIterator[Sandbox]:
    app = InstalledApp(
        commands=(Command("/answerable", "Who answers for what", "help | queue"),),
        shortcuts=(
            Shortcut("Hand in for review", "hand_in", "global"),
            Shortcut("Hand in for review", "hand_in", "message"),
        ),
    )
    timing = Timing(ack_s=1.5)
    sandbox = Sandbox(workspace=default_workspace(app), rate_limits=False, timing=timing)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@fixture
async def scripts(box: Sandbox) -> AsyncIterator[Scripts]:
    async with aiohttp.ClientSession() as session:
        yield Scripts(box, session)


@fixture
async def client(box: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-sandbox", base_url=box.api_url, retry_handlers=[])


@fixture
async def app(client: AsyncWebClient) -> AsyncIterator[None]:
    bolt = AsyncApp(name="tests", client=client, signing_secret="sandbox-signing-secret")
    listen(bolt)
    handler = AsyncSocketModeHandler(bolt, "xapp-sandbox")
    await handler.connect_async()
    yield
    await handler.close_async()


@fixture
async def channel(scripts: Scripts) -> str:
    return await scripts.channel("support-ai-review")


@fixture
async def card(client: AsyncWebClient, channel: str) -> str:
    """The ts of a review card in #support-ai-review."""
    posted = await client.chat_postMessage(channel=channel, text="Reply to order 1881", blocks=review_card())
    return str(posted["ts"])


@fixture
async def visit(browser: Browser, box: Sandbox) -> AsyncIterator[Visit]:
    """`await visit("ben", "#home")`: a window of that person; its script errors fail the test."""
    errors: list[str] = []
    opened: list[Page] = []

    async def open_as(person: str, place: str = "") -> Page:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        opened.append(page)
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(f"{box.url}/?as={person}{place}")
        await page.locator(".you-name").wait_for()
        return page

    yield open_as
    for page in opened:
        await page.close()  # and with it all that this window kept
    assert errors == []
