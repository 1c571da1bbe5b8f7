"""Events that were not acknowledged come again, with the same event_id; each goes to one socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from sandbox.timing import Timing
from tests.sandbox.conftest import PATIENCE_S, Scripts, refusal


@pytest.fixture
def timing() -> Timing:
    return Timing(ack_s=0.3, retry_after_s=(0.05, 0.05, 0.05), disconnect_warning_s=0.2)


class RawSocket:
    """A Socket Mode connection by hand: it acknowledges only what it is told to."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def frame(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads((await asyncio.wait_for(self.socket.receive(), PATIENCE_S)).data)
        return frame

    async def ack(self, frame: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        answer = {"envelope_id": frame["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.socket.send_json(answer)


@asynccontextmanager
async def connected(box: Sandbox) -> AsyncIterator[RawSocket]:
    client = AsyncWebClient(token="xapp-sandbox", base_url=box.api_url)
    address = (await client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        raw = RawSocket(socket)
        assert (await raw.frame())["type"] == "hello"
        yield raw


async def react(scripts: Scripts, client: AsyncWebClient, name: str = "eyes") -> dict[str, Any]:
    posted = await client.chat_postMessage(channel="#ai-leaders", text="Hello")
    return await scripts.act("ruth", "react", channel=posted["channel"], ts=posted["ts"], name=name)


async def next_of(raw: RawSocket, kind: str) -> dict[str, Any]:
    """The next event of this kind; others are acknowledged on the way."""
    while True:
        frame = await raw.frame()
        if frame["payload"]["event"]["type"] == kind:
            return frame
        await raw.ack(frame)


async def test_an_unacknowledged_event_comes_again_with_the_same_event_id(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient
) -> None:
    async with connected(box) as raw:
        act = asyncio.create_task(react(scripts, client))
        first = await next_of(raw, "reaction_added")
        second = await next_of(raw, "reaction_added")
        await raw.ack(second)
        assert (await act)["ack_ms"] is None
        await asyncio.sleep(0.1)

    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]
    assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
    assert [(d["attempts"], d["given_up"]) for d in await scripts.deliveries("reaction_added")] == [
        (2, False)
    ]


async def test_an_event_is_given_up_after_four_attempts(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient
) -> None:
    async with connected(box) as raw:
        act = asyncio.create_task(react(scripts, client))
        attempts = [(await next_of(raw, "reaction_added"))["retry_attempt"] for _ in range(4)]
        await act
        await asyncio.sleep(0.5)

    assert attempts == [0, 1, 2, 3]
    assert [(d["attempts"], d["given_up"]) for d in await scripts.deliveries("reaction_added")] == [(4, True)]


async def test_each_event_goes_to_one_of_the_open_sockets(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient
) -> None:
    got: dict[int, list[str]] = {0: [], 1: []}

    async def listen(n: int, raw: RawSocket) -> None:
        while True:
            frame = json.loads((await raw.socket.receive()).data)
            got[n].append(frame["payload"]["event_id"])
            await raw.ack(frame)

    async with connected(box) as one, connected(box) as two:
        listeners = [asyncio.create_task(listen(n, raw)) for n, raw in enumerate((one, two))]
        for _ in range(10):
            await react(scripts, client)
        for listener in listeners:
            listener.cancel()

    assert set(got[0]).isdisjoint(got[1])
    assert got[0]
    assert got[1]
    assert len(got[0]) + len(got[1]) == 20  # a message and a reaction each time


async def test_a_button_that_nobody_acknowledges_fails_before_the_person_and_is_not_repeated(
    box: Sandbox, scripts: Scripts
) -> None:
    async with connected(box) as raw:
        act = asyncio.create_task(scripts.act("ben", "shortcut", callback_id="hand_in"))
        frame = await raw.frame()
        assert frame["accepts_response_payload"]
        answer = await act
        await asyncio.sleep(0.5)
        await scripts.act("ben", "command", text="help")
        again = await raw.frame()

    assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
    assert again["type"] == "slash_commands"


async def test_without_a_socket_a_button_fails_and_an_event_waits_for_one(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient
) -> None:
    pressed = await scripts.act("ben", "shortcut", callback_id="hand_in")
    assert (pressed["ok"], pressed["error"]) == (False, "dispatch_failed")
    reacted = await react(scripts, client)
    assert (reacted["ok"], reacted["ack_ms"]) == (True, None)
    async with connected(box) as raw:
        assert (await next_of(raw, "reaction_added"))["payload"]["event"]["reaction"] == "eyes"


async def test_a_disconnect_is_announced_and_then_the_socket_closes(box: Sandbox, scripts: Scripts) -> None:
    async with connected(box) as raw:
        assert (await scripts.post("/_sandbox/disconnect", {"reason": "warning"}))["sockets"] == 1
        frame = await raw.frame()
        assert (frame["type"], frame["reason"]) == ("disconnect", "warning")
        assert (await asyncio.wait_for(raw.socket.receive(), PATIENCE_S)).type == aiohttp.WSMsgType.CLOSE
        assert (await scripts.get("/_sandbox/connections"))["open"] == 0


async def test_a_socket_address_works_once_and_at_most_ten_are_open(box: Sandbox) -> None:
    client = AsyncWebClient(token="xapp-sandbox", base_url=box.api_url)
    address = (await client.apps_connections_open(app_token="xapp-sandbox"))["url"]
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(address)]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
        for _ in range(9):
            more = (await client.apps_connections_open(app_token="xapp-sandbox"))["url"]
            sockets.append(await session.ws_connect(more))
        for socket in sockets:
            await socket.receive()
        assert await refusal(client.apps_connections_open(app_token="xapp-sandbox")) == "too_many_websockets"
        for socket in sockets:
            await socket.close()


@pytest.mark.parametrize(("fault", "frames"), [("drop", 0), ("double", 2), ("lost_ack", 2), ("slow", 1)])
async def test_events_can_be_dropped_doubled_delayed_and_their_acks_lost(
    box: Sandbox, scripts: Scripts, client: AsyncWebClient, fault: str, frames: int
) -> None:
    await scripts.fault("event:reaction_added", fault, delay_s=0.2, match={"reaction": "eyes"})
    seen: list[str] = []
    async with connected(box) as raw:

        async def listen() -> None:
            while True:
                frame = await raw.frame()
                await raw.ack(frame)
                if frame["payload"]["event"]["type"] == "reaction_added":
                    seen.append(frame["payload"]["event_id"])

        listener = asyncio.create_task(listen())
        await react(scripts, client)
        await asyncio.sleep(0.6)
        listener.cancel()

    assert len(seen) == frames
    assert len(set(seen)) <= 1
