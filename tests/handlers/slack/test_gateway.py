"""What Slack says, and what breaks, becomes one of three outcomes; a post is never sent twice by itself."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web

from handlers.cards.message import Message
from handlers.outbox.outcomes import Dead, Doubtful, NotYet, Retry
from handlers.slack.gateway import Posted, Reaction, Slack
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.workspace import BOT_TOKEN
from tests.ground.other_server import TEAM, OtherServer, running

CHANNEL = "C000001SUPPORTAI"

Json = dict[str, Any]
HELLO = Message("hello", [{"type": "divider", "block_id": "ans:out_1:line:1"}])


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    running = Sandbox()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def slack(box: Sandbox) -> Slack:
    return Slack(BOT_TOKEN, box.api_url, timeout_s=2)


def fault(box: Sandbox, method: str, kind: str, **more: Any) -> None:
    box.world.faults.waiting.append(Fault(method, kind, **more))


def posts(box: Sandbox) -> int:
    return sum(call["method"] == "chat.postMessage" for call in box.world.calls)


async def test_a_message_is_posted_updated_found_and_deleted(slack: Slack) -> None:
    posted = await slack.post(CHANNEL, HELLO)
    assert isinstance(posted, Posted)

    updated = await slack.update(posted, Message("bye", HELLO.blocks))
    found = await slack.own_messages(CHANNEL, "ans:out_1:", since_ts="0")
    link = await slack.permalink(posted)
    deleted = await slack.delete(posted)
    again = await slack.delete(posted)

    assert (updated, deleted, again) == (None, None, None)
    assert found == [posted]
    assert link is not None


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("drop_after_accept", Doubtful),
        ("drop_before_accept", Doubtful),
        ("500", Doubtful),
        ("error:fatal_error", Doubtful),
        ("error:internal_error", Doubtful),
        ("429", Retry),
        ("error:ratelimited", Retry),
        ("error:rate_limited", Retry),
        ("error:not_in_channel", Retry),
        ("error:is_archived", Retry),
        ("error:token_revoked", Retry),
        ("error:missing_scope", Retry),
        ("error:msg_too_long", Dead),
        ("error:invalid_blocks", Dead),
    ],
)
async def test_what_goes_wrong_with_a_post_has_a_meaning(
    box: Sandbox, slack: Slack, kind: str, outcome: type
) -> None:
    fault(box, "chat.postMessage", kind)

    failure = await slack.post(CHANNEL, HELLO)

    assert type(failure) is outcome
    assert posts(box) == 1, "the SDK has not repeated it by itself"


@pytest.mark.parametrize("kind", ["drop_after_accept", "500", "error:fatal_error"])
async def test_an_update_that_broke_is_simply_made_again(box: Sandbox, slack: Slack, kind: str) -> None:
    posted = await slack.post(CHANNEL, HELLO)
    assert isinstance(posted, Posted)
    fault(box, "chat.update", kind)

    failure = await slack.update(posted, HELLO)

    assert isinstance(failure, Retry)


async def test_a_slow_answer_is_doubtful(box: Sandbox, slack: Slack) -> None:
    fault(box, "chat.postMessage", "slow", delay_s=3)

    failure = await slack.post(CHANNEL, HELLO)

    assert failure == Doubtful("TimeoutError")


async def test_where_nobody_listens_surely_nothing_was_sent(unused_tcp_port: int) -> None:
    slack = Slack(BOT_TOKEN, f"http://127.0.0.1:{unused_tcp_port}/api/")

    failure = await slack.post(CHANNEL, HELLO)

    assert isinstance(failure, Retry)


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<h1>Welcome to the hotel's network</h1>"),
        (200, "text/plain", "fine"),
        (200, "application/json", "{not json"),
        (503, "text/html", "<h1>Sorry</h1>"),
        (200, "application/json", "[]"),
    ],
)
async def test_an_answer_that_is_not_slacks_is_doubtful(
    status: int, kind: str, body: str, unused_tcp_port: int
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type=kind)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    slack = Slack(BOT_TOKEN, f"http://127.0.0.1:{unused_tcp_port}/api/")

    failure = await slack.post(CHANNEL, HELLO)

    assert isinstance(failure, Doubtful)
    await runner.cleanup()


async def test_a_429_holds_back_its_channel_for_as_long_as_slack_says(box: Sandbox, slack: Slack) -> None:
    fault(box, "chat.postMessage", "429", retry_after_s=30)

    refused = await slack.post(CHANNEL, HELLO)
    at_once = await slack.post(CHANNEL, HELLO)

    assert refused == Retry(30.0, "ratelimited")
    assert isinstance(at_once, NotYet)
    assert at_once.after_s == pytest.approx(30, abs=1)
    assert posts(box) == 1, "the second was not even sent"


async def test_messages_of_one_channel_are_a_second_apart_and_meet_no_429(box: Sandbox, slack: Slack) -> None:
    for _ in range(3):
        assert isinstance(await slack.post(CHANNEL, HELLO), Posted)

    at = [call["at"] for call in box.world.calls if call["method"] == "chat.postMessage"]

    assert all(later - sooner > 0.95 for sooner, later in pairwise(at))


async def test_reads_are_repeated_by_themselves(box: Sandbox, slack: Slack) -> None:
    fault(box, "users.info", "drop_before_accept")

    answer = await slack.ask("users.info", user="U000003BEN")

    assert answer["user"]["name"] == "ben"


async def test_neither_texts_nor_tokens_are_logged(
    box: Sandbox, slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    fault(box, "chat.postMessage", "error:invalid_blocks")

    with caplog.at_level(logging.DEBUG):
        await slack.post(CHANNEL, Message("Dear Mr Weber", HELLO.blocks))

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("sandbox")]
    assert any("invalid_blocks" in line for line in ours)
    assert not any("Weber" in line or BOT_TOKEN in line for line in ours)


async def test_what_is_called_text_is_read_all_the_same() -> None:
    async with running(OtherServer()) as server:
        slack = Slack(BOT_TOKEN, server.api_url)

        answer = await slack.ask("auth.test", needs=("team_id",))

    assert answer["team_id"] == TEAM


async def test_a_post_whose_answer_says_too_little() -> None:
    async with running(OtherServer()) as server:
        slack = Slack(BOT_TOKEN, server.api_url)
        posted = await slack.post(CHANNEL, HELLO)
        server.methods["chat.postMessage"] = lambda _: {"ok": True}
        lost = await slack.post(CHANNEL, HELLO)

    assert isinstance(posted, Posted)
    assert posted.channel_id == CHANNEL, "where it does not say, it is the channel that was asked for"
    assert lost == Dead("the answer to chat.postMessage has no ts"), "posted again and again it would flood"


async def test_methods_that_are_lacking_stop_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async with running(OtherServer()) as server:
        slack = Slack(BOT_TOKEN, server.api_url)
        posted = await slack.post(CHANNEL, HELLO)
        assert isinstance(posted, Posted)

        found = await slack.own_messages(CHANNEL, "ans:out_1:", since_ts="0")
        links = [await slack.permalink(posted) for _ in range(2)]
        deleted = await slack.delete(posted)

    assert (found, links) == ([], [None, None])
    assert caplog.text.count("the server has no chat.getPermalink") == 1
    assert deleted == Dead("unknown_method")


@pytest.mark.parametrize(("place", "asked"), [("archives/{channel}/p{digits}", 1), ("?at={digits}", 2)])
async def test_addresses_are_asked_once_a_channel_where_they_end_alike(place: str, asked: int) -> None:
    calls = []

    def address(given: Mapping[str, str]) -> Json:
        calls.append(given)
        digits = given["message_ts"].replace(".", "")
        return {"ok": True, "permalink": "https://acme.test/" + place.format(digits=digits, **given)}

    async with running(OtherServer()) as server:
        server.methods["chat.getPermalink"] = address
        slack = Slack(BOT_TOKEN, server.api_url)
        links = [await slack.permalink(Posted(CHANNEL, ts)) for ts in ("1.000001", "2.000002")]

    assert links == [
        "https://acme.test/" + place.format(channel=CHANNEL, digits=digits)
        for digits in ("1000001", "2000002")
    ]
    assert len(calls) == asked


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, Retry(5.0, "the answer to reactions.get has no message")),
        ({"message": {"ts": "1.1"}}, []),
        ({"message": {"reactions": [{"name": "x"}]}}, [Reaction("x", frozenset(), -1)]),
    ],
)
async def test_reactions_are_known_as_far_as_the_server_says(said: dict[str, Any], outcome: object) -> None:
    async with running(OtherServer()) as server:
        server.methods["reactions.get"] = lambda _: {"ok": True} | said

        told = await Slack(BOT_TOKEN, server.api_url).reactions(Posted(CHANNEL, "1.1"))

    assert told == outcome
