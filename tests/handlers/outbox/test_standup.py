"""Each working day a team hears once what waits, without names, and only if there is something to say."""

from __future__ import annotations

import asyncio
from datetime import time
from typing import Any

import pytest
from sqlalchemy import Connection, select

from domain.policy import Policy
from domain.working_time import WorkingHours
from handlers.clock.months import issue_months
from handlers.clock.reach import Reach
from handlers.clock.standups import issue_standups
from storage.tables import digests
from tests.builders import SLUG, user_id
from tests.handlers.outbox.conftest import PACE, Scene
from tests.usecases.test_months import stopped_and_overruled
from tests.usecases.test_watching import watch
from usecases.pause_workflow import PauseWorkflow, pause_workflow

HOUR_S = 3_600.0
DAY_S = 24 * HOUR_S
# The clock begins at ten on a Monday in Berlin.
AT = time(10, 30)


@pytest.fixture
def team(scene: Scene) -> Scene:
    """The workflow with a stand-up at half past ten."""
    scene.company.apply(Policy(purpose="replies", working_hours=WorkingHours("Europe/Berlin")), standup_at=AT)
    return scene


def standups(scene: Scene) -> list[dict[str, Any]]:
    return [
        message
        for message in scene.messages()
        if any(block["block_id"].startswith("standup:") for block in message.get("blocks") or [])
    ]


async def clock_ticks(scene: Scene, times: int = 1) -> None:
    for _ in range(times):
        await issue_standups(Reach(scene.db, scene.clock))
        await scene.work()


def _rows(conn: Connection) -> list[tuple[str, str]]:
    return [(row.period, row.state) for row in conn.execute(select(digests).order_by(digests.c.period))]


async def test_what_waits_is_told_once_at_its_hour(team: Scene) -> None:
    team.hand_in()
    judged = team.hand_in("Dear Ms Okafor, we are sorry.")
    team.company.vote(judged, "ben", via="modal")
    await clock_ticks(team)
    too_early = standups(team)

    team.later(0.5 * HOUR_S)
    await clock_ticks(team, 3)
    await asyncio.gather(*(issue_standups(Reach(team.db, team.clock)) for _ in range(3)))
    await team.work()

    assert too_early == []
    (message,) = standups(team)
    assert message["text"].startswith(f"{SLUG}: 1 waiting, the oldest since ")
    assert "2 came in, 1 decided or expired." in message["text"]
    assert message["blocks"][-1]["elements"][0]["action_id"] == "queue"
    assert "Ben" not in message["text"]


async def test_the_month_before_is_told_once_on_its_first_working_day(team: Scene) -> None:
    stopped_and_overruled(team.company, "Two")
    team.later(7 * DAY_S)  # the last of November
    for _ in range(2):
        await issue_months(Reach(team.db, team.clock))
        await team.work()
    assert months(team) == []

    team.later(DAY_S + 0.5 * HOUR_S)
    await asyncio.gather(*(issue_months(Reach(team.db, team.clock)) for _ in range(3)))
    await team.work()
    team.later(DAY_S)
    await issue_months(Reach(team.db, team.clock))
    await team.work()

    (message,) = months(team)
    assert message["text"].startswith("Where we were wrong in November 2026: ")
    assert [block["accessory"]["action_id"] for block in message["blocks"] if "accessory" in block] == [
        "read_all"
    ]


def months(scene: Scene) -> list[dict[str, Any]]:
    return [one for one in scene.messages() if "Where we were wrong" in one["text"]]


async def test_the_next_day_tells_what_is_late_and_what_is_stopped(team: Scene) -> None:
    team.hand_in()
    team.later(0.5 * HOUR_S)
    await clock_ticks(team)
    watch(team.company)
    team.hand_in("Dear Ms Okafor, we are sorry.")
    stop = PauseWorkflow(SLUG, user_id("mia"), "Wrong amounts.", team.clock.now())
    team.db.write_now(pause_workflow, stop)

    team.later(DAY_S)
    await clock_ticks(team)

    today = standups(team)[-1]["text"].split("\n")
    assert today[0].startswith(f"{SLUG}: 1 waiting, the oldest since ")
    assert "wanted by" not in today[0]
    assert today[1:] == [
        f"{SLUG}: 1 gone out and to be looked at, 1 of them late.",
        f"{SLUG} is stopped: nothing of it goes out.",
    ]


async def test_where_there_is_nothing_to_say_nothing_is_sent_all_day(team: Scene) -> None:
    team.later(0.5 * HOUR_S)
    await clock_ticks(team)
    team.hand_in()
    team.later(HOUR_S)
    await clock_ticks(team)

    assert standups(team) == []
    assert team.db.read_now(_rows) == [("2026-11-23", "skipped")]


async def test_nobody_hears_of_it_at_the_weekend_or_when_the_day_is_over(team: Scene) -> None:
    team.hand_in()
    team.later(7 * HOUR_S)  # five o'clock: the bot was away until now
    await clock_ticks(team)
    team.later(5 * DAY_S - 6 * HOUR_S)  # Saturday
    await clock_ticks(team)

    assert standups(team) == []


async def test_what_slack_could_not_take_before_the_day_was_over_is_not_sent_at_night(team: Scene) -> None:
    team.hand_in()
    team.later(0.5 * HOUR_S)
    await issue_standups(Reach(team.db, team.clock))

    team.later(7 * HOUR_S)
    await team.work()

    assert standups(team) == []


async def test_without_an_hour_there_is_no_stand_up(scene: Scene) -> None:
    scene.hand_in()
    scene.later(0.5 * HOUR_S)
    await clock_ticks(scene)

    assert standups(scene) == []


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop_before_accept", "500"])
async def test_a_doubtful_stand_up_is_looked_for_before_it_is_repeated(team: Scene, fault: str) -> None:
    team.hand_in()
    await team.work()
    team.later(0.5 * HOUR_S)
    team.fault("chat.postMessage", fault)

    await clock_ticks(team)
    await asyncio.sleep(PACE.settle_s)
    await team.work()

    assert len(standups(team)) == 1
