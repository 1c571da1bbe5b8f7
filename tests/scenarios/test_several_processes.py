"""Three processes on one PostgreSQL deal with the same outputs at the same time: each step is done by one of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy import Table, select

from domain.clock import Clock
from domain.references import ChannelRef
from sandbox.acts.perform import perform
from sandbox.clock import SandboxClock
from sandbox.control import messages_json
from sandbox.server import Sandbox
from storage.database import Database
from storage.tables import approvals, evidence, inbox, outbox, outputs, releases, votes
from tests.scenarios.lives import Lives, living
from tests.scenarios.office import CHANNEL, SLUG, WORKFLOW, free_port, settings_for
from tests.scenarios.working_day import LEADERS, settle_in

PROCESSES = 3
OUTPUTS = 100
ROOMY = WORKFLOW + f"max_open_cards = {OUTPUTS + 1}\n"
PEOPLE = ("ben", "mia", "tom")
PATIENCE_S = 180.0
ONCE = {"output.handed_in", "card.posted", "output.approved", "output.rejected", "output.released"}


@dataclass
class Offices:
    """Several processes, each with an address of its own, on one database and one workspace."""

    box: Sandbox
    lives: list[Lives]
    apis: list[httpx.AsyncClient]
    db: Database

    async def hand_in(self) -> list[str]:
        """Hand in the same to all of them at once; return the ids, on which they have to agree."""
        lines = [
            json.dumps({"workflow": SLUG, "content": f"Text {n}", "idempotency_key": f"order-{n}"})
            for n in range(OUTPUTS)
        ]
        headers = {"Content-Type": "application/x-ndjson"}
        posting = [
            api.post("/v1/outputs/bulk", content="\n".join(lines), headers=headers) for api in self.apis
        ]
        answers = [
            [json.loads(line) for line in one.text.splitlines()] for one in await asyncio.gather(*posting)
        ]
        assert Counter(line["status"] for lines in answers for line in lines) == {
            201: OUTPUTS,
            200: OUTPUTS * (PROCESSES - 1),
        }
        ids = [[line["output"]["id"] for line in lines] for lines in answers]
        assert ids[0] == ids[1] == ids[2]
        return ids[0]

    async def judge(self, ts_of: dict[str, str], chance: random.Random) -> None:
        """Let all three people judge every output, each in an order of their own; four in five marks are ✅."""
        acts = [
            {
                "as": who,
                "do": "react",
                "channel": CHANNEL,
                "ts": ts,
                "name": chance.choice(["white_check_mark"] * 4 + ["x"]),
            }
            for who in PEOPLE
            for ts in chance.sample(sorted(ts_of.values()), len(ts_of))
        ]
        chance.shuffle(acts)
        for at_once in range(0, len(acts), 30):
            done = await asyncio.gather(
                *(perform(self.box.world, act) for act in acts[at_once : at_once + 30])
            )
            assert all(one["error"] in (None, "operation_timeout") for one in done)

    async def release(self, output_id: str) -> list[int]:
        """Ask all of them at once, each with a key of its own; return what they answer."""
        path = f"/v1/outputs/{output_id}/release"
        asking = [api.post(path, headers={"Idempotency-Key": f"use-{n}"}) for n, api in enumerate(self.apis)]
        return sorted(answer.status_code for answer in await asyncio.gather(*asking))

    async def later(self, seconds: float) -> None:
        await self.box.world.clock.advance(seconds)
        await asyncio.gather(*(lives.later(seconds) for lives in self.lives))

    async def until_calm(self) -> None:
        """Wait until every event was dealt with and every wish fulfilled, but for rejections without a reason."""
        async with asyncio.timeout(PATIENCE_S):
            while self.box.world.delivery.open_events() or not self._is_calm():  # noqa: ASYNC110  # rows tell nobody
                await asyncio.sleep(0.1)

    def _is_calm(self) -> bool:
        now = Clock().now() + timedelta(seconds=self.lives[0].ahead_s)
        waiting = [row for row in self.rows(outbox) if row.due_at <= now]
        return not waiting and all(row.done_at for row in self.rows(inbox))

    def messages(self, channel: str) -> list[dict[str, Any]]:
        found = next(one for one in self.box.world.channels.values() if one.name == channel)
        return [one for one in messages_json(self.box.world, found) if "ephemeral_to" not in one]

    def rows(self, table: Table) -> list[Any]:
        return self.db.read_now(lambda conn: list(conn.execute(select(table)).all()))


async def test_each_step_is_done_once_and_nobody_stands_in_the_way_of_another(
    postgresql_url: str, tmp_path: Path
) -> None:
    chance = random.Random(3)
    async with three_offices(postgresql_url, tmp_path) as offices:
        ids = await offices.hand_in()
        await offices.until_calm()
        cards = {name: found for name in ids if len(found := cards_of(offices, name)) == 1}
        assert len(cards) == OUTPUTS

        await offices.judge({name: found[0]["ts"] for name, found in cards.items()}, chance)
        await offices.until_calm()
        await offices.later(61)
        await offices.until_calm()
        states = {row.id: row.state for row in offices.rows(outputs)}
        approved = [name for name in ids if states[name] == "approved"]
        answers = [await offices.release(name) for name in approved]
        await offices.until_calm()

        assert set(states.values()) == {"approved", "rejected"}
        assert Counter(map(tuple, answers)) == {(200, 409, 409): len(approved)}
        assert all(len(cards_of(offices, name)) == 1 for name in ids)
        assert len([one for one in offices.messages(LEADERS) if "ans:digest:" in str(one)]) == 1
        look_for_doubles(offices, set(approved))
        assert [lives.died for lives in offices.lives] == [[]] * PROCESSES
    assert deadlocks_of(postgresql_url) == 0, circles_in_log(postgresql_url)


def look_for_doubles(offices: Offices, approved: set[str]) -> None:
    """One vote a person, one approval that counts, one release; each step on record once, none beside another."""
    steps = Counter((row.output_id, row.action) for row in offices.rows(evidence) if row.action in ONCE)
    cast = Counter((row.output_id, row.person) for row in offices.rows(votes))
    released = {row.output_id for row in offices.rows(releases)}
    assert set(steps.values()) == {1}
    assert set(cast.values()) == {1}
    assert released == approved == {name for name, action in steps if action == "output.released"}
    assert {name for name, action in steps if action == "output.rejected"}.isdisjoint(released)
    assert released <= {row.output_id for row in offices.rows(approvals)}


def cards_of(offices: Offices, output_id: str) -> list[dict[str, Any]]:
    return [one for one in offices.messages(CHANNEL) if f"'ans:{output_id}:" in str(one.get("blocks"))]


def deadlocks_of(url: str) -> int:
    """Return how often PostgreSQL had to end a transaction that waited in a circle."""
    with psycopg.connect(url, autocommit=True) as conn:
        asked = conn.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert asked is not None
    return int(asked[0])


def circles_in_log(url: str) -> str:
    """Return what the server wrote of who waited for whom."""
    with psycopg.connect(url, autocommit=True) as conn:
        asked = conn.execute("SHOW data_directory").fetchone()
    assert asked is not None
    return (Path(asked[0]).parent / "log").read_text().partition("deadlock detected")[2][:4_000]


@contextlib.asynccontextmanager
async def three_offices(database_url: str, folder: Path) -> AsyncIterator[Offices]:
    box = Sandbox(rate_limits=False, clock=SandboxClock())
    async with contextlib.AsyncExitStack() as ending:
        await box.start()
        ending.push_async_callback(box.stop)
        settings = settings_for(database_url, box, leaders_channel=ChannelRef(f"#{LEADERS}"))
        headers = {"Authorization": f"Bearer {await settle_in(settings, folder, ROOMY)}"}
        db = ending.enter_context(Database(database_url))
        lives, apis = [], []
        for number in range(PROCESSES):
            own = replace(settings, port=free_port())
            lives.append(await ending.enter_async_context(living(own, folder / f"bot-{number}.log")))
            api = httpx.AsyncClient(base_url=f"http://127.0.0.1:{own.port}", headers=headers, timeout=60.0)
            apis.append(await ending.enter_async_context(api))
        await asyncio.gather(*map(until_it_answers, apis))
        yield Offices(box, lives, apis, db)


async def until_it_answers(api: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await api.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
