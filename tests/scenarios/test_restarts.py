"""What was acknowledged survives: a power cut, an ordinary end, and a Slack that is away."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.control import messages_json
from sandbox.server import Sandbox
from storage.database import Database
from tests.scenarios.office import CHANNEL, SLUG, WORKFLOW, a_workspace, free_port, until
from tests.scenarios.process import answerable, environment, serving

HASTY = WORKFLOW + 'undo = "2s"\n'
# On PostgreSQL another process could still hold what was being sent: its lease has to run out first.
A_LEASE_AND_MORE_S = 90.0


async def set_up(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """Apply the workflow from the command line and make a key; return the headers that hand in with it."""
    (folder / "workflows.toml").write_text(HASTY)
    applied = await asyncio.to_thread(answerable, folder, settings, "workflow", "apply", "workflows.toml")
    assert applied.returncode == 0, applied.stderr
    ordered = ("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--json")
    made = await asyncio.to_thread(answerable, folder, settings, *ordered)
    assert made.returncode == 0, made.stderr
    return {"Authorization": f"Bearer {json.loads(made.stdout)['key']}"}


def cards_of(box: Sandbox, output_id: str) -> list[dict[str, Any]]:
    channel = next(one for one in box.world.channels.values() if one.name == CHANNEL)
    shown = messages_json(box.world, channel)
    return [one for one in shown if f":{output_id}:" in str(one.get("blocks"))]


async def until_each_has_a_card(box: Sandbox, ids: list[str]) -> None:
    async def all_have_one() -> bool:
        return all(cards_of(box, output_id) for output_id in ids)

    await until(all_have_one, within_s=A_LEASE_AND_MORE_S)


async def hand_in(client: httpx.AsyncClient, number: int) -> str:
    body = {"workflow": SLUG, "content": f"Reply {number}"}
    answer = await client.post("/v1/outputs", json=body, headers={"Idempotency-Key": f"order-{number}"})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


async def approve(box: Sandbox, output_id: str) -> None:
    (card,) = cards_of(box, output_id)
    act = {"as": "ben", "do": "react", "channel": CHANNEL, "ts": card["ts"], "name": "white_check_mark"}
    async with httpx.AsyncClient(base_url=box.url) as client:
        answer = await client.post("/_sandbox/act", json=act)
    assert answer.json()["ok"], answer.text


async def test_nothing_is_lost_or_doubled_by_a_power_cut(database_url: str, tmp_path: Path) -> None:
    async with a_workspace() as box:
        settings = environment(database_url, box.api_url, free_port())
        headers = await set_up(tmp_path, settings)

        async with serving(tmp_path, settings) as first, client_of(first.url, headers) as client:
            ids = [await hand_in(client, number) for number in range(4)]
            first.kill()
        async with serving(tmp_path, settings) as second, client_of(second.url, headers) as client:
            await until_each_has_a_card(box, ids)
            repeated = [await hand_in(client, number) for number in range(4)]
            await approve(box, ids[0])
            second.kill()
        async with serving(tmp_path, settings) as third, client_of(third.url, headers) as client:
            decided = (await client.get(f"/v1/outputs/{ids[0]}", params={"wait": 20})).json()
            code = await third.end()

        assert repeated == ids
        assert decided["state"] == "approved", third.log.read_text()
        assert code == 0
        assert [len(cards_of(box, output_id)) for output_id in ids] == [1] * 4


async def test_an_ordinary_end_answers_who_waits_and_is_quick(sqlite_url: str, tmp_path: Path) -> None:
    async with a_workspace() as box:
        settings = environment(sqlite_url, box.api_url, free_port())
        headers = await set_up(tmp_path, settings)

        async with serving(tmp_path, settings) as bot, client_of(bot.url, headers) as client:
            output_id = await hand_in(client, 1)
            waiting = asyncio.create_task(client.get(f"/v1/outputs/{output_id}", params={"wait": 60}))
            await asyncio.sleep(0.5)
            async with asyncio.timeout(20):
                code, answer = await asyncio.gather(bot.end(), waiting)

        assert code == 0
        assert "Traceback" not in bot.log.read_text()
        assert answer.status_code == 200
        assert answer.json()["state"] == "in_review"


async def test_it_serves_while_slack_is_away_and_catches_up(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    settings = environment(sqlite_url, f"http://127.0.0.1:{port}/api/", free_port())
    async with a_workspace(port):
        headers = await set_up(tmp_path, settings)

    async with serving(tmp_path, settings) as bot, client_of(bot.url, headers) as client:

        async def is_ready() -> bool:
            return (await client.get("/readyz")).status_code == 200

        away = await client.get("/readyz")
        output_id = await hand_in(client, 1)
        async with a_workspace(port) as back:
            await until_each_has_a_card(back, [output_id])
            await until(is_ready, within_s=60)

    assert away.status_code == 503
    assert "Slack" in away.text


async def test_the_file_that_the_settings_name_is_applied_at_start(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(WORKFLOW)
    (tmp_path / "wrong.toml").write_text(WORKFLOW.replace("ada@example.com", "eve@example.com"))
    async with a_workspace() as box:
        settings = environment(sqlite_url, box.api_url, free_port())
        told = {}
        for name in ("good.toml", "wrong.toml"):
            async with (
                serving(tmp_path, settings | {"ANSWERABLE_WORKFLOWS": name}) as bot,
                client_of(bot.url, {}) as client,
            ):

                async def has_met_slack() -> bool:
                    return bool((await client.get("/readyz")).json()["parts"]["slack"]["ok"])

                await until(has_met_slack)
                told[name] = (await client.get("/readyz")).json()["parts"]["workflows"]
        listed = await asyncio.to_thread(answerable, tmp_path, settings, "workflow", "list", "--json")

    assert told["good.toml"]["ok"]
    assert (
        "workflows.refund-replies.owner: nobody in Slack is eve@example.com" in told["wrong.toml"]["problem"]
    )
    assert [one["slug"] for one in json.loads(listed.stdout)] == [SLUG]


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"ANSWERABLE_SECRET": ""}, "ANSWERABLE_SECRET: it is not set"),
        ({"ANSWERABLE_SECRET": "replace-this-with-32-or-more-random-bytes"}, "the example's value"),
        ({"ANSWERABLE_PORT": "x"}, "ANSWERABLE_PORT: 'x' is not a port"),
        ({"ANSWERABLE_HOST": "nowhere.invalid"}, "ANSWERABLE_HOST, ANSWERABLE_PORT: nowhere.invalid:"),
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


def test_serve_refuses_a_schema_that_lost_a_guard(database_url: str, tmp_path: Path) -> None:
    table = "" if database_url.startswith("sqlite") else " ON outputs"
    with Database(database_url) as db:
        db.write_now(lambda tx, _: tx.conn.exec_driver_sql(f"DROP TRIGGER outputs_moves{table}"), None)

    done = answerable(tmp_path, environment(database_url, "http://127.0.0.1:9/api/", free_port()), "serve")

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "answerable: Guards are missing from the schema: outputs_moves. Restore it from a backup."
    ]


def client_of(url: str, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=60)
