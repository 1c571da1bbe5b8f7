"""A running sandbox, the real SDK client, and a real Bolt app on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox


class Scripts:
    """What a script does over `/_sandbox`."""

    def __init__(self, box: Sandbox, session: aiohttp.ClientSession) -> None:
        self.box = box
        self.session = session

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        async with self.session.get(f"{self.box.url}{path}", params=query) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        async with self.session.post(f"{self.box.url}{path}", json=body or {}) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def act(self, who: str, do: str, **given: Any) -> dict[str, Any]:
        return await self.post("/_sandbox/act", {"as": who, "do": do} | given)

    async def channel(self, name: str) -> str:
        channels = (await self.get("/_sandbox/channels"))["channels"]
        return next(str(c["id"]) for c in channels if c["name"] == name)

    async def person(self, name: str) -> str:
        people = (await self.get("/_sandbox/people"))["people"]
        return next(str(p["id"]) for p in people if p["name"] == name)


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(rate_limits=False)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def scripts(box: Sandbox) -> AsyncIterator[Scripts]:
    async with aiohttp.ClientSession() as session:
        yield Scripts(box, session)


@pytest.fixture
def client(box: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-sandbox", base_url=box.api_url, retry_handlers=[])


@pytest.fixture
async def app(box: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A Bolt app that is connected by Socket Mode; tests add listeners."""
    bolt = AsyncApp(client=client, signing_secret="sandbox-signing-secret")
    handler = AsyncSocketModeHandler(bolt, "xapp-sandbox")
    await handler.connect_async()
    yield bolt
    await handler.close_async()
