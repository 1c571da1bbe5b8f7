"""What was acknowledged survives: a power cut, an ordinary end, and a Slack that is away."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.server import Sandbox
from tests.scenarios.office import CHANNEL, PATIENCE_S, SLUG, WORKFLOW, free_port
from tests.scenarios.process import answerable, environment, serving

HASTY = WORKFLOW + 'undo = "2s"\n'


async def set_up(folder: Path, settings: dict[str, str]) -> str:
    """Apply the workflow from the command line and make a key."""
    (folder / "workflows.toml").write_text(HASTY)
    applied = await asyncio.to_thread(answerable, folder, settings, "workflow", "apply", "workflows.toml")
    assert applied.returncode == 0, applied.stderr
    ordered = ("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--json")
    made = await asyncio.to_thread(answerable, folder, settings, *ordered)
    assert made.returncode == 0, made.stderr
    return str(json.loads(made.stdout)["key"])


async def cards_of(box: Sandbox, output_id: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=box.url) as client:
        answer = await client.get("/_sandbox/messages", params={"channel": CHANNEL})
    return [one for one in answer.json()["messages"] if f":{output_id}:" in str(one.get("blocks"))]


async def until_each_has_a_card(box: Sandbox, ids: list[str]) -> None:
    async with asyncio.timeout(PATIENCE_S * 3):
        while not all([await cards_of(box, output_id) for output_id in ids]):
            await asyncio.sleep(0.2)


async def hand_in(client: httpx.AsyncClient, number: int) -> str:
    body = {"workflow": SLUG, "content": f"Reply {number}"}
    answer = await client.post("/v1/outputs", json=body, headers={"Idempotency-Key": f"order-{number}"})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


async def test_nothing_is_lost_or_doubled_by_a_power_cut(database_url: str, tmp_path: Path) -> None:
    box = Sandbox(rate_limits=False)
    await box.start()
    settings = environment(database_url, box.api_url, free_port())
    headers = {"Authorization": f"Bearer {await set_up(tmp_path, settings)}"}
    async with serving(tmp_path, settings) as first:
        async with httpx.AsyncClient(base_url=first.url, headers=headers) as client:
            ids = [await hand_in(client, number) for number in range(8)]
        first.kill()

    async with serving(tmp_path, settings) as second:
        await until_each_has_a_card(box, ids)
        async with httpx.AsyncClient(base_url=second.url, headers=headers, timeout=60) as client:
            repeated = [await hand_in(client, number) for number in range(8)]
            (card,) = await cards_of(box, ids[0])
            act = {
                "as": "ben",
                "do": "react",
                "channel": CHANNEL,
                "ts": card["ts"],
                "name": "white_check_mark",
            }
            async with httpx.AsyncClient(base_url=box.url) as sandbox:
                acted = (await sandbox.post("/_sandbox/act", json=act)).json()
        second.kill()

    async with serving(tmp_path, settings) as third:
        async with httpx.AsyncClient(base_url=third.url, headers=headers, timeout=60) as client:
            decided = (await client.get(f"/v1/outputs/{ids[0]}", params={"wait": 20})).json()
        assert await third.end() == 0
    counts = [len(await cards_of(box, output_id)) for output_id in ids]
    await box.stop()

    assert repeated == ids
    assert acted["ok"]
    assert decided["state"] == "approved", third.log.read_text()
    assert counts == [1] * 8


async def test_an_ordinary_end_answers_who_waits_and_is_quick(sqlite_url: str, tmp_path: Path) -> None:
    box = Sandbox(rate_limits=False)
    await box.start()
    settings = environment(sqlite_url, box.api_url, free_port())
    headers = {"Authorization": f"Bearer {await set_up(tmp_path, settings)}"}
    async with serving(tmp_path, settings) as bot:
        async with httpx.AsyncClient(base_url=bot.url, headers=headers, timeout=60) as client:
            output_id = await hand_in(client, 1)
            waiting = asyncio.create_task(client.get(f"/v1/outputs/{output_id}", params={"wait": 60}))
            await asyncio.sleep(0.5)
            async with asyncio.timeout(20):
                code, answer = await asyncio.gather(bot.end(), waiting)
    await box.stop()

    assert code == 0
    assert answer.status_code == 200
    assert answer.json()["state"] == "in_review"


async def test_it_serves_while_slack_is_away_and_catches_up(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    box = Sandbox(rate_limits=False, port=port)
    await box.start()
    settings = environment(sqlite_url, box.api_url, free_port())
    headers = {"Authorization": f"Bearer {await set_up(tmp_path, settings)}"}
    await box.stop()

    async with serving(tmp_path, settings) as bot:
        async with httpx.AsyncClient(base_url=bot.url, headers=headers, timeout=60) as client:
            away = await client.get("/readyz")
            output_id = await hand_in(client, 1)
            back = Sandbox(rate_limits=False, port=port)
            await back.start()
            await until_each_has_a_card(back, [output_id])
            async with asyncio.timeout(60):
                while (ready := await client.get("/readyz")).status_code != 200:
                    await asyncio.sleep(0.5)
    await back.stop()

    assert away.status_code == 503
    assert "Slack" in away.text
    assert ready.json()["status"] == "ready"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"ANSWERABLE_SECRET": ""}, "ANSWERABLE_SECRET: it is not set"),
        ({"ANSWERABLE_SECRET": "replace-this-with-32-or-more-random-bytes"}, "the example's value"),
        ({"ANSWERABLE_PORT": "x"}, "ANSWERABLE_PORT: 'x' is not a port"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN: it is not set"),
        ({"ANSWERABLE_DATABASE_URL": "sqlite:///fresh.db"}, "Run: answerable migrate"),
        ({"ANSWERABLE_WORKFLOWS": "bad.toml"}, "bad.toml: workflows.x.owner: it is missing"),
    ],
)
def test_serve_refuses_in_one_clear_line(
    sqlite_url: str, tmp_path: Path, changed: dict[str, str], line: str
) -> None:
    bad = '[workflows.x]\npurpose = "x"\nchannel = "#x"\nreviewers = ["a@example.com"]\n'
    (tmp_path / "bad.toml").write_text(bad)
    settings = environment(sqlite_url, "http://127.0.0.1:9/api/", free_port()) | changed

    done = answerable(tmp_path, settings, "serve")

    assert done.returncode == 1
    assert line in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
