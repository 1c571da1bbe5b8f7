"""Secrets and texts are in no log, no figure, no error and no record, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from sandbox.workspace import APP_TOKEN, BOT_TOKEN
from storage.database import Database
from storage.tables import evidence, outbox
from tests.handlers.outbox.receiver import Receiver, receiving, saying
from tests.scenarios.office import CHANNEL, SLUG, WORKFLOW, a_workspace, free_port, until
from tests.scenarios.process import SECRET, answerable, environment, serving

# What somebody types or hands in, each with a word that stands nowhere else.
TEXT = {
    "content": "Dear CANARYCONTENT, your money is on its way.",
    "title": "Reply CANARYTITLE",
    "input": "CANARYINPUT wrote",
    "links": [{"label": "CANARYLABEL", "url": "https://example.com/CANARYPATH"}],
    "model": "CANARYMODEL",
    "segment": "CANARYSEGMENT",
    "metadata": {"ticket": "CANARYMETADATA"},
}
NOTE = "CANARYNOTE: not what the order says"


async def test_what_is_secret_or_private_is_told_to_nobody_else(sqlite_url: str, tmp_path: Path) -> None:
    async with receiving(_refuses_at_first) as receiver, a_workspace() as box:
        settings = environment(
            sqlite_url,
            box.api_url,
            free_port(),
            ANSWERABLE_LOG_LEVEL="debug",
            ANSWERABLE_ALLOW_LOCAL_CALLBACKS="true",
        )
        (tmp_path / "workflows.toml").write_text(WORKFLOW)
        applied = await _ordered(tmp_path, settings, "workflow", "apply", "workflows.toml")
        making = ("key", "create", "--workflow", SLUG, "--owner", "ruth@example.com", "--json")
        calling = ("--callback-url", f"{receiver.url}&token=CANARYHOOK")
        key = await _ordered(tmp_path, settings, *making, *calling)
        made = json.loads(key.stdout)
        async with serving(tmp_path, settings) as bot:
            async with (
                httpx.AsyncClient(
                    base_url=bot.url, headers={"Authorization": f"Bearer {made['key']}"}, timeout=30
                ) as api,
                httpx.AsyncClient(base_url=box.url, timeout=30) as sandbox,
            ):
                told = await _a_bad_day(api, sandbox)
                await until(lambda: _all_told(receiver))
                told += (await api.get("/metrics")).text + (await api.get("/readyz")).text
            assert await bot.end() == 0
        told += applied.stdout + applied.stderr + bot.log.read_text() + _kept(sqlite_url)

    secret = [made["key"], made["webhook_secret"], SECRET, BOT_TOKEN, APP_TOKEN, "whsec_"]
    assert "outbox webhook" in bot.log.read_text(), "what went wrong was not even logged"
    assert [word for word in ["CANARY", *secret] if word in told] == []


async def _a_bad_day(api: httpx.AsyncClient, sandbox: httpx.AsyncClient) -> str:
    """Hand in, judge, reject, ask wrongly and break Slack meanwhile. Return every error that was answered."""
    faults = [
        ("chat.postMessage", "drop_after_accept"),
        ("chat.postMessage", "500"),
        ("chat.postMessage", "error:invalid_blocks"),
        ("users.info", "500"),
        ("chat.update", "429"),
        ("views.open", "error:expired_trigger_id"),
    ]
    for method, fault in faults:
        await sandbox.post("/_sandbox/faults", json={"method": method, "fault": fault})
    body = {"workflow": SLUG, **TEXT}
    first = (await api.post("/v1/outputs", json=body, headers={"Idempotency-Key": "CANARYKEY-1"})).json()
    errors = [
        await api.post("/v1/outputs", json=body | {"content": "CANARYOTHER"}, headers=_repeat("CANARYKEY-1")),
        await api.post("/v1/outputs", content=b'{"content": "CANARYBROKEN', headers=_repeat("CANARYKEY-2")),
        await api.post(
            "/v1/outputs", json=body | {"confidence": "CANARYTYPE"}, headers=_repeat("CANARYKEY-3")
        ),
        await api.get(f"/v1/outputs/{first['id']}", headers={"Authorization": "Bearer ans_CANARYBEARER"}),
    ]
    await _stopped(sandbox, first["id"])
    return "".join(error.text for error in errors)


async def _stopped(sandbox: httpx.AsyncClient, output_id: str) -> None:
    """Let Ben stop it, with a note, as soon as its card is there."""
    cards: list[dict[str, Any]] = []

    async def is_there() -> bool:
        answer = await sandbox.get("/_sandbox/messages", params={"channel": CHANNEL})
        cards[:] = [one for one in answer.json()["messages"] if output_id in str(one.get("blocks"))]
        return bool(cards)

    await until(is_there, within_s=60)
    press = {"as": "ben", "do": "click", "channel": CHANNEL, "ts": cards[0]["ts"], "action_id": "reject"}
    values = {"reason": {"reason": "wrong"}, "note": {"note": NOTE}}

    async def is_stopped() -> bool:
        """Press until the modal opens: Slack fails now and then."""
        pressed = (await sandbox.post("/_sandbox/act", json=press | {"wait_s": 2, "until": "view"})).json()
        if not pressed.get("view"):
            return False
        submit = {"as": "ben", "do": "submit", "view": "reject", "values": values}
        return bool((await sandbox.post("/_sandbox/act", json=submit)).json()["ok"])

    await until(is_stopped, within_s=60)


async def _ordered(folder: Path, settings: dict[str, str], *arguments: str) -> Any:
    """Run one command, which has to succeed; the workspace goes on meanwhile."""
    done = await asyncio.to_thread(answerable, folder, settings, *arguments)
    assert done.returncode == 0, done.stderr
    return done


def _repeat(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


async def _all_told(receiver: Receiver) -> bool:
    return len(receiver.bodies) >= 2


def _refuses_at_first(number: int) -> bytes:
    return saying(500 if number == 1 else 200, body=b"CANARYBACK")(number)


def _kept(database_url: str) -> str:
    """Everything in the record and in what went wrong on its way out."""
    with Database(database_url) as db:
        rows = db.read_now(
            lambda conn: [
                *conn.execute(select(evidence)).all(),
                *conn.execute(select(outbox.c.last_error)).all(),
            ]
        )
    return "\n".join(map(str, rows))
