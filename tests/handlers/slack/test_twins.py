"""Marks on a message that is no card any more: they never count, and whoever put them on is told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from domain.outputs import Output
from storage.tables import past_cards
from storage.transaction import Tx
from tests.builders import CHANNEL
from tests.handlers.slack.scene import Scene
from tests.handlers.slack.test_events import stored

YES = "white_check_mark"


async def twin_of(scene: Scene, output: Output) -> dict[str, str]:
    """Where a second card of the output stands, which nobody has recorded."""
    card = scene.card(output)
    answer = await scene.desk.slack.call(
        "chat.postMessage", channel=CHANNEL, text=card["text"], blocks=card["blocks"]
    )
    assert isinstance(answer, dict), answer
    return {"channel": CHANNEL, "ts": answer["ts"]}


def there(scene: Scene, where: dict[str, Any]) -> bool:
    return any(message["ts"] == where["ts"] for message in scene.messages())


async def test_a_mark_on_a_twin_does_not_count_and_ends_the_twin(either: Scene) -> None:
    output = await either.hand_in()
    twin = await twin_of(either, output)

    await either.act("ben", "react", name=YES, **twin)
    for _ in range(4):
        await either.later(10)

    assert either.votes(output) == []
    assert not there(either, twin)
    assert [line.rpartition(": ")[2] for line in either.private("ben")] == [
        "That was a second copy, so your mark did not count. Please use the other one."
    ]
    assert [event["outcome"] for event in stored(either)] == ["past_card"]


async def test_a_mark_on_the_real_card_counts_while_there_is_a_twin(scene: Scene) -> None:
    output = await scene.hand_in()
    twin = await twin_of(scene, output)

    await scene.act("ben", "react", name="x", **twin)
    await scene.react("mia", output)
    await scene.later(61)

    assert scene.look(output).state == "approved"


async def test_taking_a_mark_off_a_twin_says_nothing(scene: Scene) -> None:
    output = await scene.hand_in()
    twin = await twin_of(scene, output)
    scene.fault("event:reaction_added", "drop")
    await scene.act("ben", "react", name=YES, **twin)

    await scene.act("ben", "unreact", name=YES, **twin)
    for _ in range(4):
        await scene.later(10)

    assert scene.private("ben") == []


async def test_a_mark_on_the_message_of_an_earlier_text_is_answered_without_asking_slack(
    scene: Scene,
) -> None:
    output = await scene.hand_in()
    earlier = await twin_of(scene, output)
    scene.desk.db.write_now(_remember, (output.id, earlier["ts"]))

    await scene.act("ben", "react", name=YES, **earlier)

    assert scene.votes(output) == []
    assert "The text was changed since" in scene.private("ben")[0]
    assert scene.calls("conversations.history") == []


def _remember(tx: Tx, message: tuple[str, str]) -> None:
    output_id, ts = message
    row = {"channel_id": CHANNEL, "ts": ts, "output_id": output_id, "why": "fixed"}
    tx.conn.execute(insert(past_cards).values(row))


async def test_marks_on_what_else_we_say_ask_slack_a_few_times_and_then_no_more(scene: Scene) -> None:
    answer = await scene.desk.slack.call("chat.postMessage", channel=CHANNEL, text="Good morning")
    assert isinstance(answer, dict), answer

    await scene.act("ben", "react", name=YES, channel=CHANNEL, ts=answer["ts"])
    for _ in range(30):
        await scene.later(60)

    assert [event["outcome"] for event in stored(scene)] == ["no_card"]
    assert len(scene.calls("conversations.history")) <= 5
