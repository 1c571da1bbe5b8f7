"""Faults on purpose, rate limits by tier, files, and the page's interface."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.errors import ApiError
from sandbox.rate_limits import RateLimits
from sandbox.server import Sandbox
from sandbox.web_api.methods import METHODS
from tests.sandbox.conftest import Scripts, refusal


async def test_a_call_may_be_accepted_and_its_answer_lost(client: AsyncWebClient, scripts: Scripts) -> None:
    await scripts.fault("chat.postMessage", "drop_after_accept")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="#ai-leaders", text="Once")

    assert [m["text"] for m in await scripts.messages("#ai-leaders")] == ["Once"]
    assert (await client.chat_postMessage(channel="#ai-leaders", text="Twice"))["ok"]


async def test_a_call_may_be_lost_on_its_way(client: AsyncWebClient, scripts: Scripts) -> None:
    await scripts.fault("chat.postMessage", "drop_before_accept")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="#ai-leaders", text="Never")
    assert await scripts.messages("#ai-leaders") == []


async def test_slack_may_be_busy_broken_slow_or_say_no(client: AsyncWebClient, scripts: Scripts) -> None:
    await scripts.fault("chat.postMessage", "429", retry_after_s=7)
    with pytest.raises(SlackApiError) as busy:
        await client.chat_postMessage(channel="#ai-leaders", text="x")
    assert (busy.value.response.status_code, busy.value.response.headers["Retry-After"]) == (429, "7")

    await scripts.fault("chat.postMessage", "500", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="#ai-leaders", text="x")

    await scripts.fault("*", "error:fatal_error")
    assert await refusal(client.chat_postMessage(channel="#ai-leaders", text="x")) == "fatal_error"

    await scripts.fault("chat.postMessage", "slow", delay_s=0.2, match={"text": "slow"})
    started = time.monotonic()
    await client.chat_postMessage(channel="#ai-leaders", text="quick")
    quick = time.monotonic() - started
    await client.chat_postMessage(channel="#ai-leaders", text="slow")
    assert quick < 0.2 < time.monotonic() - started


async def test_an_unknown_fault_is_refused_with_what_there_is(scripts: Scripts) -> None:
    answer = await scripts.fault("chat.postMessage", "explode")
    assert (answer["ok"], "drop_after_accept" in answer["detail"]) == (False, True)


async def test_one_channel_takes_a_small_burst_and_then_a_message_a_second() -> None:
    box = Sandbox()
    await box.start()
    client = AsyncWebClient(token="xoxb-sandbox", base_url=box.api_url, retry_handlers=[])
    for _ in range(4):
        await client.chat_postMessage(channel="#ai-leaders", text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="#ai-leaders", text="x")
    assert (refused.value.response.status_code, refused.value.response["error"]) == (429, "ratelimited")
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="#support-ai-review", text="Another channel is free")
    await asyncio.sleep(1.05)
    await client.chat_postMessage(channel="#ai-leaders", text="x")
    await box.stop()


class Stopwatch:
    """Real time, by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize(
    ("method", "per_minute"), [("users.list", 20), ("chat.update", 50), ("users.info", 100)]
)
def test_a_tier_lets_a_minutes_worth_through_and_then_refills(method: str, per_minute: int) -> None:
    watch = Stopwatch()
    limits = RateLimits("bursty", watch)
    tier = METHODS[method].tier
    for _ in range(per_minute):
        limits.spend(method, tier, None)
    with pytest.raises(ApiError, match="ratelimited") as refused:
        limits.spend(method, tier, None)
    watch.now_s += float(refused.value.headers["Retry-After"])
    limits.spend(method, tier, None)


def test_the_strict_model_spaces_calls_evenly() -> None:
    watch = Stopwatch()
    limits = RateLimits("strict", watch)
    limits.spend("chat.postMessage", "special", "C1")
    with pytest.raises(ApiError):
        limits.spend("chat.postMessage", "special", "C1")
    watch.now_s += 1
    limits.spend("chat.postMessage", "special", "C1")


def test_every_method_has_a_tier_and_a_handler_that_says_what_it_is() -> None:
    for name, method in METHODS.items():
        assert method.tier is not None, name
        assert method.handler.__doc__, name


TIERS = os.environ.get("ANSWERABLE_RATE_TIERS")


@pytest.mark.skipif(
    TIERS is None, reason="Slack's list of tiers is not here: ANSWERABLE_RATE_TIERS names its file"
)
def test_every_methods_tier_is_the_one_that_slack_publishes() -> None:
    published = json.loads(Path(str(TIERS)).read_text())

    ours = {
        name: f"Tier{method.tier}" if method.tier != "special" else f"SpecialTier_{name.replace('.', '_')}"
        for name, method in METHODS.items()
    }

    assert ours == {name: published[name] for name in METHODS}


async def test_a_file_is_uploaded_shared_and_read(client: AsyncWebClient, scripts: Scripts) -> None:
    channel = await scripts.channel("ai-leaders")
    shared = await client.files_upload_v2(
        channel=channel,
        filename="week.csv",
        content="a,b\n1,2\n",
        title="Week 47",
        initial_comment="The figures",
    )

    stored = shared["file"]
    message = (await scripts.messages("#ai-leaders"))[0]
    assert (message["text"], message["files"][0]["title"]) == ("The figures", "Week 47")
    async with scripts.session.get(stored["url_private"]) as response:
        assert await response.text() == "a,b\n1,2\n"
    assert await refusal(client.files_info(file="F404")) == "file_not_found"


async def test_a_picture_goes_into_a_thread_with_what_it_says_in_words_and_only_whole_and_once(
    client: AsyncWebClient, scripts: Scripts
) -> None:
    channel = await scripts.channel("ai-leaders")
    posted = await client.chat_postMessage(channel=channel, text="Week 47")

    async def step(content: bytes, length: int | None = None, alt_txt: str = "A line.") -> tuple[str, int]:
        told = await client.files_getUploadURLExternal(
            filename="load.png", length=length or len(content), alt_txt=alt_txt
        )
        async with scripts.session.post(told["upload_url"], data=content) as response:
            return told["file_id"], response.status

    def share(file: str, thread_ts: str) -> Any:
        return client.files_completeUploadExternal(
            files=[{"id": file, "title": "Load"}], channel_id=channel, thread_ts=thread_ts
        )

    whole, status = await step(b"PNG")
    cut, cut_status = await step(b"PN", length=3)
    assert (status, cut_status) == (200, 400)
    assert await refusal(share(cut, posted["ts"])) == "file_update_failed"
    assert await refusal(share(whole, "1.000001")) == "thread_not_found"
    await share(whole, posted["ts"])
    assert await refusal(share(whole, posted["ts"])) == "file_not_found"
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await step(b"PNG", alt_txt="a" * 1_001)

    (message,) = await scripts.messages("#ai-leaders")
    (reply,) = message["thread"]
    assert [(file["title"], file["alt_txt"], file["mimetype"]) for file in reply["files"]] == [
        ("Load", "A line.", "image/png")
    ]


async def test_a_page_sees_its_persons_state_and_hears_what_changes(
    box: Sandbox, client: AsyncWebClient, scripts: Scripts
) -> None:
    channel, mia = await scripts.channel("support-ai-review"), await scripts.person("mia")
    async with scripts.session.get(f"{box.url}/_page/live", params={"as": "mia"}) as live:
        assert (await live.content.readuntil(b"\n\n")).startswith(b":")
        card = await client.chat_postMessage(channel=channel, text="A card")
        await scripts.act("ben", "react", channel=channel, ts=card["ts"], name="eyes")
        await client.chat_postEphemeral(channel=channel, user=await scripts.person("ben"), text="Not hers")
        await client.chat_postEphemeral(channel=channel, user=mia, text="Hers")
        heard = [json.loads((await live.content.readuntil(b"\n\n"))[6:]) for _ in range(3)]
    assert [event["type"] for event in heard] == ["message", "reaction", "ephemeral"]
    assert heard[2]["message"]["text"] == "Hers"

    state = await scripts.get("/_page/state", **{"as": "mia"})
    row = next(c for c in state["channels"] if c["id"] == channel)
    assert (state["me"]["name"], row["unread"], row["is_member"]) == ("mia", 2, True)
    assert [c["kind"] for c in state["channels"]].count("im") == 1
    assert not any(c["name"] == "finance-ai-review" for c in state["channels"])
    seen = (await scripts.get("/_page/channel", **{"as": "mia", "channel": channel}))["messages"]
    assert [m["text"] for m in seen] == ["A card", "Hers"]
    await scripts.post("/_page/read", {"as": "mia", "channel": channel})
    state = await scripts.get("/_page/state", **{"as": "mia"})
    assert next(c for c in state["channels"] if c["id"] == channel)["unread"] == 0


async def test_the_panel_keeps_what_the_ai_system_sees(scripts: Scripts) -> None:
    entry = {"at": 1.0, "title": "POST /v1/outputs", "status": 201, "text": "in_review"}
    await scripts.post("/_sandbox/panel", {"entries": [entry]})
    assert (await scripts.get("/_page/state", **{"as": "ada"}))["panel"] == [entry]


async def test_the_clock_moves_forward_and_tells_who_shares_it(box: Sandbox, scripts: Scripts) -> None:
    told: list[float] = []

    async def tick(seconds: float) -> None:
        told.append(seconds)

    box.world.clock.on_advance(tick)
    before = (await scripts.get("/_sandbox/clock"))["now"]
    after = (await scripts.post("/_sandbox/clock", {"advance_s": 3600}))["now"]

    assert 3600 <= after - before < 3610
    assert told == [3600]
    assert (await scripts.post("/_sandbox/clock", {"advance_s": -1}))["ok"] is False
    assert (await scripts.post("/_sandbox/clock", {}))["error"] == "invalid_arguments"
