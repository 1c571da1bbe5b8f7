"""Two thousand reactions at once: every event is acknowledged, stored and dealt with."""

from __future__ import annotations

import asyncio
from collections import Counter

from domain.policy import Policy
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import Scene
from tests.handlers.slack.test_events import reaction, stored

EVENTS = 2_000
ON_CARDS = 200
REVIEWERS = ("ben", "mia", "tom")
LUNCH = {"type": "message", "channel": CHANNEL, "ts": "1795424400.000001"}


async def test_none_of_two_thousand_events_at_once_is_lost(scene: Scene) -> None:
    """Most are about what people say to each other: the bot hears those too."""
    scene.company.apply(Policy(purpose="Drafts the replies to refund requests", approvals=3))
    outputs = [await scene.hand_in(f"Text {number}") for number in range(7)]
    heard: Counter[tuple[str, str]] = Counter()
    begun = scene.clock.now().timestamp() + 1

    for number in range(EVENTS):
        output, who = outputs[number % 7], REVIEWERS[number % 3]
        at = f"{begun + number / 1_000:.6f}"
        if number % (EVENTS // ON_CARDS):
            reaction(scene, output, who, at, item=LUNCH, item_user=user_id("cleo"))
            continue
        heard[output.id, who] += 1
        kind = "reaction_added" if heard[output.id, who] % 2 else "reaction_removed"
        reaction(scene, output, who, at, kind=kind)
    while scene.box.world.delivery.open_events():  # noqa: ASYNC110  # nothing else tells
        await asyncio.sleep(0.01)
    while await scene.worker.work_once():
        pass

    receipts = [one for one in scene.box.world.delivery.receipts if one.type.startswith("reaction_")]
    assert len(receipts) == EVENTS
    assert all(one.ack_ms is not None for one in receipts)
    assert len(stored(scene)) == EVENTS
    assert all(event["outcome"] for event in stored(scene))
    for output in outputs:
        wanted = {user_id(who) for who in REVIEWERS if heard[output.id, who] % 2}
        assert {person for person, _ in scene.standing(output)} == wanted
