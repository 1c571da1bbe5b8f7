"""Servers in Slack's place that are not the sandbox: what they lack costs a line, and the rest works."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.http_events import signature
from tests.ground.other_server import OtherServer, running
from tests.scenarios.office import free_port, until
from tests.scenarios.process import answerable, environment, serving

SECRET = "another-servers-signing-secret"
WORKFLOW = """
[workflows.refund-replies]
purpose = "Drafts the replies to refund requests"
channel = "C0SUPPORTAI"
owner = "U0ADA"
reviewers = ["U0BEN"]
undo = "0s"
checking.double_review_share = 0
"""


@dataclass
class Shell:
    """A folder, settings, and a server with the least that can be worked with."""

    server: OtherServer
    folder: Path
    settings: dict[str, str]

    async def run(self, *command: str) -> str:
        """Run a command that must not fail; return what it said."""
        ended = await asyncio.to_thread(answerable, self.folder, self.settings, *command)
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout + ended.stderr
        return ended.stdout

    async def key(self) -> str:
        """Make a key for the workflow."""
        made = await self.run("key", "create", "--workflow", "refund-replies", "--owner", "U0ADA", "--json")
        return str(json.loads(made)["key"])


@pytest.fixture
async def shell(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Shell]:
    async with running(OtherServer()) as server:
        http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SECRET}
        settings = environment(sqlite_url, server.api_url, free_port(), **http)
        yield Shell(server, tmp_path, settings)


async def tell(bot: httpx.AsyncClient, event: dict[str, Any]) -> int:
    """Send a signed event with no name of its own and no stamp; return the status."""
    body, stamp = json.dumps({"type": "event_callback", "event": event}).encode(), str(int(time.time()))
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(SECRET, stamp, body),
    }
    return (await bot.post("/slack/events", content=body, headers=headers)).status_code


async def test_four_methods_are_enough_to_decide_and_release(shell: Shell) -> None:
    (shell.folder / "workflows.toml").write_text(WORKFLOW)
    await shell.run("migrate")
    applied = await shell.run("workflow", "apply", "workflows.toml")
    checked = await shell.run("check")
    messages, key = shell.server.messages, await shell.key()

    async with serving(shell.folder, shell.settings) as serve, httpx.AsyncClient(base_url=serve.url) as bot:
        bot.headers.update({"Authorization": f"Bearer {key}", "Idempotency-Key": "order-1881"})
        body = {"workflow": "refund-replies", "content": "Dear Mr Weber, ümlauts & <all>."}
        output = (await bot.post("/v1/outputs", json=body)).json()

        async def is_posted() -> bool:
            return bool(messages)

        await until(is_posted)
        ((ts, card),) = messages.items()
        shown = str(json.loads(card["blocks"]))
        item = {"type": "message", "channel": "C0SUPPORTAI", "ts": ts}
        mark = {"type": "reaction_added", "user": "U0BEN", "reaction": "white_check_mark", "item": item}
        taken = [await tell(bot, mark), await tell(bot, mark)]
        path = f"/v1/outputs/{output['id']}"
        decided = (await bot.get(path, params={"wait": 15}, timeout=20)).json()
        released = await bot.post(f"{path}/release")

        async def is_up_to_date() -> bool:
            return "gone out" in messages[ts]["text"]

        await until(is_up_to_date)

    assert "refund-replies: version 1" in applied
    assert "– methods: the server has no conversations.info: what conversations.list says" in checked
    assert "Fit to serve." in checked
    assert "Dear Mr Weber, ümlauts & <all>." in shown
    assert taken == [200, 200]
    assert (decided["state"], len(decided["decisions"])) == ("approved", 1)
    assert (released.status_code, released.json()["state"]) == (200, "released")
    assert list(messages) == [ts], "one card, however poor the server"
    assert "Traceback" not in serve.log.read_text()


async def test_whom_and_what_the_server_cannot_look_up_is_written_as_ids(shell: Shell) -> None:
    by_name = WORKFLOW.replace("U0ADA", "ada@example.com").replace("C0SUPPORTAI", "#support-ai-review")
    (shell.folder / "workflows.toml").write_text(by_name.replace('"U0BEN"', '"U0BEN", "@support-leads"'))

    await shell.run("migrate")

    ended = await asyncio.to_thread(
        answerable, shell.folder, shell.settings, "workflow", "apply", "workflows.toml"
    )

    assert ended.returncode == 1
    assert ended.stderr.endswith("Nothing was applied.\n")
    assert len(ended.stderr.splitlines()) == 4
    assert "ada@example.com cannot be looked up, since the server has no users.lookupByEmail" in ended.stderr
    assert (
        "#support-ai-review cannot be looked up, since the server has no conversations.list" in ended.stderr
    )
    assert "the bot can read no user group @support-leads" in ended.stderr
