"""The leaders' summary stands in their channel once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from handlers.clock.digests import issue_digests
from handlers.clock.reach import Reach
from storage.tables import digests
from tests.handlers.outbox.conftest import LEADERS, PACE, Scene

WEEK_S = timedelta(days=7).total_seconds()


def reach(scene: Scene) -> Reach:
    return Reach(scene.db, scene.clock, "Europe/Berlin", LEADERS)


def _rows(conn: Connection) -> list[tuple[str, str, str | None]]:
    return [
        (row.period, row.state, row.ts) for row in conn.execute(select(digests).order_by(digests.c.period))
    ]


async def test_on_monday_the_week_before_is_summed_up(scene: Scene) -> None:
    scene.company.hand_in()
    scene.later(WEEK_S)

    for _ in range(3):
        await issue_digests(reach(scene))
        await scene.work()

    (message,) = scene.messages(LEADERS)
    assert message["text"].startswith(
        "AI at work · week 48\nHow it's going\nrefund-replies · nothing went out"
    )
    assert scene.db.read_now(_rows) == [("2026-W48", "sent", message["ts"])]


async def test_nothing_is_issued_where_nobody_wants_it(scene: Scene) -> None:
    scene.later(WEEK_S)

    await issue_digests(Reach(scene.db, scene.clock, "Europe/Berlin", None))
    await scene.work()

    assert scene.db.read_now(_rows) == []
    assert scene.messages(LEADERS) == []


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop_before_accept", "500"])
async def test_a_doubtful_summary_is_looked_for_before_it_is_repeated(scene: Scene, fault: str) -> None:
    scene.later(WEEK_S)
    scene.fault("chat.postMessage", fault)

    await issue_digests(reach(scene))
    await scene.work()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    (message,) = scene.messages(LEADERS)
    assert scene.db.read_now(_rows) == [("2026-W48", "sent", message["ts"])]


async def test_after_an_outage_the_latest_says_what_was_left_out(scene: Scene) -> None:
    scene.later(WEEK_S)
    await issue_digests(reach(scene))
    await scene.work()

    scene.later(3 * WEEK_S)
    await issue_digests(reach(scene))
    await scene.work()

    texts = [message["text"] for message in scene.messages(LEADERS)]
    assert len(texts) == 2
    assert "the summaries of weeks 49, 50 were left out" in texts[1]
    assert [state for _, state, _ in scene.db.read_now(_rows)] == ["sent", "skipped", "skipped", "sent"]
