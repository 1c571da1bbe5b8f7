"""Socket Mode comes up when Slack does, and stays up."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from domain.clock import MovableClock
from handlers.slack.app import build_bolt
from handlers.slack.desk import Desk
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from handlers.slack.socket import Sockets
from sandbox.acts.perform import perform
from sandbox.server import Sandbox
from sandbox.socket_mode import SocketMode
from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from storage.database import Database
from tests.builders import MONDAY, user_id
from tests.ground.other_server import OtherServer, page, running
from tests.handlers.slack.scene import Scene, same_people


async def test_the_bot_that_started_first_connects_when_slack_is_there(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.socket.FIRST_PAUSE_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    db, clock = Database(sqlite_url), MovableClock(MONDAY)
    await db.start()
    slack = Slack(BOT_TOKEN, f"http://127.0.0.1:{port}/api/", timeout_s=1)
    desk = Desk(db, slack, Directory(db, slack, clock), clock)
    hellos: list[bool] = []
    bolt = build_bolt(desk, token=BOT_TOKEN, signing_secret=None)
    sockets = Sockets(bolt, APP_TOKEN, on_hello=lambda: hellos.append(True))
    await sockets.start()

    box = Sandbox(workspace=same_people(), port=port, rate_limits=False)
    await box.start()
    await sockets.connected()
    answer = await perform(box.world, {"as": user_id("ben"), "do": "open_home"})
    first = len(hellos)
    assert isinstance(box.world.delivery.transport, SocketMode)
    await box.world.delivery.transport.disconnect("refresh_requested")
    for _ in range(400):
        if len(hellos) > first:
            break
        await asyncio.sleep(0.025)

    assert answer["ack_ms"] is not None
    assert 0 < first < len(hellos), "so that what was missed meanwhile is looked for"
    await sockets.stop()
    await box.stop()
    await db.stop()


async def test_stopping_before_it_ever_connected_is_no_trouble(scene: Scene) -> None:
    slack = Slack(BOT_TOKEN, "http://127.0.0.1:9/api/", timeout_s=1)
    desk = Desk(scene.desk.db, slack, scene.desk.directory, scene.clock)
    sockets = Sockets(build_bolt(desk, token=BOT_TOKEN, signing_secret=None), APP_TOKEN)

    await sockets.start()
    await sockets.stop()


async def test_while_one_connection_is_renewed_the_other_receives(scene: Scene) -> None:
    output = await scene.hand_in()
    transport = scene.box.world.delivery.transport
    assert isinstance(transport, SocketMode)

    await transport.disconnect("refresh_requested")
    await scene.react("ben", output)

    assert scene.standing(output) == [(user_id("ben"), "approve")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda _: page(404), "it has no apps.connections.open"),
        (lambda _: page(500), "http_500"),
        (lambda _: {"ok": True}, "the answer to apps.connections.open has no url"),
        (lambda _: {"ok": True, "url": "ws://127.0.0.1:9/"}, ""),
    ],
)
async def test_what_keeps_it_from_connecting_is_said_in_a_line(
    scene: Scene, answer: Any, why: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("handlers.slack.socket.CONNECT_S", 0.2)
    async with running(OtherServer()) as server:
        server.methods["apps.connections.open"] = answer
        slack = Slack(BOT_TOKEN, server.api_url, timeout_s=1)
        desk = Desk(scene.desk.db, slack, scene.desk.directory, scene.clock)
        sockets = Sockets(build_bolt(desk, token=BOT_TOKEN, signing_secret=None), APP_TOKEN)

        await sockets.start()
        await scene.until(lambda: "It is tried again." in caplog.text)
        problem = await sockets.problem()
        await sockets.stop()

    assert problem is not None
    assert f"Socket Mode is not connected: {why}" in problem
    assert "Traceback" not in caplog.text
