"""When steps are late the leaders' channel hears of it once, and once when they no longer are."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, select

from handlers.clock.auditing import audit_steps
from handlers.clock.reach import Reach
from handlers.clock.settling import settle_all_due
from storage.tables import alarms
from tests.handlers.outbox.conftest import LEADERS, PACE, Scene

MINUTES_S = 60.0


def reach(scene: Scene, channel: str | None = LEADERS) -> Reach:
    return Reach(scene.db, scene.clock, "Europe/Berlin", channel)


async def _late_decision(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    scene.company.vote(output, "ben")
    await scene.work()
    scene.later(7 * MINUTES_S)


async def _audited(scene: Scene, at: Reach) -> None:
    await audit_steps(at)
    await scene.work()


def _open(conn: Connection) -> list[bool | None]:
    return list(conn.execute(select(alarms.c.open).order_by(alarms.c.id)).scalars())


async def test_what_is_late_is_told_once_and_its_end_once(scene: Scene) -> None:
    await _late_decision(scene)
    one, other = reach(scene), reach(scene)

    for each in (one, other, one, other, one):
        await _audited(scene, each)
    raised = scene.messages(LEADERS)
    await settle_all_due(one)
    await scene.work()
    for each in (other, one, other):
        await _audited(scene, each)

    assert [message["text"].partition(", late since")[0] for message in raised] == [
        "Answerable is behind: decisions to be made final (1)"
    ]
    assert "answerable check" in raised[0]["text"]
    assert len(scene.messages(LEADERS)) == 2
    assert scene.messages(LEADERS)[1]["text"].startswith("Answerable has caught up. Late from ")
    assert scene.db.read_now(_open) == [None]


async def test_a_process_that_slept_is_given_time_to_catch_up(scene: Scene) -> None:
    await _late_decision(scene)
    at = reach(scene)

    await _audited(scene, at)
    await settle_all_due(at)
    await scene.work()
    await _audited(scene, at)

    assert scene.messages(LEADERS) == []
    assert scene.db.read_now(_open) == []


async def test_what_is_over_before_it_could_be_told_is_told_once(scene: Scene) -> None:
    await _late_decision(scene)
    at = reach(scene)
    await audit_steps(at)
    await audit_steps(at)
    await settle_all_due(at)
    await audit_steps(at)

    await scene.work()
    await audit_steps(at)
    await scene.work()

    (message,) = scene.messages(LEADERS)
    assert message["text"].startswith("Answerable has caught up.")


async def test_a_second_time_is_a_second_alarm(scene: Scene) -> None:
    at = reach(scene)
    for _ in range(2):
        await _late_decision(scene)
        for _ in range(2):
            await _audited(scene, at)
        await settle_all_due(at)
        await scene.work()
        await _audited(scene, at)

    assert scene.db.read_now(_open) == [None, None]
    assert len(scene.messages(LEADERS)) == 4


async def test_without_a_leaders_channel_it_is_on_record_all_the_same(scene: Scene) -> None:
    await _late_decision(scene)
    at = reach(scene, None)

    for _ in range(3):
        await _audited(scene, at)

    assert scene.db.read_now(_open) == [True]


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop_before_accept", "500"])
async def test_a_doubtful_alarm_is_looked_for_before_it_is_repeated(scene: Scene, fault: str) -> None:
    await _late_decision(scene)
    at = reach(scene)
    scene.fault("chat.postMessage", fault)

    await audit_steps(at)
    await _audited(scene, at)
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    assert len(scene.messages(LEADERS)) == 1
