"""What Slack sends is stored before it is acknowledged, and counts once whatever the order."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from domain.outputs import Output
from sandbox.delivery import Receipt
from sandbox.events import emit
from sandbox.timing import Timing
from sandbox.workspace import BOT_USER
from storage.database import Unavailable
from storage.tables import inbox
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import Scene, buttons
from usecases.keep_events import KeepEvent, keep_events


def stored(scene: Scene) -> list[dict[str, Any]]:
    """What is in the inbox: payloads with what came of them."""
    return scene.desk.db.read_now(_stored)


def _stored(conn: Connection) -> list[dict[str, Any]]:
    rows = conn.execute(select(inbox).order_by(inbox.c.id))
    return [dict(row.payload) | {"outcome": row.outcome, "attempts": row.attempts} for row in rows]


def reaction(
    scene: Scene, output: Output, who: str, at: str, *, kind: str = "reaction_added", **more: Any
) -> None:
    """Let an event arrive without anybody having pressed anything."""
    event = {
        "type": kind,
        "user": user_id(who) if who != "bot" else BOT_USER,
        "reaction": "white_check_mark",
        "item": {"type": "message", **scene.where(output)},
        "item_user": BOT_USER,
        "event_ts": at,
    }
    emit(scene.box.world, event | more, scene.box.world.channels[CHANNEL])


def receipt(scene: Scene, kind: str) -> Receipt:
    """What became of the last event of this kind."""
    return [one for one in scene.box.world.delivery.receipts if one.type == kind][-1]


async def test_a_mark_off_that_arrives_before_the_mark_on_leaves_nothing(either: Scene) -> None:
    output = await either.hand_in()

    reaction(either, output, "ben", "1795424402.000200", kind="reaction_removed")
    await either.settle()
    reaction(either, output, "ben", "1795424401.000100")
    await either.settle()

    assert either.standing(output) == []
    assert [event["outcome"] for event in stored(either)] == ["nothing", "withdrawn"]


@pytest.mark.parametrize("fault", ["double", "lost_ack"])
async def test_an_event_that_comes_twice_is_stored_once_and_counts_once(either: Scene, fault: str) -> None:
    output = await either.hand_in()
    either.fault("event:reaction_added", fault)

    await either.react("ben", output)
    await either.settle()

    assert receipt(either, "reaction_added").attempts == 2
    assert len(stored(either)) == 1
    assert len(either.votes(output)) == 1


@pytest.mark.parametrize("name", ["white_check_mark::skin-tone-4", "white_check_mark"])
async def test_the_colour_of_a_hand_changes_nothing(scene: Scene, name: str) -> None:
    output = await scene.hand_in()

    reaction(scene, output, "ben", "1795424401.000100", reaction=name)
    await scene.settle()

    assert scene.standing(output) == [(user_id("ben"), "approve")]


@pytest.mark.parametrize("name", ["+1", "tada", "thumbsup"])
async def test_other_marks_are_silence(scene: Scene, name: str) -> None:
    output = await scene.hand_in()

    await scene.react("ben", output, name)

    assert scene.votes(output) == []
    assert scene.private("ben") == []
    assert stored(scene) == []
    assert "Still needs" not in scene.card(output)["text"]


async def test_our_own_marks_are_not_even_stored(scene: Scene) -> None:
    output = await scene.hand_in()

    reaction(scene, output, "bot", "1795424401.000100")
    await scene.settle()

    assert stored(scene) == []


async def test_marks_on_what_is_no_card_need_no_call_of_slack(scene: Scene) -> None:
    said = await scene.act("cleo", "say", channel=CHANNEL, text="Lunch?")
    before = len(scene.box.world.calls)

    await scene.act("ben", "react", channel=CHANNEL, ts=said["ts"], name="white_check_mark")

    assert [event["outcome"] for event in stored(scene)] == ["no_card"]
    assert len(scene.box.world.calls) == before


async def test_a_mark_on_a_card_that_is_not_recorded_yet_waits_for_it(scene: Scene) -> None:
    output = await scene.hand_in()
    where = scene.where(output)
    scene.desk.db.write_now(lambda tx, _: tx.conn.execute(text("UPDATE cards SET ts = '1.0'")), None)

    await scene.act("ben", "react", name="white_check_mark", **where)
    meanwhile = scene.votes(output)
    restored = text("UPDATE cards SET ts = :ts").bindparams(ts=where["ts"])
    scene.desk.db.write_now(lambda tx, _: tx.conn.execute(restored), None)
    await scene.later(5)

    assert meanwhile == []
    assert scene.standing(output) == [(user_id("ben"), "approve")]


async def test_while_the_database_is_away_nothing_is_acknowledged_and_slack_sends_again(
    either: Scene, timing: Timing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    output = await either.hand_in()
    patient_s, timing.ack_s = timing.ack_s, 1
    write, refusals = either.desk.db.write, [1, 1]

    async def away(*given: Any, **more: Any) -> Any:
        if refusals:
            refusals.pop()
            timing.ack_s = timing.ack_s if refusals else patient_s
            raise Unavailable("the database cannot be reached")
        return await write(*given, **more)

    monkeypatch.setattr(either.desk.db, "write", away)
    with caplog.at_level(logging.WARNING):
        await either.act("ben", "react", name="white_check_mark", **either.where(output))
        await either.settle()

    assert "reaction_added was not taken in: the database cannot be reached" in caplog.text
    assert either.standing(output) == [(user_id("ben"), "approve")]
    assert receipt(either, "reaction_added").attempts == 3


async def test_while_the_database_is_away_a_press_is_seen_to_have_failed(
    scene: Scene, timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = await scene.hand_in()
    timing.ack_s = 0.5

    async def away(*given: Any, **more: Any) -> Any:
        raise Unavailable("the database cannot be reached")

    with monkeypatch.context() as patch:
        patch.setattr(scene.desk.db, "write", away)
        pressed = await scene.click("ben", output, "undo")

    assert not pressed["ok"]
    assert buttons(scene.card(output)) == ["approve", "reject", "fix", "ask", "more"]


async def test_a_mark_without_a_stamp_counts_from_when_it_came(either: Scene) -> None:
    output = await either.hand_in()

    item = {"type": "message", **either.where(output)}
    mark = {"type": "reaction_added", "user": user_id("ben"), "reaction": "white_check_mark", "item": item}
    await either.desk.db.write(keep_events, KeepEvent("Ev1", mark, either.desk.now()))
    await either.settle()

    assert either.standing(output) == [(user_id("ben"), "approve")]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "reaction_added", "user": "U1", "reaction": "x"},
        {"type": "reaction_added", "user": "U1", "reaction": "x", "item": "odd"},
        {"type": "reaction_added", "user": "U1", "reaction": "x", "item": {"type": "message"}},
        {"type": "reaction_added", "user": None, "reaction": "x", "item": {"channel": "C1", "ts": "1.1"}},
        {"type": "app_home_opened"},
        {"type": "user_change", "user": {}},
        {"type": "channel_rename"},
    ],
)
async def test_an_event_that_lacks_what_it_is_about_is_not_kept(scene: Scene, event: dict[str, Any]) -> None:
    emit(scene.box.world, event, scene.box.world.channels[CHANNEL])
    await scene.settle()

    assert receipt(scene, event["type"]).ack_ms is not None
    assert stored(scene) == []
