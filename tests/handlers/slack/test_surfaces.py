"""Cards, queues and App Home say the same, without anybody opening anything anew."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from bot.dispatcher import Dispatcher
from domain.outputs import Output
from handlers.slack.homes import HomeWorker
from handlers.slack.pacing import Pacer
from sandbox.acts.perform import perform
from storage.cards import card_of
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import PACE, STANDING_POLICY, Scene
from usecases.submit_output import submit_output


@contextlib.asynccontextmanager
async def alive(scene: Scene) -> AsyncIterator[None]:
    """The bot at work by itself: what is wished for is done, and Homes are kept true."""
    homes = HomeWorker(scene.desk)
    scene.desk.db.on_commit(homes.woken)
    dispatcher = Dispatcher(scene.desk.db, scene.effects, scene.clock, pace=PACE)
    inbox = asyncio.create_task(scene.worker.run())
    keeping = asyncio.create_task(homes.run())
    working = asyncio.create_task(dispatcher.run())
    yield
    await dispatcher.stop()
    await working
    for task in (keeping, inbox):
        task.cancel()
    await asyncio.gather(keeping, inbox, return_exceptions=True)


def home(scene: Scene, who: str) -> list[str]:
    shown: Any = scene.box.world.views.homes[user_id(who)].as_json()
    return list(texts(shown["blocks"]))


def waits_at_home(scene: Scene, who: str, title: str) -> bool:
    return any(line.startswith(title) for line in home(scene, who))


async def test_what_is_decided_on_a_card_is_gone_everywhere_else(either: Scene) -> None:
    first = await either.hand_in("Text 0", title="Zero")
    await either.hand_in("Text 1", title="One")
    for who in ("ben", "mia", "ada"):
        await either.act(who, "open_home")
    queue = await reviews(either, "mia")
    published = len(either.calls("views.publish"))

    async with alive(either):
        await either.click("tom", first, "approve")
        await either.until(lambda: "Approved by Tom" in either.card(first)["text"])
        await either.until(lambda: not waits_at_home(either, "ben", "Zero"))
        await either.until(lambda: not waits_at_home(either, "mia", "Zero"))
        await queue.press("skip")

    assert waits_at_home(either, "ben", "One")
    assert "Text 1" in queue.lines
    assert "· 1 waiting" in queue.lines
    # Once for each whose Home has changed; Ada's says the same as before.
    assert len(either.calls("views.publish")) == published + 2


async def test_what_is_handed_in_appears_at_home_and_many_at_once_are_shown_together(scene: Scene) -> None:
    await scene.act("ben", "open_home")
    published = len(scene.calls("views.publish"))
    commands = [scene.company.submission(f"Text {number}", title=f"Title {number}") for number in range(60)]

    async with alive(scene):
        for command in commands:
            await scene.desk.db.write(submit_output, command)
        await scene.until(lambda: "60 waiting" in home(scene, "ben"))

    assert len(scene.calls("views.publish")) - published <= 10


async def test_what_is_taken_back_in_a_queue_is_at_home_again(scene: Scene) -> None:
    await scene.hand_in("Text 0", title="Zero")
    await scene.act("mia", "open_home")
    queue = await reviews(scene, "ben")

    async with alive(scene):
        await queue.press("approve")
        await scene.until(lambda: not waits_at_home(scene, "mia", "Zero"))
        await queue.press("undo")
        await scene.until(lambda: waits_at_home(scene, "mia", "Zero"))


async def test_a_home_that_was_published_elsewhere_meanwhile_ends_up_true(scene: Scene) -> None:
    await scene.act("ben", "open_home")

    async with alive(scene):
        await scene.hand_in("Text 0", title="Zero")
        await scene.until(lambda: waits_at_home(scene, "ben", "Zero"))
        scene.fault("views.publish", "error:hash_conflict")
        await scene.hand_in("Text 1", title="One")
        await scene.until(lambda: waits_at_home(scene, "ben", "One"))


async def test_a_home_that_slack_does_not_take_now_is_tried_again(scene: Scene) -> None:
    await scene.act("ben", "open_home")

    async with alive(scene):
        scene.fault("views.publish", "500", times=2)
        await scene.hand_in("Text 0", title="Zero")
        await scene.until(lambda: waits_at_home(scene, "ben", "Zero"))


async def test_after_a_restart_the_homes_that_are_open_are_known_again(scene: Scene) -> None:
    await scene.act("ben", "open_home")
    scene.desk.homes.closed(user_id("ben"))

    async with alive(scene):
        await scene.hand_in("Text 0", title="Zero")
        await scene.until(lambda: waits_at_home(scene, "ben", "Zero"))


async def test_a_decided_card_does_not_wait_behind_those_still_to_be_posted(scene: Scene) -> None:
    first = await scene.hand_in("Text 0", title="Zero")
    object.__setattr__(scene.desk.slack, "_pacer", Pacer())
    for number in range(20):
        scene.company.db.write_now(submit_output, scene.company.submission(f"Text {number}"))

    async with alive(scene):
        await scene.until(lambda: len(scene.calls("chat.postMessage")) > 1)
        press = {"as": user_id("tom"), "do": "click", "action_id": "approve"} | scene.where(first)
        await perform(scene.box.world, press)
        await scene.until(lambda: "Approved by Tom" in scene.card(first)["text"])
        posted = len(scene.calls("chat.postMessage"))

    assert posted < 10


async def test_what_has_no_card_in_a_full_channel_is_in_the_queue_and_late_like_any_other(
    scene: Scene,
) -> None:
    scene.company.apply(STANDING_POLICY, max_open_cards=1)
    first = await scene.hand_in("Text 0", title="Zero")
    second = await scene.hand_in("Text 1", title="One")
    third = await scene.hand_in("Text 2", title="Two")
    queue = await reviews(scene, "ben")

    await queue.press("skip")
    await queue.press("approve")
    without_room = [has_card(scene, output) for output in (first, second, third)]
    await queue.press("back")
    await queue.press("approve")
    await scene.later(61)
    await scene.later(5 * 3600)
    await scene.act("ada", "open_home")

    assert scene.standing(second) == [("U0BEN", "approve")]
    assert without_room == [True, False, False]
    assert [has_card(scene, output) for output in (first, second, third)] == [True, False, True]
    assert any("1 waiting, 1 late" in line for line in home(scene, "ada"))


def has_card(scene: Scene, output: Output) -> bool:
    return scene.company.db.read_now(card_of, output.id) is not None
