"""The week's pictures are in the thread of the leaders' message once each, and the message stands without them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from handlers.clock.digests import issue_digests
from handlers.clock.reach import Reach
from handlers.outbox.pictures import SharePictures
from tests.handlers.outbox.conftest import LEADERS, PACE, Scene

DAY_S = timedelta(days=1).total_seconds()
NAMES = ["load-2026-W49.png"]


async def a_summary(scene: Scene) -> None:
    """Two weeks with something in them go by, and the second is summed up."""
    scene.hand_in("One")
    scene.later(7 * DAY_S)
    scene.hand_in("Another")
    scene.later(7 * DAY_S)
    await issue_digests(Reach(scene.db, scene.clock, "Europe/Berlin", LEADERS))
    await scene.work()


def shared(scene: Scene) -> list[dict[str, Any]]:
    (message,) = [one for one in scene.messages(LEADERS) if "ans:digest:" in str(one)]
    return [file for reply in message["thread"] for file in reply.get("files") or []]


async def test_they_are_shared_below_the_message_with_what_they_say_in_words(scene: Scene) -> None:
    await a_summary(scene)
    await scene.work()
    await scene.work()

    (file,) = shared(scene)
    assert [file["name"]] == NAMES
    assert file["alt_txt"].startswith("For people to decide, 2 weeks. Week 48: 1 came in, 1 waiting")
    assert file["mimetype"] == "image/png"
    assert [kind for kind, *_ in scene.left() if kind in ("pictures", "digest")] == []


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", "500"),
        ("files.completeUploadExternal", "drop_after_accept"),
        ("files.completeUploadExternal", "drop_before_accept"),
        ("conversations.replies", "500"),
    ],
)
async def test_whatever_breaks_on_the_way_each_is_there_once(scene: Scene, method: str, fault: str) -> None:
    scene.fault(method, fault)

    await a_summary(scene)
    for _ in range(3):
        await scene.work()
        await asyncio.sleep(PACE.settle_s)
        scene.later(60)

    assert [file["name"] for file in shared(scene)] == NAMES


@pytest.mark.parametrize("code", ["missing_scope", "unknown_method", "storage_limit_reached"])
async def test_without_the_right_to_the_message_stays_without_them_and_nothing_waits(
    scene: Scene, code: str
) -> None:
    scene.fault("files.getUploadURLExternal", f"error:{code}", times=5)

    await a_summary(scene)
    await scene.work()

    assert shared(scene) == []
    assert [kind for kind, *_ in scene.left() if kind in ("pictures", "digest")] == []


async def test_who_wants_none_has_the_message_without_and_nothing_is_drawn(scene: Scene) -> None:
    scene.effects["pictures"] = SharePictures(
        scene.db, scene.slack, scene.clock, "Europe/Berlin", wanted=False
    )

    await a_summary(scene)
    await scene.work()

    assert shared(scene) == []
    assert scene.calls("files.getUploadURLExternal") == []
    assert [kind for kind, *_ in scene.left() if kind in ("pictures", "digest")] == []


async def test_a_day_later_nobody_misses_them(scene: Scene) -> None:
    scene.fault("conversations.replies", "500", times=3)
    await a_summary(scene)

    scene.later(DAY_S + 60)
    await scene.work()

    assert shared(scene) == []
    assert [kind for kind, *_ in scene.left() if kind == "pictures"] == []
