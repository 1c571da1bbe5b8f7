"""The demo: ready within seconds, alive, living on by the week, quiet about itself, and gone without a trace."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.architecture.source import ROOT
from tests.scenarios.office import free_port, until

_WEEK = re.compile(r"AI at work · week (\d+)")


async def messages(page: httpx.AsyncClient, channel: str) -> list[dict[str, Any]]:
    answer = await page.get("/_sandbox/messages", params={"channel": channel})
    return list(answer.json()["messages"])


async def cards(page: httpx.AsyncClient, channel: str) -> list[dict[str, Any]]:
    """Return the messages that show an output and can be approved, the newest first."""
    return [one for one in await messages(page, channel) if "'approve'" in str(one.get("blocks"))]


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
    assert process.stderr is not None
    try:
        async with asyncio.timeout(180):
            assert b"eight weeks" in await process.stderr.readline(), "why nothing is there yet"
            page_line, api_line, key_line = [(await process.stdout.readline()).decode() for _ in range(3)]
        page_url = re.search(r"http://\S+?(?=/\?)", page_line)[0]  # type: ignore[index]  # it is there
        api_url = re.search(r"http://\S+", api_line)[0]  # type: ignore[index]  # as above
        key = re.search(r"ans_\S+", key_line)[0]  # type: ignore[index]  # as above
        async with (
            httpx.AsyncClient(base_url=page_url) as page,
            httpx.AsyncClient(base_url=api_url, headers={"Authorization": f"Bearer {key}"}) as api,
        ):

            async def has_cards() -> bool:
                return len(await cards(page, "support-ai-review")) >= 3

            await until(has_cards, within_s=30)
            (card, *_) = await cards(page, "support-ai-review")
            act = {"as": "ben", "do": "react", "channel": "support-ai-review", "ts": card["ts"], "name": "x"}
            acted = (await page.post("/_sandbox/act", json=act)).json()

            async def it_says_so() -> bool:
                now = {one["ts"]: one["text"] for one in await messages(page, "support-ai-review")}
                return now[card["ts"]] != card["text"]

            await until(it_says_so, within_s=30)
            moved = (await page.post("/_sandbox/clock", json={"advance_s": 61}, timeout=60)).json()
            lived = [(await page.post("/_sandbox/next_week", json={}, timeout=300)).json() for _ in range(2)]

            async def has_stand_ups() -> bool:
                told = await messages(page, "support-ai-review")
                blocks = [str(block["block_id"]) for one in told for block in one["blocks"]]
                return len({one for one in blocks if one.startswith("standup:")}) >= 5

            async def leaders_have_three_weeks() -> bool:
                weeks = [_WEEK.match(one["text"]) for one in await messages(page, "ai-leaders")]
                return len({one[1] for one in weeks if one}) == 3

            await until(has_stand_ups, within_s=30)
            await until(leaders_have_three_weeks, within_s=30)
            listed = (await api.get("/v1/outputs", params={"workflow": "refund-replies"})).json()

            async def the_owner_is_asked() -> bool:
                own = (await page.get("/_page/state", params={"as": "karl"})).json()["channels"]
                said = [await messages(page, one["id"]) for one in own if one["kind"] == "im"]
                return any("may we check delivery-updates less?" in one["text"] for dm in said for one in dm)

            await until(the_owner_is_asked, within_s=60)
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
    assert {one["state"] for one in listed["outputs"]} >= {"released", "rejected"}
    mondays = [datetime.fromtimestamp(one["now"], ZoneInfo("Europe/Berlin")) for one in lived]
    assert [f"{at:%a %H:%M}" for at in mondays] == ["Mon 09:00"] * 2
    assert (mondays[1].date() - mondays[0].date()).days == 7
    assert {"in_review", "released"} <= {entry["status"] for entry in panel}
    assert shown == 200
    assert complaints.decode() == ""
    assert process.returncode == 0
    assert list((tmp_path / ".demo").iterdir()) == []
