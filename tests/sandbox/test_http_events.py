"""Signed HTTP: Bolt behind Starlette, as Slack posts to a request URL."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.http_events import signature
from sandbox.server import Sandbox
from sandbox.timing import Timing
from tests.sandbox.conftest import PATIENCE_S, Scripts, button, modal


class Endpoint:
    """The app's request URL. `broken` makes it answer with that status so many times."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/slack/events"
        self.handler: AsyncSlackRequestHandler | None = None
        self.broken: list[int] = []
        self.no_retry = False
        self.headers: list[dict[str, str]] = []
        app = Starlette(routes=[Route("/slack/events", self.serve, methods=["POST"])])
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))

    async def serve(self, request: Request) -> Response:
        if b"url_verification" not in await request.body():
            self.headers.append(dict(request.headers))
            if self.broken:
                headers = {"X-Slack-No-Retry": "1"} if self.no_retry else {}
                return Response(status_code=self.broken.pop(0), headers=headers)
        assert self.handler is not None
        return await self.handler.handle(request)


@pytest.fixture
def timing() -> Timing:
    return Timing(ack_s=1.0, retry_after_s=(0.05, 0.05, 0.05))


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    here = Endpoint()
    serving = asyncio.create_task(here.server.serve([here.listening]))
    yield here
    here.server.should_exit = True
    await serving


@pytest.fixture
async def box(timing: Timing, endpoint: Endpoint) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(rate_limits=False, timing=timing, events_url=endpoint.url)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def app(endpoint: Endpoint, client: AsyncWebClient) -> AsyncApp:
    bolt = AsyncApp(name="tests", client=client, signing_secret="sandbox-signing-secret")
    endpoint.handler = AsyncSlackRequestHandler(bolt)

    @bolt.event("message")
    async def on_message() -> None:
        return

    return bolt


async def test_events_buttons_modals_and_commands_arrive_signed(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts
) -> None:
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("reaction_added")
    async def on_reaction(event: dict[str, Any]) -> None:
        await heard.put(event)

    @app.action("approve")
    async def on_press(ack: Any, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal())
        await ack()

    @app.view("reject")
    async def on_submit(ack: Any) -> None:
        await ack(response_action="errors", errors={"note": "Say more"})

    @app.command("/answerable")
    async def on_command(ack: Any) -> None:
        await ack("Here is help")

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card", blocks=button())
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    reacted = await scripts.act("ben", "react", name="eyes", **where)
    assert reacted["ack_ms"] is not None
    assert (await asyncio.wait_for(heard.get(), PATIENCE_S))["reaction"] == "eyes"
    pressed = await scripts.act("ben", "click", action_id="approve", **where)
    assert pressed["view"]["callback_id"] == "reject"
    said = await scripts.act("ben", "submit", values={"note": {"text": "wrong"}})
    assert said["errors"] == {"note": "Say more"}
    asked = await scripts.act("ben", "command", text="help")
    assert asked["private"][0]["text"] == "Here is help"


async def test_a_failed_event_is_retried_with_the_same_id_and_says_why(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts, endpoint: Endpoint
) -> None:
    ids: list[str] = []

    @app.event("reaction_added")
    async def on_reaction(body: dict[str, Any]) -> None:
        ids.append(body["event_id"])

    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    await asyncio.sleep(0.2)
    endpoint.headers.clear()
    endpoint.broken = [500, 503]
    await scripts.act("ben", "react", name="eyes", channel=posted["channel"], ts=posted["ts"])
    await asyncio.sleep(0.5)

    assert len(ids) == 1
    assert [h.get("x-slack-retry-num") for h in endpoint.headers] == [None, "1", "2"]
    assert endpoint.headers[1]["x-slack-retry-reason"] == "http_error"
    assert (await scripts.deliveries("reaction_added"))[0]["attempts"] == 3


async def test_an_app_may_refuse_retries(
    app: AsyncApp, client: AsyncWebClient, scripts: Scripts, endpoint: Endpoint
) -> None:
    posted = await client.chat_postMessage(channel="#support-ai-review", text="A card")
    await asyncio.sleep(0.2)
    endpoint.broken, endpoint.no_retry = [500], True
    await scripts.act("ben", "react", name="eyes", channel=posted["channel"], ts=posted["ts"])
    await asyncio.sleep(0.3)

    delivery = (await scripts.deliveries("reaction_added"))[0]
    assert (delivery["attempts"], delivery["given_up"]) == (1, True)


async def test_socket_mode_is_off_where_events_go_to_a_url(box: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer xapp-sandbox"}
        async with session.post(f"{box.api_url}apps.connections.open", headers=headers) as response:
            assert (await response.json())["error"] == "socket_mode_not_enabled"


def test_the_signature_is_the_one_slacks_own_verifier_expects() -> None:
    verifier = SignatureVerifier("8f742231b10e8888abcd99yyyzzz85a5")

    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", b"token=xyz&text=hello")

    assert made == verifier.generate_signature(timestamp="1531420618", body="token=xyz&text=hello")
