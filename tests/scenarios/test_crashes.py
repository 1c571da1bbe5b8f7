"""The bot is killed again and again while people and AI systems work: what it acknowledged is true afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, select

from bot.config import load
from bot.slack_side import directory_for
from bot.workflow_files import apply_file
from domain.clock import Clock
from storage.database import Database
from storage.tables import approvals, evidence, inbox, outbox, outputs, releases, votes
from tests.handlers.outbox.receiver import Receiver, receiving
from tests.scenarios.office import SLUG, WORKFLOW, a_workspace, free_port, until
from tests.scenarios.process import answerable, environment, serving
from tests.scenarios.storm import LEADERS, Storm

HASTY = WORKFLOW + 'undo = "1s"\n'
# A card a second, and on PostgreSQL a lease of what was being sent has to run out first.
CATCHING_UP_S = 400.0
# A connection that has idled may be closed by its server in the very moment in which it is used again.
_EACH_ITS_OWN = httpx.Limits(max_keepalive_connections=0)


async def test_what_was_acknowledged_is_true_after_three_power_cuts(sqlite_url: str, tmp_path: Path) -> None:
    await weather(sqlite_url, tmp_path, lives_s=[2.0, 0.3, 3.0], seed=1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3))
async def test_what_was_acknowledged_is_true_after_many_power_cuts(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    lives = [chance.choice([chance.uniform(0.0, 1.0), chance.uniform(1.0, 20.0)]) for _ in range(12)]

    await weather(database_url, tmp_path, lives_s=lives, seed=seed)


@pytest.mark.nightly
async def test_what_was_acknowledged_is_true_after_ten_minutes_of_power_cuts(
    database_url: str, tmp_path: Path
) -> None:
    chance = random.Random(600)
    lives: list[float] = []
    while sum(lives) < 600.0:
        lives.append(chance.choice([chance.uniform(0.0, 1.0), chance.uniform(1.0, 20.0)]))

    # Slack takes some forty changed cards a minute: what is handed in faster is caught up with for hours.
    await weather(database_url, tmp_path, lives_s=lives, seed=600, pause_s=(5.0, 10.0))


async def weather(
    database_url: str,
    folder: Path,
    *,
    lives_s: list[float],
    seed: int,
    pause_s: tuple[float, float] = (0.8, 2.0),
) -> None:
    """Let the bot live so long each time; then let it catch up, and look at everything."""
    async with receiving(_well_in_the_end) as receiver, a_workspace() as box:
        local = {"ANSWERABLE_ALLOW_LOCAL_CALLBACKS": "true", "ANSWERABLE_LEADERS_CHANNEL": f"#{LEADERS}"}
        settings = environment(database_url, box.api_url, free_port(), **local)
        headers = await set_up_last_week(folder, settings)
        url = f"http://127.0.0.1:{settings['ANSWERABLE_PORT']}"
        async with (
            httpx.AsyncClient(base_url=url, headers=headers, timeout=20) as api,
            httpx.AsyncClient(base_url=box.url, timeout=20, limits=_EACH_ITS_OWN) as sandbox,
        ):
            storm = Storm(api, sandbox, receiver.url, random.Random(seed), pause_s)
            async with at_work(storm.judge(), storm.use()):
                async with at_work(storm.hand_in("one"), storm.hand_in("two")):
                    for life_s in lives_s:
                        async with serving(folder, settings) as bot:
                            await asyncio.sleep(life_s)
                            bot.kill()
                async with serving(folder, settings) as bot:
                    await until(lambda: _is_calm(storm, database_url), within_s=CATCHING_UP_S)
                    assert await bot.end() == 0
            with Database(database_url) as db:
                await look(storm, db, receiver)


async def look(storm: Storm, db: Database, receiver: Receiver) -> None:
    """Compare what was acknowledged with what is there."""
    made = {row.idempotency_key: row for row in rows(db, outputs)}
    assert {key: row.id for key, row in made.items()} == storm.handed_in
    assert {output_id: len(cards) for output_id, cards in (await storm.cards()).items()} == dict.fromkeys(
        storm.handed_in.values(), 1
    )
    states = {row.id: row.state for row in made.values()}
    told = {output_id: "rejected" if name == "x" else "released" for output_id, name in storm.marked.items()}
    assert {output_id: states[output_id] for output_id in told} == told
    assert set(Counter((row.output_id, row.person) for row in rows(db, votes)).values()) <= {1}
    released = {row.output_id for row in rows(db, releases)}
    assert released <= {row.output_id for row in rows(db, approvals)}
    assert released == {output_id for output_id, state in states.items() if state == "released"}
    steps = Counter((row.output_id, row.action) for row in rows(db, evidence) if row.output_id)
    assert {steps[output_id, "output.released"] for output_id in released} <= {1}
    assert all(row.done_at for row in rows(db, inbox))
    assert len([one for one in await storm.messages(LEADERS) if "ans:digest:" in str(one)]) == 1
    look_at_webhooks(receiver, released)


def look_at_webhooks(receiver: Receiver, released: set[str]) -> None:
    """Each at least once, the same bytes under the same id, in order for each output."""
    ids: dict[tuple[str, int], set[str]] = {}
    bodies: dict[str, set[bytes]] = {}
    first: dict[str, list[int]] = {}
    types: dict[str, set[str]] = {}
    for headers, body in zip(receiver.headers, receiver.bodies, strict=True):
        event = json.loads(body)
        output_id, sequence = event["data"]["id"], event["sequence"]
        ids.setdefault((output_id, sequence), set()).add(headers["webhook-id"])
        bodies.setdefault(headers["webhook-id"], set()).add(body)
        types.setdefault(output_id, set()).add(event["type"])
        if sequence not in first.setdefault(output_id, []):
            first[output_id].append(sequence)
    assert {len(each) for each in ids.values()} <= {1}
    assert {len(each) for each in bodies.values()} <= {1}
    assert all(order == list(range(1, len(order) + 1)) for order in first.values())
    assert all(types.get(one, set()) == {"output.approved", "output.released"} for one in released)


async def set_up_last_week(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """Apply the workflow as if last week, so that a summary is due; return the headers that hand in to it."""
    (folder / "workflows.toml").write_text(HASTY)
    read, clock = load(folder, settings), Clock()
    db = Database(read.database_url)
    await db.start(beside=True)
    async with directory_for(read, db, clock) as directory:
        then = clock.now() - timedelta(days=8)
        await apply_file(db, directory, folder / "workflows.toml", timezone="UTC", now=then)
    await db.stop()
    ordered = ("key", "create", "--workflow", SLUG, "--owner", "ada@example.com", "--json")
    made = await asyncio.to_thread(answerable, folder, settings, *ordered)
    return {"Authorization": f"Bearer {json.loads(made.stdout)['key']}"}


async def _is_calm(storm: Storm, database_url: str) -> bool:
    """Say whether every output is decided for good and everything told, but for rejections that wait for a reason."""
    with Database(database_url) as db:
        waiting = [row for row in rows(db, outbox) if row.due_at <= Clock().now()]
        made = rows(db, outputs)
    states = [row.state for row in made]
    if any(row.settles_at for row in made):
        return False
    if not await storm.messages(LEADERS):
        return False
    undecided = [output_id for output_id in storm.handed_in.values() if output_id not in storm.marked]
    return not waiting and states.count("in_review") <= len(undecided) and "approved" not in states


@contextlib.asynccontextmanager
async def at_work(*work: Any) -> AsyncIterator[None]:
    """Let them work meanwhile. What breaks in their work is raised."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def rows(db: Database, table: Table) -> list[Any]:
    return db.read_now(lambda conn: list(conn.execute(select(table)).all()))


def _well_in_the_end(number: int) -> bytes:
    """Fail the first: it is sent again."""
    return b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % (500 if number == 1 else 200)
