"""Commands that ask Slack, or the bot: apply, check, submit."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sandbox.server import Sandbox
from tests.scenarios.office import SLUG, WORKFLOW, a_workspace, free_port
from tests.scenarios.process import answerable, environment, serving


@dataclass
class Shell:
    """A folder, settings, and a workspace that they lead to."""

    box: Sandbox
    folder: Path
    settings: dict[str, str]

    async def run(self, *arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return await asyncio.to_thread(answerable, self.folder, self.settings | changed, *arguments)

    async def apply(self, text: str, *more: str) -> subprocess.CompletedProcess[str]:
        """Write a workflows.toml and apply it."""
        (self.folder / "workflows.toml").write_text(text)
        return await self.run("workflow", "apply", "workflows.toml", *more)

    async def administer(self, **change: object) -> None:
        """Change the workspace as its administrators would."""
        async with httpx.AsyncClient(base_url=self.box.url) as client:
            answer = await client.post("/_sandbox/admin", json=change)
            assert answer.json()["ok"], answer.text


@pytest.fixture
async def shell(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Shell]:
    async with a_workspace() as box:
        yield Shell(box, tmp_path, environment(sqlite_url, box.api_url, free_port()))


async def test_apply_says_what_changes_and_changes_nothing_the_second_time(shell: Shell) -> None:
    text = WORKFLOW + 'daily_cap = 40\nusers = ["ben@example.com"]\n'

    first = await shell.apply(text)
    again = await shell.apply(text)
    stricter = await shell.apply(text + "approvals = 2\n", "--json")
    shown = await shell.run("workflow", "show", SLUG)

    assert first.returncode == 0, first.stderr
    assert "refund-replies: version 1, in force: reviewed" in first.stdout
    assert "  daily_cap: 40\n" in first.stdout
    assert "escalation" not in first.stdout
    assert "not yet in force" not in first.stdout
    assert "nothing to change (version 1, reviewed)" in again.stdout
    (told,) = json.loads(stricter.stdout)["workflows"]
    assert told["version"] == 2
    assert {"key": "approvals", "before": "1", "after": "2", "direction": "tighter"} in told["changes"]
    assert "Ben Hartmann" in shown.stdout
    assert "not yet in force" not in shown.stdout


async def test_apply_tells_all_that_is_wrong_at_once_and_applies_nothing(shell: Shell) -> None:
    wrong = """
        [workflows.refund-replies]
        purpose = "x"
        channel = "#nowhere"
        owner = "gus@example.com"
        deputy = "dora@example.com"
        reviewers = ["ben@example.com", "@nobody", "eve@example.com", "xenia@example.com"]
        [workflows.fine]
        purpose = "x"
        channel = "#support-ai-review"
        owner = "ada@example.com"
        reviewers = ["@support"]
        [organisation]
        leaders = ["ticketbot@example.com"]
    """

    failed = await shell.apply(wrong)
    listed = await shell.run("workflow", "list", "--json")

    keys = [line.split(": ")[2] for line in failed.stderr.splitlines()[:-1]]
    assert failed.returncode == 1
    assert sorted(keys) == [
        "organisation.leaders[0]",
        "workflows.refund-replies.channel",
        "workflows.refund-replies.deputy",
        "workflows.refund-replies.owner",
        "workflows.refund-replies.reviewers[1]",
        "workflows.refund-replies.reviewers[2]",
        "workflows.refund-replies.reviewers[3]",
    ]
    assert "gus@example.com is a guest; name a member" in failed.stderr
    assert failed.stderr.endswith("Nothing was applied.\n")
    assert json.loads(listed.stdout) == []


async def test_apply_says_when_slack_cannot_be_asked(shell: Shell) -> None:
    (shell.folder / "workflows.toml").write_text(WORKFLOW)

    away = await shell.run(
        "workflow", "apply", "workflows.toml", SLACK_API_URL=f"http://127.0.0.1:{free_port()}/api/"
    )
    stranger = await shell.run("workflow", "apply", "workflows.toml", SLACK_BOT_TOKEN="xoxb-other")

    assert (away.returncode, stranger.returncode) == (1, 1)
    assert "could not be asked" in away.stderr
    assert "invalid_auth" in stranger.stderr
    assert "Traceback" not in away.stderr + stranger.stderr


async def test_check_is_content_with_what_is_fit(shell: Shell) -> None:
    await shell.apply(WORKFLOW)

    checked = await shell.run("check")
    told = json.loads((await shell.run("check", "--json")).stdout)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Fit to serve." in checked.stdout
    assert told["fit"] is True
    assert {"database", "schema", "clock", "Slack", "scopes", "Socket Mode", SLUG} <= {
        one["part"] for one in told["parts"]
    }
    assert shell.settings["ANSWERABLE_SECRET"] not in checked.stdout


async def test_check_names_each_thing_that_is_not_fit(shell: Shell) -> None:
    await shell.apply(WORKFLOW)
    await shell.administer(do="kick", channel="support-ai-review")
    await shell.administer(do="deactivate", user="ada")
    await shell.administer(do="scopes", scopes=["channels:read", "users:read", "users:read.email"])

    checked = await shell.run("check")

    assert checked.returncode == 1
    assert "✗ scopes: chat:write is missing: no card can be posted" in checked.stdout
    assert "✗ refund-replies: the bot is not in #support-ai-review; invite it there" in checked.stdout
    assert "✗ refund-replies: its owner Ada Lindqvist is deactivated" in checked.stdout
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"ANSWERABLE_SECRET": ""}, "✗ settings: ANSWERABLE_SECRET: it is not set"),
        ({"ANSWERABLE_PORT": "x"}, "✗ settings: ANSWERABLE_PORT"),
        ({"ANSWERABLE_DATABASE_URL": "sqlite:///fresh.db"}, "✗ database: it is not there yet"),
        (
            {"ANSWERABLE_DATABASE_URL": "postgresql://127.0.0.1:9/none"},
            "✗ database: The database cannot be used",
        ),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "✗ Slack: http://127.0.0.1:9/api/ does not let us in"),
        ({"SLACK_BOT_TOKEN": "xoxb-other"}, "does not let us in: invalid_auth"),
    ],
)
async def test_check_never_crashes(shell: Shell, changed: dict[str, str], line: str) -> None:
    checked = await shell.run("check", **changed)

    assert checked.returncode == 1
    assert line in checked.stdout
    assert checked.stderr == ""


async def test_a_server_that_lacks_methods_costs_a_line_each(shell: Shell) -> None:
    await shell.apply(WORKFLOW)
    async with httpx.AsyncClient(base_url=shell.box.url) as client:
        for method in ("chat.getPermalink", "views.publish"):
            lacking = {"method": method, "fault": "error:unknown_method", "times": 5}
            await client.post("/_sandbox/faults", json=lacking)

    checked = await shell.run("check")

    assert checked.returncode == 0, checked.stdout
    assert "– methods: the server has no chat.getPermalink: outputs carry no link" in checked.stdout
    assert "– methods: the server has no views.publish: App Home stays empty" in checked.stdout


async def test_a_file_is_handed_in_once_however_often_it_is_submitted(shell: Shell) -> None:
    await shell.apply(WORKFLOW)
    key = json.loads(
        (await shell.run("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--json")).stdout
    )["key"]
    lines = [{"content": f"Reply {n}", "label": "good", "bad_spans": []} for n in range(120)]
    text = "\n".join([*map(json.dumps, lines), "", "no json", json.dumps({"content": "x", "colour": "red"})])
    (shell.folder / "outputs.jsonl").write_text(text)
    submit = ("submit", "outputs.jsonl", "--workflow", SLUG)

    async with serving(shell.folder, shell.settings):
        first = await shell.run(*submit, ANSWERABLE_API_KEY=key)
        again = await shell.run(*submit, "--json", ANSWERABLE_API_KEY=key)
        stranger = await shell.run(*submit, ANSWERABLE_API_KEY=f"{key[:-4]}0000")
    away = await shell.run(*submit, ANSWERABLE_API_KEY=key)

    assert first.stdout == "120 handed in, 0 were there before, 2 refused.\n"
    assert "line 122: this line is not JSON" in first.stderr
    assert "line 123: " in first.stderr
    assert "colour" in first.stderr
    told = json.loads(again.stdout)
    assert (told["new"], told["repeated"]) == (0, 120)
    assert [one["line"] for one in told["refused"]] == [122, 123]
    assert stranger.returncode == 1
    assert "401" in stranger.stderr
    assert "cannot be reached" in away.stderr
