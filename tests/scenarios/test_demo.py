"""The demo: ready within seconds, alive, quiet about itself, and gone without a trace."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.architecture.source import ROOT
from tests.scenarios.office import free_port, until


async def messages(page: httpx.AsyncClient, channel: str) -> list[dict[str, Any]]:
    answer = await page.get("/_sandbox/messages", params={"channel": channel})
    return list(answer.json()["messages"])


async def test_the_demo_is_alive_and_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "ANSWERABLE_"))
    }
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(free_port())]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=tmp_path,
        env=kept | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            page_line, api_line, key_line = [(await process.stdout.readline()).decode() for _ in range(3)]
        page_url = re.search(r"http://\S+?(?=/\?)", page_line)[0]  # type: ignore[index]  # it is there
        api_url = re.search(r"http://\S+", api_line)[0]  # type: ignore[index]  # as above
        key = re.search(r"ans_\S+", key_line)[0]  # type: ignore[index]  # as above
        async with (
            httpx.AsyncClient(base_url=page_url) as page,
            httpx.AsyncClient(base_url=api_url, headers={"Authorization": f"Bearer {key}"}) as api,
        ):

            async def has_cards() -> bool:
                return len(await messages(page, "support-ai-review")) >= 3

            await until(has_cards, within_s=30)
            (card, *_) = await messages(page, "support-ai-review")
            act = {"as": "ben", "do": "react", "channel": "support-ai-review", "ts": card["ts"], "name": "x"}
            acted = (await page.post("/_sandbox/act", json=act)).json()

            async def it_says_so() -> bool:
                now = {one["ts"]: one["text"] for one in await messages(page, "support-ai-review")}
                return now[card["ts"]] != card["text"]

            await until(it_says_so, within_s=30)
            moved = (await page.post("/_sandbox/clock", json={"advance_s": 61}, timeout=60)).json()
            now = datetime.fromtimestamp(
                (await page.get("/_sandbox/clock")).json()["now"], ZoneInfo("Europe/Berlin")
            )
            monday = datetime.combine(now.date() + timedelta(7 - now.weekday()), time(9), now.tzinfo)
            await page.post("/_sandbox/clock", json={"advance_s": (monday - now).total_seconds()}, timeout=60)

            async def has_a_stand_up() -> bool:
                told = await messages(page, "support-ai-review")
                return any(
                    str(block["block_id"]).startswith("standup:") for one in told for block in one["blocks"]
                )

            await until(has_a_stand_up, within_s=30)
            listed = (await api.get("/v1/outputs", params={"workflow": "refund-replies"})).json()

            async def the_owner_is_asked() -> bool:
                own = (await page.get("/_page/state", params={"as": "karl"})).json()["channels"]
                said = [await messages(page, one["id"]) for one in own if one["kind"] == "im"]
                return any("may we check delivery-updates less?" in one["text"] for dm in said for one in dm)

            await until(the_owner_is_asked, within_s=60)
            sales = [one["text"] for one in await messages(page, "sales-ai-review")]
            panel = (await page.get("/_page/state", params={"as": "ben"})).json()["panel"]
            shown = (await page.get("/?as=ben")).status_code
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(25):
            _, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()

    assert acted["ok"]
    assert moved["ok"]
    assert {one["state"] for one in listed["outputs"]} >= {"in_review", "rejected"}
    assert any("product-texts is watched" in text for text in sales)
    assert any("faq-answers: 1 in 2 is checked" in text for text in sales)
    assert {"in_review", "released"} <= {entry["status"] for entry in panel}
    assert shown == 200
    assert complaints.decode() == ""
    assert process.returncode == 0
    assert list((tmp_path / ".demo").iterdir()) == []
