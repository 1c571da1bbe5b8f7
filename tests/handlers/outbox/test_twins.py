"""A second card, which Slack's history showed too late, is void and taken away."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import insert

from domain.outputs import Output
from sandbox.workspace import BOT_USER
from storage.cards import past_card_at
from storage.evidence import story_of
from storage.tables import past_cards
from storage.transaction import Tx
from tests.builders import CHANNEL
from tests.handlers.outbox.conftest import PACE, Scene

NEVER_S = 3_600.0


async def posted_twice(scene: Scene) -> Output:
    """Let a post's answer be lost while history lags behind for longer than is waited for."""
    output = scene.hand_in()
    scene.box.world.timing.history_lag_s = NEVER_S
    scene.fault("chat.postMessage", "drop_after_accept")
    await scene.work()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()
    return output


async def later(scene: Scene, minutes: int) -> None:
    scene.later(60 * minutes)
    await scene.work()


def twin_of(scene: Scene, output: Output) -> dict[str, Any]:
    return next(message for message in scene.messages() if message["ts"] != scene.card(output).ts)


async def test_a_history_that_lags_too_long_makes_a_twin(scene: Scene) -> None:
    """The control: without it the tests below would try nothing."""
    output = await posted_twice(scene)

    assert len(scene.cards(output)) == 2


async def test_the_twin_is_deleted_when_history_shows_it(scene: Scene) -> None:
    output = await posted_twice(scene)
    twin = twin_of(scene, output)
    scene.box.world.timing.history_lag_s = 0.0

    await later(scene, 3)

    (message,) = scene.cards(output)
    story = scene.db.read_now(story_of, output.id)
    assert message["ts"] == scene.card(output).ts != twin["ts"]
    assert [one.facts["ts"] for one in story if one.action == "card.voided"] == [twin["ts"]]


async def test_a_history_that_lags_for_minutes_is_searched_once_more(scene: Scene) -> None:
    output = await posted_twice(scene)

    await later(scene, 3)
    still_there = len(scene.cards(output))
    scene.box.world.timing.history_lag_s = 0.0
    await later(scene, 30)
    searched = len(scene.calls("conversations.history"))
    await later(scene, 600)

    assert still_there == 2
    assert len(scene.cards(output)) == 1
    assert len(scene.calls("conversations.history")) == searched, "and then no more"


async def test_a_post_without_doubt_is_not_searched_for(scene: Scene) -> None:
    scene.hand_in()
    await scene.work()

    await later(scene, 60)

    assert scene.calls("conversations.history") == []


async def test_a_twin_that_cannot_be_deleted_says_where_the_real_one_is(scene: Scene) -> None:
    output = await posted_twice(scene)
    twin = twin_of(scene, output)
    scene.box.world.timing.history_lag_s = 0.0
    scene.fault("chat.delete", "error:cant_delete_message")

    await later(scene, 3)
    await later(scene, 30)

    (message,) = scene.cards(output)
    marked = next(each for each in scene.messages() if each["ts"] == twin["ts"])
    assert message["ts"] == scene.card(output).ts
    assert marked["text"] == "This was posted twice. The other one counts; nothing here does."
    assert scene.card(output).permalink in str(marked["blocks"])
    assert len(scene.calls("chat.update")) == 1


async def test_a_twin_is_deleted_though_slack_fails_at_first(scene: Scene) -> None:
    output = await posted_twice(scene)
    scene.box.world.timing.history_lag_s = 0.0
    scene.fault("chat.delete", "500")

    await later(scene, 3)
    await later(scene, 1)

    assert len(scene.cards(output)) == 1


async def test_the_message_of_an_earlier_text_is_left_alone(scene: Scene) -> None:
    output = await posted_twice(scene)
    earlier = twin_of(scene, output)
    scene.db.write_now(_remember, (output.id, earlier["ts"]))
    scene.box.world.timing.history_lag_s = 0.0

    await later(scene, 3)

    past = scene.db.read_now(past_card_at, CHANNEL, earlier["ts"])
    assert len(scene.cards(output)) == 2
    assert past is not None
    assert past.why == "fixed"


def _remember(tx: Tx, message: tuple[str, str]) -> None:
    output_id, ts = message
    row = {"channel_id": CHANNEL, "ts": ts, "output_id": output_id, "why": "fixed"}
    tx.conn.execute(insert(past_cards).values(row))


async def test_where_the_bot_is_no_longer_in_the_channel_nothing_is_tried_for_ever(scene: Scene) -> None:
    await posted_twice(scene)
    scene.box.world.channels[CHANNEL].members.discard(BOT_USER)

    await later(scene, 60)
    tried = len(scene.box.world.calls)
    await later(scene, 60)

    assert len(scene.box.world.calls) == tried
