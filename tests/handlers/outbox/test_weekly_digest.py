"""The leaders' summary stands in their channel once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from handlers.clock.digests import issue_digests, issue_owners_digests
from handlers.clock.reach import Reach
from storage.tables import digests
from tests.builders import user_id
from tests.handlers.outbox.conftest import LEADERS, PACE, Scene
from tests.handlers.outbox.test_late import direct
from usecases.be_quiet import BeQuiet, EndQuiet, be_quiet, end_quiet
from usecases.record_summary import RecordSummary, record_summary

WEEK_S = timedelta(days=7).total_seconds()


def reach(scene: Scene) -> Reach:
    return Reach(scene.db, scene.clock, "Europe/Berlin", LEADERS)


def _rows(conn: Connection) -> list[tuple[str, str, str | None]]:
    return [
        (row.period, row.state, row.ts)
        for row in conn.execute(select(digests).order_by(digests.c.period, digests.c.audience))
    ]


async def test_on_monday_the_week_before_is_summed_up(scene: Scene) -> None:
    scene.company.hand_in()
    scene.later(WEEK_S)

    for _ in range(3):
        await issue_digests(reach(scene))
        await scene.work()

    (message,) = scene.messages(LEADERS)
    assert message["text"].startswith(
        "AI at work · week 48\nHow it's going\nrefund-replies · still a pilot · nothing went out"
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


async def ask_owners(scene: Scene) -> None:
    for _ in range(3):
        await issue_owners_digests(reach(scene))
        await scene.work()


@pytest.mark.parametrize("fault", [None, "drop_after_accept"])
async def test_an_owner_has_theirs_once_and_the_deputy_none(scene: Scene, fault: str | None) -> None:
    await ask_owners(scene)
    scene.company.hand_in()
    scene.later(WEEK_S)
    if fault is not None:
        scene.fault("chat.postMessage", fault)

    await ask_owners(scene)
    await asyncio.sleep(PACE.settle_s)
    await ask_owners(scene)

    (message,) = direct(scene, "ada")
    assert message["text"].startswith(
        "Your AI workflow · week 48\nHow it's going\nrefund-replies · still a pilot · nothing"
    )
    assert message["text"].endswith("· 1 not decided in time")
    assert direct(scene, "grace") == []
    assert ("2026-W48", "sent", message["ts"]) in scene.db.read_now(_rows)


async def test_a_quiet_week_is_one_line_to_an_owner_and_waits_for_their_peace(scene: Scene) -> None:
    await ask_owners(scene)
    scene.later(WEEK_S)
    now = scene.clock.now()
    scene.db.write_now(be_quiet, BeQuiet(user_id("ada"), now + timedelta(hours=8), "Europe/Berlin", now))
    await ask_owners(scene)
    assert direct(scene, "ada") == []

    scene.db.write_now(end_quiet, EndQuiet(user_id("ada"), False, now))
    await ask_owners(scene)

    (message,) = direct(scene, "ada")
    assert (
        message["text"]
        == "Your AI workflow · week 48. Nothing needs you. refund-replies: as agreed, nothing late."
    )


async def test_it_counts_among_the_two_messages_of_a_day(scene: Scene) -> None:
    await ask_owners(scene)
    scene.later(WEEK_S)
    now = scene.clock.now()
    had_two = RecordSummary(user_id("ada"), "D0", "1.0", "", [], frozenset(), now.date().isoformat(), 2, now)
    scene.db.write_now(record_summary, had_two)
    await ask_owners(scene)
    assert direct(scene, "ada") == []

    scene.later(timedelta(hours=23).total_seconds())
    await ask_owners(scene)

    assert len(direct(scene, "ada")) == 1
