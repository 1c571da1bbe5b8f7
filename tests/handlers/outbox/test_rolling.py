"""Quiet channels: one message with the count, posted once, kept true, and seen."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from domain.policy import Policy
from handlers.clock.channels import fill_channels, tell_quiet_channels
from handlers.clock.reach import Reach
from storage.rolling import Rolling, rolling_of
from tests.builders import CHANNEL, SLUG
from tests.handlers.outbox.conftest import PACE, Scene
from tests.usecases.test_watching import watch

POLICY = Policy(purpose="Drafts the replies to refund requests")
MARK = f"ans:waiting-{CHANNEL}:"


def quiet(scene: Scene, **live: Any) -> None:
    scene.company.apply(POLICY, quiet=True, **live)


def rolling(scene: Scene) -> Rolling | None:
    return scene.db.read_now(rolling_of, CHANNEL)


def said(scene: Scene) -> list[str]:
    """Every message of the channel that is such a one."""
    return [
        message["text"]
        for message in scene.messages()
        if any(block["block_id"].startswith(MARK) for block in message.get("blocks") or [])
    ]


def spoken(text: str) -> str:
    return text.partition(" The first")[0]


async def later(scene: Scene, seconds: float) -> None:
    """Let the clock go on, and what is held back for seconds go out."""
    for _ in range(3):
        scene.later(seconds)
        await scene.work()


def unhurried(scene: Scene) -> None:
    """Let changes follow each other at once: how far apart they are has a test of its own."""
    effect: Any = scene.effects["rolling"]
    effect._now_s = iter(range(0, 10**6, 10)).__next__


async def test_a_quiet_channel_has_one_message_and_no_cards(scene: Scene) -> None:
    quiet(scene)
    unhurried(scene)
    for _ in range(3):
        scene.hand_in()

    await scene.work()

    (message,) = scene.messages()
    assert spoken(message["text"]) == "3 wait for a decision in refund-replies."
    assert [element["action_id"] for element in message["blocks"][-1]["elements"]] == ["queue"]
    assert scene.left() == []


async def test_the_message_follows_what_is_decided_down_to_nothing(scene: Scene) -> None:
    quiet(scene)
    unhurried(scene)
    first, second = scene.hand_in(), scene.hand_in()
    await scene.work()

    scene.company.vote(first, "ben", via="modal")
    await scene.work()
    one_left = said(scene)
    scene.company.vote(second, "ben", "reject", via="button")
    await scene.work()

    assert one_left[0].startswith("1 waits for a decision in refund-replies, wanted by ")
    assert said(scene) == ["Nothing waits for a decision here."]
    assert len(scene.calls("chat.postMessage")) == 1


async def test_changes_come_no_faster_than_every_other_second(scene: Scene) -> None:
    quiet(scene)
    effect: Any = scene.effects["rolling"]
    now_s = [0.0]
    effect._now_s = lambda: now_s[0]
    scene.hand_in()
    await scene.work()
    for _ in range(5):
        scene.hand_in()
        await scene.work()
    hurried = len(scene.calls("chat.update"))
    now_s[0] = 2.0
    scene.later(3)
    await scene.work()

    assert hurried == 1
    assert len(scene.calls("chat.update")) == 2
    assert spoken(said(scene)[0]) == "6 wait for a decision in refund-replies."


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop_before_accept", "500"])
async def test_a_doubtful_post_is_looked_for_before_it_is_repeated(scene: Scene, fault: str) -> None:
    quiet(scene)
    scene.fault("chat.postMessage", fault)
    scene.hand_in()

    await scene.work()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    assert len(said(scene)) == 1
    found = rolling(scene)
    assert found is not None
    assert found.ts == scene.messages()[0]["ts"]


async def test_a_message_that_somebody_deleted_is_posted_again(scene: Scene) -> None:
    quiet(scene)
    unhurried(scene)
    scene.hand_in()
    await scene.work()
    before = rolling(scene)
    assert before is not None
    scene.box.world.forget(scene.box.world.messages[CHANNEL][before.ts])

    scene.hand_in()
    await later(scene, 1)

    assert [spoken(text) for text in said(scene)] == ["2 wait for a decision in refund-replies."]


async def test_what_comes_after_a_day_of_nothing_is_posted_anew_so_that_it_is_seen(scene: Scene) -> None:
    quiet(scene)
    unhurried(scene)
    first = scene.hand_in()
    await scene.work()
    scene.company.vote(first, "ben", via="modal")
    await scene.work()
    before = rolling(scene)

    second = scene.hand_in()
    await scene.work()
    same_day = rolling(scene)
    scene.company.vote(second, "ben", via="modal")
    await scene.work()
    scene.later(24 * 3600)
    scene.hand_in()
    await scene.work()

    assert before is not None
    assert same_day is not None
    assert same_day.ts == before.ts
    after = rolling(scene)
    assert after is not None
    assert after.ts != before.ts
    assert len(said(scene)) == 1, "the old one is gone"


async def test_it_says_how_many_are_late_and_names_nobody(scene: Scene) -> None:
    quiet(scene)
    unhurried(scene)
    scene.hand_in(requested_by="cleo@example.com")
    watch(scene.company)
    scene.hand_in("Dear Ms Okafor, we are sorry.")
    await scene.work()
    scene.later(9 * 3600)

    await tell_quiet_channels(Reach(scene.db, scene.clock))
    await scene.work()

    (text,) = said(scene)
    late, looks, late_looks = text.split("\n")[1:]
    assert looks.startswith(f"1 gone out and to be looked at in {SLUG}, the first by ")
    assert (late, late_looks) == ("1 is late.", "1 of those is late.")
    assert not any(name in text for name in ("Ben", "Mia", "Tom", "Cleo", "Ada"))


async def test_switched_on_cards_that_stand_stay_and_no_more_come(scene: Scene) -> None:
    first = scene.hand_in()
    await scene.work()

    quiet(scene)
    scene.hand_in()
    await scene.work()
    scene.company.vote(first, "ben")
    await later(scene, 3)

    assert len(scene.cards(first)) == 1
    assert "Approved by Ben" in scene.cards(first)[0]["text"]
    assert spoken(said(scene)[0]).startswith("1 waits")
    assert len(scene.messages()) == 2


async def test_switched_off_the_message_goes_and_the_cards_come(scene: Scene) -> None:
    quiet(scene)
    outputs = [scene.hand_in() for _ in range(3)]
    await scene.work()

    scene.company.apply(POLICY, quiet=False, max_open_cards=2)
    await scene.work()

    assert said(scene) == []
    assert rolling(scene) is None
    assert [len(scene.cards(output)) for output in outputs] == [1, 1, 0]


async def test_a_quiet_workflow_gets_no_card_when_room_is_made_either(scene: Scene) -> None:
    quiet(scene)
    output = scene.hand_in()
    await scene.work()

    await fill_channels(Reach(scene.db, scene.clock))
    await scene.work()

    assert scene.cards(output) == []


async def test_with_nothing_waiting_a_channel_that_becomes_quiet_stays_silent(scene: Scene) -> None:
    quiet(scene)

    await scene.work()

    assert scene.messages() == []
    assert scene.left() == []
