"""A running sandbox, the real SDK client, and a real Bolt app on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.timing import Timing

PATIENCE_S = 30  # a busy machine is slow, not wrong


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

    async def admin(self, do: str, **given: Any) -> dict[str, Any]:
        return await self.post("/_sandbox/admin", {"do": do} | given)

    async def fault(self, method: str, fault: str, **more: Any) -> dict[str, Any]:
        return await self.post("/_sandbox/faults", {"method": method, "fault": fault} | more)

    async def channel(self, name: str) -> str:
        channels = (await self.get("/_sandbox/channels"))["channels"]
        return next(str(c["id"]) for c in channels if c["name"] == name)

    async def person(self, name: str) -> str:
        people = (await self.get("/_sandbox/people"))["people"]
        return next(str(p["id"]) for p in people if p["name"] == name)

    async def messages(self, channel: str = "#support-ai-review") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("/_sandbox/messages", channel=channel))["messages"]
        return found

    async def deliveries(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("/_sandbox/deliveries", type=kind))["deliveries"]
        return found


async def refusal(call: Any) -> str:
    """The error code a Web API call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def button(action_id: str = "approve", block_id: str = "ans:1:0") -> list[dict[str, Any]]:
    """A message's blocks with one button."""
    text = {"type": "plain_text", "text": action_id.title()}
    element = {"type": "button", "action_id": action_id, "text": text, "value": "1"}
    return [{"type": "actions", "block_id": block_id, "elements": [element]}]


def modal(*inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with these blocks, by default one text field."""
    field = {"type": "plain_text_input", "action_id": "text", "max_length": 10}
    label = {"type": "plain_text", "text": "Why?"}
    blocks = list(inputs) or [{"type": "input", "block_id": "note", "label": label, "element": field}]
    return {
        "type": "modal",
        "callback_id": "reject",
        "title": {"type": "plain_text", "text": "Reject"},
        "submit": {"type": "plain_text", "text": "Reject"},
        "blocks": blocks,
    } | more


@pytest.fixture
def timing() -> Timing:
    """Slack's own waiting times; a test module overrides it to be quicker."""
    return Timing()


@pytest.fixture
async def box(timing: Timing) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(rate_limits=False, timing=timing)
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
    bolt = AsyncApp(name="tests", client=client, signing_secret="sandbox-signing-secret")
    handler = AsyncSocketModeHandler(bolt, "xapp-sandbox")
    await handler.connect_async()
    yield bolt
    await handler.close_async()
