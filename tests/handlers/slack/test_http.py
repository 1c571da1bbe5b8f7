"""What comes by HTTP and is not signed by Slack is refused before anything reads it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import Route

from domain.clock import MovableClock
from handlers.slack.app import build_bolt
from handlers.slack.desk import Desk
from handlers.slack.directory import Directory
from handlers.slack.gateway import Slack
from handlers.slack.http import slack_events
from sandbox.http_events import signature
from storage.database import Database
from storage.inbox import waiting_events
from tests.builders import MONDAY

SECRET = "a signing secret"
BODY = json.dumps(
    {
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {
            "type": "reaction_added",
            "user": "U0BEN",
            "reaction": "x",
            "item": {"type": "message", "channel": "C1", "ts": "1.1"},
            "event_ts": "1.2",
        },
    }
).encode()


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A desk whose Slack is away: nothing listens there."""
    db, clock = Database(sqlite_url), MovableClock(MONDAY)
    await db.start()
    slack = Slack("xoxb-nobody", "http://127.0.0.1:9/api/", timeout_s=1)
    yield Desk(db, slack, Directory(db, slack, clock), clock)
    await db.stop()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    bolt: AsyncApp = build_bolt(desk, token="xoxb-nobody", signing_secret=SECRET)
    app = Starlette(routes=[Route("/slack/events", slack_events(bolt, SECRET), methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


def signed(body: bytes, stamp: str, secret: str = SECRET) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(secret, stamp, body),
    }


def now() -> str:
    return str(int(time.time()))


async def test_an_event_is_stored_and_acknowledged_although_slack_is_away(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    answer = await client.post("/slack/events", content=BODY, headers=signed(BODY, now()))

    assert answer.status_code == 200
    assert desk.db.read_now(waiting_events) == 1


@pytest.mark.parametrize("stamp", ["soon", "1.5", "-1", "٣", "9" * 40, ""])
async def test_a_stamp_that_is_no_number_is_refused(
    client: httpx.AsyncClient, desk: Desk, stamp: str
) -> None:
    headers = signed(BODY, "1") | {"x-slack-request-timestamp": stamp.encode()}  # type: ignore[operator]

    answer = await client.post("/slack/events", content=BODY, headers=headers)

    assert answer.status_code == 401
    assert desk.db.read_now(waiting_events) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, now(), secret="another"),
        signed(BODY, str(int(time.time()) - 400)),
        signed(BODY, now()) | {"x-slack-signature": "v0=é".encode().decode("latin-1")},
    ],
    ids=["none", "another secret", "old", "no signature"],
)
async def test_what_slack_has_not_signed_is_refused(
    client: httpx.AsyncClient, desk: Desk, headers: dict[str, str]
) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}

    answer = await client.post("/slack/events", content=BODY, headers=raw)

    assert answer.status_code == 401
    assert desk.db.read_now(waiting_events) == 0


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"payload=%7B", b""])
async def test_a_body_that_is_nothing_is_refused_unread(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/slack/events", content=body, headers=signed(BODY, now()))

    assert answer.status_code == 401


async def test_slacks_challenge_is_answered(client: httpx.AsyncClient) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"}).encode()

    answer = await client.post("/slack/events", content=body, headers=signed(body, now()))

    assert (answer.status_code, answer.json()) == (200, {"challenge": "c"})


@pytest.mark.parametrize("kind", ["message", "team_join", "emoji_changed"])
async def test_events_that_nothing_is_done_about_are_acknowledged_and_not_kept(
    client: httpx.AsyncClient, desk: Desk, kind: str
) -> None:
    event = {"type": kind, "text": "a secret", "user": "U0BEN", "channel": "C1", "ts": "1.1"}
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event}).encode()

    answer = await client.post("/slack/events", content=body, headers=signed(body, now()))

    assert answer.status_code == 200
    assert desk.db.read_now(waiting_events) == 0


async def test_that_slack_holds_events_back_is_acknowledged(client: httpx.AsyncClient) -> None:
    body = json.dumps({"type": "app_rate_limited", "minute_rate_limited": 1}).encode()

    answer = await client.post("/slack/events", content=body, headers=signed(body, now()))

    assert answer.status_code == 200


async def test_signed_json_that_is_no_object_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/slack/events", content=b"[]", headers=signed(b"[]", now()))

    assert answer.status_code == 400
