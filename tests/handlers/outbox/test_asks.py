"""Private lines come once or not at all; the question in the thread comes exactly once."""

from __future__ import annotations

import asyncio
from typing import Any

from domain.outputs import Output
from storage.database import Tx
from tests.builders import CHANNEL, user_id
from tests.handlers.outbox.conftest import PACE, Scene
from usecases.tell import whisper


def whispered(scene: Scene, output: Output, person: str = "cleo") -> None:
    scene.db.write_now(_whisper, (scene, output, user_id(person)))


def _whisper(tx: Tx, told: tuple[Scene, Output, str]) -> None:
    scene, output, person = told
    whisper(
        tx,
        channel_id=CHANNEL,
        person=person,
        line="refused.not_on_roster",
        now=scene.clock.now(),
        output_id=output.id,
        facts={"meaning": "approve"},
    )


def private(scene: Scene, person: str) -> list[dict[str, Any]]:
    """What one person was told privately, in the channel and in its threads."""
    everything = [each for message in scene.messages() for each in (message, *message["thread"])]
    return [each for each in everything if each.get("ephemeral_to") == user_id(person)]


def thread(scene: Scene, output: Output) -> list[dict[str, Any]]:
    (card,) = scene.cards(output)
    return [each for each in card["thread"] if not each.get("ephemeral_to")]


async def posted(scene: Scene) -> Output:
    output = scene.hand_in()
    await scene.work()
    return output


async def test_one_person_is_told_privately(scene: Scene) -> None:
    output = await posted(scene)

    whispered(scene, output)
    await scene.work()

    (line,) = private(scene, "cleo")
    assert "Ben, Mia or Tom" in line["text"]
    assert scene.left() == []


async def test_a_private_line_that_may_have_arrived_is_not_repeated(scene: Scene) -> None:
    output = await posted(scene)
    scene.fault("chat.postEphemeral", "drop_after_accept")

    whispered(scene, output)
    await scene.work()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    assert len(private(scene, "cleo")) == 1
    assert scene.left() == []


async def test_a_private_line_waits_out_a_429(scene: Scene) -> None:
    output = await posted(scene)
    scene.fault("chat.postEphemeral", "429", retry_after_s=1)

    whispered(scene, output)
    await scene.work()
    scene.later(1)
    await scene.work()

    assert len(private(scene, "cleo")) == 1


async def test_a_line_that_comes_too_late_is_dropped(scene: Scene) -> None:
    output = await posted(scene)
    whispered(scene, output)

    scene.later(3_600)
    await scene.work()

    assert private(scene, "cleo") == []
    assert scene.left() == []


async def test_a_line_for_somebody_who_has_left_the_channel_is_dropped(scene: Scene) -> None:
    output = await posted(scene)
    scene.box.world.channels[CHANNEL].members.discard(user_id("cleo"))

    whispered(scene, output)
    await scene.work()

    assert scene.left() == []


async def test_whoever_stopped_it_is_asked_why_in_the_thread(scene: Scene) -> None:
    output = await posted(scene)

    scene.company.vote(output, "ben", "reject")
    await scene.work()

    (question,) = private(scene, "ben")
    assert question["thread_ts"] == scene.card(output).ts
    assert "What was it, Ben?" in question["text"]


async def test_a_reason_that_was_given_meanwhile_is_not_asked_for(scene: Scene) -> None:
    output = await posted(scene)

    scene.company.vote(output, "ben", "reject", via="modal", reason="wrong")
    await scene.work()

    assert private(scene, "ben") == []
    assert scene.left() == []


async def test_an_objection_is_put_to_the_owner_in_the_thread_once(scene: Scene) -> None:
    output = await posted(scene)
    scene.company.vote(output, "ben", via="modal")
    await scene.work()
    scene.fault("chat.postMessage", "drop_after_accept")

    scene.company.vote(output, "mia", "reject")
    await scene.work()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    (question,) = thread(scene, output)
    assert user_id("ada") in question["text"]
    assert scene.left() == []
