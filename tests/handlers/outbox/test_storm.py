"""Several processes, a Slack that fails in every way, and processes that die: still one card each."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.attempts import Pace
from bot.dispatcher import Dispatcher
from handlers.outbox.effects import Means, effects
from handlers.outbox.webhook import SendWebhook
from handlers.slack.gateway import Slack
from handlers.slack.pacing import Pacer
from sandbox.workspace import BOT_TOKEN
from storage.database import Database
from tests.handlers.outbox.conftest import Scene

OUTPUTS = 10
FAULTS = ("drop_after_accept", "drop_before_accept", "500", "error:internal_error", "slow", "429")
STORM = Pace(lease_s=2.0, effect_s=1.2, settle_s=0.3, rarest_s=0.6, poll_s=0.05)


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 10))]
)
async def test_in_a_storm_every_output_gets_one_card(scene: Scene, database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    scene.box.world.timing.history_lag_s = 0.2
    outputs = [scene.hand_in() for _ in range(OUTPUTS)]
    for method in ["chat.postMessage"] * 10 + ["conversations.history"] * 4 + ["chat.getPermalink"] * 2:
        scene.fault(method, chance.choice(FAULTS), delay_s=0.8)
    databases = [scene.db]
    if scene.db.dialect == "postgresql":
        databases += [Database(database_url), Database(database_url)]
        for db in databases[1:]:
            await db.start()
    webhooks = SendWebhook("a secret of at least thirty-two bytes")

    async with asyncio.timeout(120):
        while scene.left():
            processes = [_process(scene, db, webhooks) for db in databases]
            working = [asyncio.create_task(process.work_once()) for process in processes]
            await asyncio.wait(working, timeout=chance.uniform(0.1, 1.5))
            for process, work in zip(processes, working, strict=True):
                await _kill(process, work)
            await asyncio.sleep(0.2)
            scene.later(5)

    messages = scene.cards()
    recorded = sorted(scene.card(output).ts for output in outputs)
    assert sorted(message["ts"] for message in messages) == recorded
    assert [len(scene.cards(output)) for output in outputs] == [1] * OUTPUTS
    await webhooks.stop()
    for db in databases[1:]:
        await db.stop()


def _process(scene: Scene, db: Database, webhooks: SendWebhook) -> Dispatcher:
    """A process of its own: its own view of Slack's limits, which a busy test has no time for."""
    slack = Slack(BOT_TOKEN, scene.box.api_url, timeout_s=1, pacer=Pacer(per_channel={}, per_workspace={}))
    means = Means(db, slack, scene.clock, "Europe/Berlin", webhooks, lambda: None)
    return Dispatcher(db, effects(means), scene.clock, pace=STORM)


async def _kill(process: Dispatcher, working: asyncio.Task[int]) -> None:
    tasks = [working, *process.tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
