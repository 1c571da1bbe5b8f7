"""Friday's question: to those who own something that runs, once, while they work, and not to who has said so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.fridays import asking_week
from domain.working_time import WorkingHours
from handlers.clock.fridays import ask_owners_about_leave
from handlers.clock.reach import Reach
from storage.tables import workflows
from storage.transaction import Tx
from tests.builders import MONDAY, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_leave import leave

BERLIN = WorkingHours(timezone="Europe/Berlin")
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)
DAY = 24 * 3_600


async def tick(scene: Scene, seconds: float = 0) -> None:
    await scene.later(seconds)
    await ask_owners_about_leave(Reach(scene.desk.db, scene.clock))
    await scene.settle()


@pytest.mark.parametrize(
    ("zone", "now", "asked"),
    [
        ("Europe/Berlin", FRIDAY, True),
        ("Europe/Berlin", FRIDAY - timedelta(days=1), False),
        ("Europe/Berlin", FRIDAY.replace(hour=17), False),
        ("America/New_York", FRIDAY, False),  # four in the morning
        ("America/New_York", FRIDAY.replace(hour=16), True),
        ("Asia/Tokyo", FRIDAY.replace(hour=1), True),
        (None, FRIDAY, True),
    ],
)
def test_it_is_asked_on_friday_while_the_person_works(zone: str | None, now: datetime, asked: bool) -> None:
    assert (asking_week(BERLIN, zone, now) is not None) == asked


def test_who_does_not_work_on_fridays_is_asked_the_day_before() -> None:
    israel = WorkingHours(timezone="Asia/Jerusalem", days=(0, 1, 2, 3, 6))

    assert asking_week(israel, None, FRIDAY - timedelta(days=1)) is not None
    assert asking_week(israel, None, FRIDAY) is None


async def test_an_owner_is_asked_once_a_week_and_nobody_else(either: Scene) -> None:
    for seconds in (0, DAY, DAY, DAY):  # until Thursday
        await tick(either, seconds)
    before = either.direct("ada")
    for seconds in (DAY, 600, 3_600):
        await tick(either, seconds)
    (message,) = either.direct("ada")
    for _ in range(7):
        await tick(either, DAY)

    assert before == []
    assert list(texts(message["blocks"]))[:3] == [
        "Ada, will you be away next week?",
        "refund-replies · Grace stands in for you then",
        "If you do nothing, nothing changes.",
    ]
    assert buttons(message) == ["away", "here"]
    assert len(either.direct("ada")) == 2
    assert [either.direct(who) for who in ("grace", "ben", "mia")] == [[], [], []]


async def test_who_has_said_so_or_owns_nothing_that_runs_is_not_asked(scene: Scene) -> None:
    leave(scene.company, "ada", MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))
    await tick(scene, 4 * DAY)
    on_leave = scene.direct("ada")
    scene.company.db.write_now(_pause, None)
    await tick(scene, 21 * DAY)

    assert on_leave == scene.direct("ada") == []


@pytest.mark.parametrize(
    ("is_away", "said"),
    [
        (False, "Thanks. Nothing changes."),
        (
            True,
            "You have said that you are away until Monday 7 December. If you are not, say /answerable away back.",
        ),
    ],
)
async def test_the_answer_takes_the_question_away_or_opens_the_window(
    scene: Scene, is_away: bool, said: str
) -> None:
    await tick(scene, 4 * DAY)
    (message,) = scene.direct("ada")
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id("ada"))

    await scene.act("ada", "click", action_id="away", channel=channel, ts=message["ts"])
    await scene.until(lambda: scene.modal("ada") is not None)
    modal = scene.modal("ada")
    if is_away:
        leave(scene.company, "ada", MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))
    await scene.act("ada", "click", action_id="here", channel=channel, ts=message["ts"])
    await scene.until(lambda: buttons(scene.direct("ada")[0]) == [])

    assert modal is not None
    assert modal["callback_id"] == "away"
    assert list(texts(scene.direct("ada")[0]["blocks"])) == [said]


def _pause(tx: Tx, _: None) -> None:
    tx.conn.execute(update(workflows).values(status="paused"))
