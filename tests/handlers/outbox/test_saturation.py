"""More to say than Slack takes: nobody is starved, nothing is refused, and only the newest is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest

from bot.dispatcher import Dispatcher
from domain.clock import MovableClock
from domain.outputs import Output
from handlers.cards.message import Message
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Posted, Slack
from sandbox.channels import Channel
from sandbox.server import Sandbox
from sandbox.workspace import BOT_TOKEN, BOT_USER
from storage.database import Database
from tests.bot.wishes import MONDAY, QUICK, left, want
from tests.builders import user_id
from tests.handlers.outbox.conftest import Scene, same_people
from usecases.take_review import TakeReview, take_review

BUSY, QUIET = "C0BUSY", ("C0QUIET1", "C0QUIET2", "C0QUIET3")


@pytest.fixture
async def limited() -> AsyncIterator[Sandbox]:
    """A workspace with four channels and Slack's limits."""
    workspace = same_people()
    workspace.channels += [Channel(name, name.lower(), False, members={BOT_USER}) for name in (BUSY, *QUIET)]
    running = Sandbox(workspace=workspace)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url)
    await db.start()
    yield db
    await db.stop()


def posted(box: Sandbox) -> list[tuple[str, str]]:
    """What was posted, as (channel, text) in order; none of it was refused."""
    calls = [call for call in box.world.calls if call["method"] == "chat.postMessage"]
    assert {call["status"] for call in calls} == {200}
    return [(call["args"]["channel"], call["args"]["text"]) for call in calls]


async def test_a_busy_channel_does_not_starve_the_others(db: Database, limited: Sandbox) -> None:
    slack = Slack(BOT_TOKEN, limited.api_url)

    async def say(wish: Wish) -> Outcome:
        answer = await slack.post(wish.route.removeprefix("slack:"), Message(wish.subject, []))
        return Done() if isinstance(answer, Posted) else answer

    await want(db, f"slack:{BUSY}", *map(str, range(200)))
    for channel in QUIET:
        await want(db, f"slack:{channel}", "first", "second")
    working = asyncio.create_task(Dispatcher(db, {"card": say}, MovableClock(MONDAY), pace=QUICK).work_once())
    async with asyncio.timeout(60):
        while any(subject == "second" for subject, _ in await left(db)):  # noqa: ASYNC110  # nothing else tells
            await asyncio.sleep(0.05)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    sent = posted(limited)
    busy = [text for channel, text in sent if channel == BUSY]
    assert busy == [str(number) for number in range(len(busy))]
    assert len(busy) <= 4, "as many as the others got, and what was under way"
    for channel in QUIET:
        assert [text for where, text in sent if where == channel] == ["first", "second"]


async def test_of_a_card_only_the_newest_state_waits(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()

    for who in ("ben", "mia") * 20:
        _take(scene, output, who)
        assert scene.left() == [("card", "waiting", None)]
    await scene.work()

    assert len(scene.calls("chat.update")) == 1
    assert "Mia has it" in str(scene.cards(output)[0]["blocks"])


async def test_what_changes_while_an_update_is_on_its_way_is_shown_by_one_more(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    _take(scene, output, "ben")
    scene.fault("chat.update", "slow", delay_s=0.5)

    working = asyncio.create_task(scene.work())
    await _arrived(scene)
    for who in ("mia", "tom") * 10:
        _take(scene, output, who)
    await working

    assert len(scene.calls("chat.update")) == 2
    assert "Tom has it" in str(scene.cards(output)[0]["blocks"])


async def _arrived(scene: Scene) -> None:
    """Wait until the call that is slow has reached Slack: what it shows is fixed by then."""
    for tries in count():
        if not scene.box.world.faults.waiting:
            return
        assert tries < 2_000, "it has not arrived"
        await asyncio.sleep(0.005)


def _take(scene: Scene, output: Output, who: str) -> Any:
    person = scene.company.person(who)
    assert person.user_id == user_id(who)
    return scene.db.write_now(take_review, TakeReview(output.id, person, scene.clock.now()))
