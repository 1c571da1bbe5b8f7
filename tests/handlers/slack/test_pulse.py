"""The pulse in Slack: answered in a window, once, and by nobody in particular."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from domain.pulse import Answer, Round
from storage.tables import left_alone
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from tests.usecases.test_pulse import UTC_ZONE, everything, kept, tick, with_users

USERS = ("ada", "grace", "mia", "tom", "cleo")
# Numbers that nothing else here has.
SAID = {"confident": "7", "reliable": "2", "trusted": "3", "right_of_100": "67"}


def who_is_left_alone(conn: Connection) -> list[str]:
    return list(conn.execute(select(left_alone.c.person)).scalars())


async def asked(scene: Scene) -> Round:
    """Let five be asked on the first working day of a round."""
    ahead = Round.at(scene.clock.now() + timedelta(weeks=4), UTC_ZONE).begins_at(UTC_ZONE)
    with_users(scene.company, *USERS)
    await scene.later((ahead + timedelta(hours=9) - scene.clock.now()).total_seconds())
    scene.company.now = scene.clock.now()
    assert len(tick(scene.company)) == 5
    await scene.settle()
    return Round.at(scene.clock.now(), UTC_ZONE)


async def press(scene: Scene, who: str, action_id: str) -> dict[str, Any]:
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id(who))
    message = scene.direct(who)[-1]
    return await scene.act(who, "click", action_id=action_id, channel=channel, ts=message["ts"])


async def answer(scene: Scene, who: str, **said: str) -> dict[str, Any]:
    await press(scene, who, "pulse")
    await scene.until(lambda: scene.modal(who) is not None)
    values = {name: {name: value} for name, value in (SAID | said).items()}
    return await scene.act(who, "submit", view="pulse", values=values)


async def test_no_row_and_no_line_of_the_log_joins_a_person_and_an_answer(
    either: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    round_ = await asked(either)
    (message,) = either.direct("cleo")

    refused = await answer(either, "cleo", right_of_100="670")
    done = await either.act("cleo", "submit", view="pulse", values={"right_of_100": {"right_of_100": "67"}})
    await either.until(lambda: buttons(either.direct("cleo")[0]) == [])
    await answer(either, "ada", right_of_100="91")
    await either.until(lambda: buttons(either.direct("ada")[0]) == [])

    assert buttons(message) == ["pulse", "pulse_never"]
    assert (refused["ok"], done["ok"]) == (False, True)
    assert list(texts(either.direct("cleo")[0]["blocks"])) == [
        "Thank you. Your answer is kept without your name."
    ]
    assert either.desk.db.read_now(kept, round_) == (Answer(7, 2, 3, 67), Answer(7, 2, 3, 91))
    rows = either.desk.db.read_now(everything)
    with_answers = [name for name, row in rows if "67" in row and "91" in row and '"[[' in row]
    assert with_answers == ["pulse_rounds"], "both stand together, in one list"
    assert not [name for name, row in rows if name != "pulse_rounds" and _has_answer(row)]
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("sandbox")]
    assert not [line for line in ours if "right_of_100" in line or '"67"' in line]


async def test_who_does_not_want_to_be_asked_is_not_and_can_take_it_back(scene: Scene) -> None:
    await asked(scene)

    await press(scene, "mia", "pulse_never")
    await scene.until(lambda: buttons(scene.direct("mia")[0]) == [])
    left = scene.desk.db.read_now(who_is_left_alone)
    back = await scene.act("mia", "command", text="quiet questions on")

    assert list(texts(scene.direct("mia")[0]["blocks"])) == [
        "We ask you no more. If you change your mind: /answerable quiet questions on."
    ]
    assert left == [user_id("mia")]
    assert back["ok"]
    assert scene.desk.db.read_now(who_is_left_alone) == []


async def test_nobody_answers_twice_or_unasked(scene: Scene) -> None:
    await asked(scene)
    await answer(scene, "tom")
    await scene.until(lambda: buttons(scene.direct("tom")[0]) == [])
    await scene.later(4 * 7 * 24 * 3_600)

    await press(scene, "ada", "pulse")
    await scene.until(lambda: bool(scene.private("ada")))

    assert scene.private("ada") == [
        "These weeks are over, or you are not asked any more. Nothing has changed."
    ]
    assert scene.modal("ada") is None


def _has_answer(row: str) -> bool:
    return any(f'"{name}"' in row for name in SAID) or "7, 2, 3" in row
