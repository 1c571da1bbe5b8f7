"""A company at work: the sandbox, the bot, an AI system's key, and people who act in the workspace."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.app import Bot, build
from bot.config import Settings
from bot.workflow_files import apply_file
from domain.api_keys import SECRET_BYTES, ApiKey, key_sha256, spell_key
from domain.clock import MovableClock
from handlers.fresh import fresh_id
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.workspace import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.ground.official_blocks.payloads import assert_official
from usecases.create_key import CreateKey, create_key

Json = dict[str, Any]

CHANNEL = "support-ai-review"
SLUG = "refund-replies"
WORKFLOW = f"""
[workflows.{SLUG}]
purpose = "Drafts the replies to refund requests"
channel = "#{CHANNEL}"
owner = "ada@example.com"
deputy = "grace@example.com"
reviewers = ["ben@example.com", "mia@example.com", "tom@example.com"]
checking.double_review_share = 0
"""
PATIENCE_S = 60.0  # a busy machine is slow, not wrong
# Below those that systems give to whoever asks for any: a server of another test would answer there. No seed, since
# several processes choose.
_NEVER_GIVEN = (20_000, 32_768)
_CHANCE = random.SystemRandom()


@dataclass
class Office:
    """The running whole. `key` hands in to refund-replies."""

    box: Sandbox
    bot: Bot
    sandbox: httpx.AsyncClient
    api: httpx.AsyncClient
    handed_in: int = field(default=0)

    async def hand_in(self, content: str = "Dear Mr Weber, your money is on its way.", **fields: Any) -> Json:
        """Hand in a text as the AI system does; return the output."""
        self.handed_in += 1
        body = {"workflow": SLUG, "content": content, "title": f"Reply {self.handed_in}", **fields}
        key = {"Idempotency-Key": f"order-{self.handed_in}"}
        answer = await self.api.post("/v1/outputs", json=body, headers=key)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def look(self, output: Json, wait_s: int = 0) -> Json:
        """Return the output as the AI system sees it."""
        answer = await self.api.get(f"/v1/outputs/{output['id']}", params={"wait": wait_s} if wait_s else {})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def release(self, output: Json, key: str = "use-it") -> httpx.Response:
        """Ask to use the output."""
        return await self.api.post(f"/v1/outputs/{output['id']}/release", headers={"Idempotency-Key": key})

    async def cards(self, output: Json) -> list[Json]:
        """Return the messages that show the output: one, if all is well."""
        answer = await self.sandbox.get("/_sandbox/messages", params={"channel": CHANNEL})
        told = [one for one in answer.json()["messages"] if "ephemeral_to" not in one]
        return [one for one in told if f"'ans:{output['id']}:" in str(one.get("blocks"))]

    async def card(self, output: Json, saying: str = "") -> Json:
        """Wait for the output's one card, until its text has these words."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                cards = await self.cards(output)
                assert len(cards) < 2
                if cards and saying in cards[0]["text"]:
                    return cards[0]
                await asyncio.sleep(0.05)

    async def act(self, who: str, do: str, card: Json, **given: Any) -> Json:
        """Let somebody do something to a card."""
        act = {"as": who, "do": do, "channel": CHANNEL, "ts": card["ts"], **given}
        answer = await self.sandbox.post("/_sandbox/act", json=act)
        assert answer.json()["ok"], answer.text
        return dict(answer.json())

    async def fill_in(self, who: str, view: str, values: Json) -> None:
        """Submit the modal that is open to somebody."""
        act = {"as": who, "do": "submit", "view": view, "values": values}
        answer = await self.sandbox.post("/_sandbox/act", json=act)
        assert answer.json()["ok"], answer.text

    async def click_below(self, who: str, card: Json, action_id: str) -> None:
        """Wait for a button in the card's thread, press it, and wait for the modal that it opens."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = await self.sandbox.get("/_sandbox/messages", params={"channel": CHANNEL})
                (thread,) = [one["thread"] for one in answer.json()["messages"] if one["ts"] == card["ts"]]
                if found := [one for one in thread if f"'{action_id}'" in str(one.get("blocks"))]:
                    await self.act(who, "click", found[0], action_id=action_id, wait_s=10, until="view")
                    return
                await asyncio.sleep(0.05)

    async def later(self, seconds: float) -> None:
        """Move the one clock on, and let the bot do what is due."""
        await self.sandbox.post("/_sandbox/clock", json={"advance_s": seconds})


@contextlib.asynccontextmanager
async def a_workspace(port: int = 0) -> AsyncIterator[Sandbox]:
    """Run the sandbox alone, without rate limits."""
    box = Sandbox(rate_limits=False, port=port)
    await box.start()
    try:
        yield box
        assert_official(box)
    finally:
        await box.stop()


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = PATIENCE_S) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.1)


def settings_for(database_url: str, box: Sandbox, **other: Any) -> Settings:
    """Return what `serve` would read from the environment."""
    given = {"app_token": APP_TOKEN, "secret": secrets.token_hex(32), "port": 0} | other
    return Settings(database_url=database_url, bot_token=BOT_TOKEN, slack_api_url=box.api_url, **given)


@contextlib.asynccontextmanager
async def an_office(
    database_url: str, tmp_path: Path, *, signed: bool = False, workflow: str = WORKFLOW
) -> AsyncIterator[Office]:
    """Open the company: by Socket Mode, or with `signed` by Slack's signed HTTP."""
    clock, sandbox_clock = MovableClock(), SandboxClock()
    port = free_port()
    events = f"http://127.0.0.1:{port}/slack/events" if signed else None
    box = Sandbox(rate_limits=False, clock=sandbox_clock, events_url=events)
    async with contextlib.AsyncExitStack() as ending:
        await box.start()
        ending.push_async_callback(box.stop)
        way = {"app_token": None, "signing_secret": SIGNING_SECRET} if signed else {}
        bot = build(settings_for(database_url, box, port=port, **way), clock)
        await bot.start()
        ending.push_async_callback(bot.stop)

        async def moved(seconds: float) -> None:
            clock.advance(seconds)
            await bot.tick()

        sandbox_clock.on_advance(moved)
        await bot.connected()
        key = await _settled(bot, tmp_path, workflow)
        sandbox = httpx.AsyncClient(base_url=box.url, timeout=60.0)
        api = httpx.AsyncClient(
            base_url=bot.http.url, headers={"Authorization": f"Bearer {key}"}, timeout=60.0
        )
        yield Office(
            box, bot, await ending.enter_async_context(sandbox), await ending.enter_async_context(api)
        )
        assert_official(box)


async def _settled(bot: Bot, folder: Path, workflow: str) -> str:
    file = folder / "workflows.toml"
    file.write_text(workflow)
    await apply_file(bot.db, bot.directory, file, timezone="UTC", now=bot.clock.now())
    ruth = await bot.directory.person_by_email("ruth@example.com")
    assert ruth is not None
    now = bot.clock.now()
    key_id = fresh_id("key", now)
    key = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
    command = CreateKey(key_id, key_sha256(key), SLUG, ruth.user_id, ("submit", "read"), now)
    assert isinstance(await bot.db.write(create_key, command), ApiKey)
    return key


def free_port() -> int:
    """Return a port that nobody listens on now, and that nobody is given who asks for any."""
    while True:
        port = _CHANCE.randrange(*_NEVER_GIVEN)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
