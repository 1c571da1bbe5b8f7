"""Webhooks: signed, recognisable, patient, and never a way into our own network."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from standardwebhooks import Webhook

from domain.api_keys import webhook_secret
from handlers.outbox import webhook
from handlers.outbox.outcomes import Dead, Done, Retry, Wish
from handlers.outbox.webhook import BACKOFF_S, SendWebhook
from tests.handlers.outbox.receiver import Receiver, receiving, saying

KEY = "key_01k9zzzzzzzzzzzzzzzzzzzzzz"
BODY = {
    "type": "output.approved",
    "timestamp": "2026-11-23T09:00:00.000Z",
    "sequence": 1,
    "data": {"title": "Grüße"},
}
A_WISH = Wish(
    7, "webhook", "webhook:out_1", "out_1:output.approved", {"url": "", "key_id": KEY, "body": BODY}, 0, None
)


def to(url: str, **changed: Any) -> Wish:
    return replace(A_WISH, payload={**A_WISH.payload, "url": url}, **changed)


@asynccontextmanager
async def sending(**options: Any) -> AsyncIterator[SendWebhook]:
    send = SendWebhook("installation", chance=lambda: 0.5, **{"allow_local_callbacks": True, **options})
    try:
        yield send
    finally:
        await send.stop()


def verified(receiver: Receiver, number: int) -> Any:
    signing = Webhook(webhook_secret("installation", KEY))
    return signing.verify(receiver.bodies[number], receiver.headers[number])


async def test_a_webhook_is_signed_for_its_key() -> None:
    async with receiving(saying(204)) as receiver, sending() as send:
        assert await send(to(receiver.url)) == Done()

    assert verified(receiver, 0) == BODY
    assert json.loads(receiver.bodies[0]) == BODY
    assert receiver.headers[0]["host"] in receiver.url
    assert receiver.headers[0]["content-type"] == "application/json"


def test_signatures_are_those_of_the_standard() -> None:
    signing = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1_614_265_330, UTC)

    signature = signing.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_every_attempt_sends_the_same_bytes_under_the_same_id() -> None:
    async with receiving(saying(500)) as receiver, sending() as send:
        for attempts in range(3):
            assert isinstance(await send(to(receiver.url, attempts=attempts, id=attempts)), Retry)
        await send(
            replace(to(receiver.url), payload={**to(receiver.url).payload, "body": {**BODY, "sequence": 2}})
        )

    ids = [headers["webhook-id"] for headers in receiver.headers]
    assert len(set(receiver.bodies[:3])) == len(set(ids[:3])) == 1
    assert ids[3] != ids[0]
    assert [verified(receiver, number) for number in range(3)] == [BODY] * 3


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503])
async def test_only_2xx_counts_and_no_redirect_is_followed(status: int) -> None:
    async with (
        receiving(saying(200)) as elsewhere,
        receiving(saying(status, f"Location: {elsewhere.url}")) as receiver,
        sending() as send,
    ):
        outcome = await send(to(receiver.url))

    assert outcome == Retry(5.0, f"the receiver answers {status}")
    assert elsewhere.bodies == []


async def test_a_receiver_that_is_gone_ends_it() -> None:
    async with receiving(saying(410)) as receiver, sending() as send:
        assert isinstance(await send(to(receiver.url)), Dead)


async def test_a_receiver_may_ask_for_more_time_than_we_would_give() -> None:
    async with receiving(saying(429, "Retry-After: 120")) as receiver, sending() as send:
        assert await send(to(receiver.url)) == Retry(120.0, "the receiver answers 429")
    async with receiving(saying(503, "Retry-After: 99999999")) as receiver, sending() as send:
        assert await send(to(receiver.url)) == Retry(86_400.0, "the receiver answers 503")


async def test_it_is_tried_for_nearly_three_days_and_then_given_up() -> None:
    async with receiving(saying(500)) as receiver, sending() as send:
        outcomes = [await send(to(receiver.url, attempts=attempts)) for attempts in range(len(BACKOFF_S) + 1)]

    waits = [outcome.after_s for outcome in outcomes if isinstance(outcome, Retry)]
    assert all(one <= next_one for one, next_one in pairwise(waits))
    assert 2.5 < sum(waits) / 86_400 < 3
    assert outcomes[-1] == Dead("given up after 12 attempts: the receiver answers 500")


async def test_waits_are_spread_so_that_not_all_come_back_at_once() -> None:
    async with receiving(saying(500)) as receiver:
        waits = []
        for chance in (0.0, 1.0):
            async with sending() as send:
                send._chance = lambda chance=chance: chance  # type: ignore[misc]  # a lambda of its own number
                waits.append(await send(to(receiver.url)))

    assert [outcome.after_s for outcome in waits if isinstance(outcome, Retry)] == pytest.approx([4.5, 5.5])


async def test_a_receiver_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.2)
    async with receiving(lambda _: b"") as receiver, sending() as send:
        assert isinstance(await send(to(receiver.url)), Retry)


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"HTTP/1.1 200"])
async def test_a_receiver_that_talks_nonsense_is_asked_again(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_S", 1.0)
    async with receiving(lambda _: answer) as receiver, sending() as send:
        assert isinstance(await send(to(receiver.url)), Retry)


async def test_an_endless_answer_is_not_read() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 1_000_000
    async with receiving(lambda _: endless) as receiver, sending() as send:
        assert await asyncio.wait_for(send(to(receiver.url)), 5) == Done()


async def test_nobody_at_the_address_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with sending() as send:
            assert isinstance(await send(to(f"http://127.0.0.1:{unused.getsockname()[1]}/")), Retry)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/", "http://example.com/"],
)  # fmt: skip
async def test_our_own_network_is_never_called(url: str) -> None:
    async with sending(allow_local_callbacks=False) as send:
        assert isinstance(await send(to(url)), Dead)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "017700000001"])
async def test_no_spelling_of_an_address_gets_through(host: str) -> None:
    async with sending(allow_local_callbacks=False) as send:
        assert await send(to(f"https://{host}/")) == Dead(f"{host} is not on the public internet")


class Names:
    """A name server of the enemy's: each look-up gets the next answer."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.7"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"],
     ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"]],
)  # fmt: skip
async def test_a_name_that_leads_inside_is_refused(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Names(addresses))
    async with sending(allow_local_callbacks=False) as send:
        assert await send(to("https://hook.example.com/")) == Dead(
            "hook.example.com is not on the public internet"
        )


async def test_what_was_checked_is_what_is_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and ours when it is dialled: there is only one look."""
    names = Names(["127.0.0.2"], ["127.0.0.1"])
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names)
    async with receiving(saying(200)) as receiver, sending() as send:
        outcome = await send(to(receiver.url.replace("127.0.0.1", "localhost")))

    assert names.asked == 1
    assert isinstance(outcome, Retry)
    assert receiver.bodies == []


async def test_the_demo_may_not_call_the_neighbours_either() -> None:
    async with sending(allow_local_callbacks=True) as send:
        assert isinstance(await send(to("http://10.0.0.1/")), Dead)


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with receiving(saying(200)) as receiver, sending() as send:
        assert await send(to(receiver.url)) == Done()
