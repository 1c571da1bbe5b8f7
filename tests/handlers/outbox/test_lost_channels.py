"""A channel that is gone: its owner hears it once, what waits finds its people without it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.clock import MovableClock
from domain.policy import Policy
from domain.working_time import WorkingHours
from handlers.clock.assigning import assign_reviews
from handlers.clock.channels import fill_channels
from handlers.clock.digests import issue_digests
from handlers.clock.lost_channels import note_lost_channels
from handlers.clock.months import issue_months
from handlers.clock.reach import Reach
from handlers.clock.standups import issue_standups
from handlers.slack.desk import Desk
from handlers.slack.directory import Directory
from sandbox import membership
from sandbox.channels import Channel
from sandbox.workspace import BOT_USER
from sandbox.world import World
from storage.assignment import held
from storage.escalation import standing
from storage.health import what_is_gone
from storage.lost_channels import lost_channels_noted, name_of_channel
from storage.overdue import overdue_steps
from storage.tables import evidence, people, workflows
from storage.transaction import Tx
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.outbox.conftest import LEADERS, Scene
from tests.handlers.slack.test_figures import ruth_leads
from tests.usecases.test_months import stopped_and_overruled
from tests.usecases.test_watching import watch
from usecases.be_quiet import BeQuiet, be_quiet
from usecases.escalate_overdue import PlanEscalation, plan_escalation
from usecases.tell import redraw_open_cards

OTHER = "C0OTHER"
BY_LOAD = {"assign": "by_load"}


def reach(scene: Scene, leaders: str | None = LEADERS) -> Reach:
    desk = Desk(scene.db, scene.slack, Directory(scene.db, scene.slack, scene.clock), scene.clock)
    return Reach(scene.db, scene.clock, "Europe/Berlin", leaders, desk=desk)


async def tick(scene: Scene, times: int = 1, leaders: str | None = LEADERS) -> None:
    """Let the clock do what it does each minute, and the dispatcher what comes of it."""
    for _ in range(times):
        scene.later(60)
        at = reach(scene, leaders)
        await note_lost_channels(at)
        await fill_channels(at)
        await assign_reviews(at)
        await scene.work()


def direct(scene: Scene, who: str) -> list[str]:
    world = scene.box.world
    found = next((one for one in world.channels.values() if one.im_of == user_id(who)), None)
    return [] if found is None else [message["text"] for message in scene.messages(found.id)]


def archived(world: World) -> None:
    membership.archive(world, world.channels[CHANNEL], "USLACKBOT", archived=True)


def removed(world: World) -> None:
    membership.leave(world, world.channels[CHANNEL], BOT_USER)


def closed(world: World) -> None:
    world.channels[CHANNEL].is_private = True
    removed(world)


def deleted(world: World) -> None:
    membership.delete_channel(world, world.channels[CHANNEL])


def read_only(world: World) -> None:
    world.channels[CHANNEL].is_read_only = True


def back(world: World, channel: str = CHANNEL) -> None:
    world.channels[channel].is_read_only = False
    membership.archive(world, world.channels[channel], "USLACKBOT", archived=False)
    membership.join(world, world.channels[channel], BOT_USER)


def _actions(conn: Connection) -> list[str]:
    found = select(evidence.c.action).where(evidence.c.action.like("channel.%")).order_by(evidence.c.id)
    return list(conn.execute(found).scalars())


def _kind(tx: Tx, told: tuple[str, str]) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id(told[0])).values(kind=told[1]))


def _channel(tx: Tx, channel_id: str) -> None:
    tx.conn.execute(update(workflows).values(channel_id=channel_id))


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        (archived, "it is archived"),
        (removed, "I am not in it"),
        (closed, "deleted"),
        (deleted, "deleted"),
        (read_only, "only some people may"),
    ],
)
async def test_the_owner_hears_it_once_and_each_card_is_posted_once_when_it_is_back(
    scene: Scene, gone: Callable[[World], None], why: str
) -> None:
    scene.company.apply(Policy(purpose="replies"), **BY_LOAD)
    channel = scene.box.world.channels[CHANNEL]
    before = scene.hand_in()
    await scene.work()
    gone(scene.box.world)
    during = [scene.hand_in(f"Dear Ms Okafor, {number}.") for number in range(3)]
    await scene.work()  # no event has come: the first refusal tells

    await tick(scene, 8)
    calls = len(scene.calls("chat.postMessage"))
    named = [scene.db.read_now(held, output.id) for output in (before, *during)]
    late = scene.db.read_now(overdue_steps, scene.clock.now() + timedelta(hours=1))
    await tick(scene, 8)
    silent = len(scene.calls("chat.postMessage"))
    (told,) = direct(scene, "ada")
    scene.box.world.channels[CHANNEL] = channel
    back(scene.box.world)
    await tick(scene, 8)

    assert why in told
    over = f"I can post in #{channel.name} again. What waited is posted there now."
    assert direct(scene, "ada") == [over], "in the place of what she was told"
    assert f"{SLUG}: 4 waiting.\nWhat waits is in Review now and in App Home meanwhile" in told
    assert all(one is not None and one.assignee is not None for one in named)
    assert [one.step for one in late if one.step == "deliveries"] == []
    assert silent == calls or gone is read_only  # there nothing but a message that is taken tells
    assert [len(scene.cards(output)) for output in (before, *during)] == [1, 1, 1, 1]
    assert direct(scene, "grace") == scene.messages(LEADERS) == []
    assert scene.db.read_now(_actions) == ["channel.lost", "channel.back"]
    assert scene.db.read_now(lost_channels_noted) == {}


async def test_nobody_has_noticed_and_slack_is_asked_every_ten_minutes(scene: Scene) -> None:
    archived(scene.box.world)

    await tick(scene, 9)
    too_early = direct(scene, "ada")
    await tick(scene, 2)

    assert too_early == []
    assert len(direct(scene, "ada")) == 1


async def test_a_channel_that_becomes_private_or_is_renamed_goes_on_as_before(scene: Scene) -> None:
    channel = scene.box.world.channels[CHANNEL]
    channel.is_private, channel.name = True, "support-reviews"
    output = scene.hand_in()

    await tick(scene, 11)

    assert len(scene.cards(output)) == 1
    assert scene.db.read_now(name_of_channel, CHANNEL) == "support-reviews"
    assert direct(scene, "ada") == []


async def test_what_waits_is_judged_without_the_channel_and_its_card_says_so_afterwards(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    archived(scene.box.world)
    await tick(scene, 11)
    scene.db.write_now(plan_escalation, PlanEscalation(output.id, scene.clock.now()))
    planned = scene.db.read_now(standing, output.id)

    scene.company.vote(output, "ben", via="modal")
    await tick(scene)
    stale = scene.cards(output)[0]["text"]
    back(scene.box.world)
    await tick(scene, 6)

    assert planned is not None
    assert planned.next_at is not None
    assert "Approved by Ben" not in stale
    assert scene.company.look(output).state == "approved"
    (card,) = scene.cards(output)
    assert "Ben" in card["text"]
    assert scene.left() == []


async def test_another_channel_in_the_file_has_the_cards_and_the_old_ones_go_should_it_come_back(
    scene: Scene,
) -> None:
    old = scene.hand_in()
    await scene.work()
    archived(scene.box.world)
    await tick(scene, 11)
    waits = scene.hand_in("Dear Ms Okafor, we are sorry.")
    await scene.work()
    members = {user_id("ben"), BOT_USER}
    scene.box.world.channels[OTHER] = Channel(OTHER, "support-two", False, members=members)
    scene.box.world.messages[OTHER] = {}

    scene.db.write_now(_channel, OTHER)
    scene.company.vote(old, "ben", "reject", via="modal")  # a decided one stays where it is
    third = scene.hand_in("Dear Mr Li, thank you.")
    fourth = scene.hand_in("Dear Mr Li, once more.")
    await tick(scene, 2)
    moved = [message["text"] for message in scene.messages(OTHER)]

    await tick(scene, 12)
    assert scene.db.read_now(overdue_steps, scene.clock.now()) == []
    assert scene.db.read_now(what_is_gone).channels == 0
    assert len(moved) == 3
    assert {scene.card(output).channel_id for output in (waits, third, fourth)} == {OTHER}
    assert scene.card(old).channel_id == CHANNEL


async def test_a_card_in_a_lost_channel_stands_in_the_new_one_and_the_old_message_goes(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    archived(scene.box.world)
    await tick(scene, 11)
    scene.box.world.channels[OTHER] = Channel(OTHER, "support-two", False, members={BOT_USER})
    scene.box.world.messages[OTHER] = {}

    scene.db.write_now(_channel, OTHER)
    scene.company.apply(
        Policy(purpose="other words")
    )  # which sets the channel back: the cards are drawn anew
    scene.db.write_now(_channel, OTHER)
    await tick(scene, 2)
    there = [message["text"] for message in scene.messages(OTHER)]
    back(scene.box.world)
    await tick(scene, 7)

    assert len(there) == 1
    assert scene.card(output).channel_id == OTHER
    assert scene.cards(output) == []


async def test_what_went_out_and_is_still_to_be_looked_at_is_asked_for_in_the_new_channel(
    scene: Scene,
) -> None:
    watch(scene.company)
    output = scene.hand_in()
    await scene.work()
    archived(scene.box.world)
    await tick(scene, 11)
    scene.box.world.channels[OTHER] = Channel(OTHER, "support-two", False, members={BOT_USER})
    scene.box.world.messages[OTHER] = {}

    scene.db.write_now(_channel, OTHER)
    scene.db.write_now(lambda tx, _: redraw_open_cards(tx, SLUG, now=scene.company.now), None)
    await tick(scene, 2)

    assert scene.card(output).channel_id == OTHER
    assert [message["text"] for message in scene.messages(OTHER)]


async def test_without_an_owner_the_deputy_hears_it_and_without_both_those_who_lead(scene: Scene) -> None:
    scene.db.write_now(_kind, ("ada", "deactivated"))
    archived(scene.box.world)
    await tick(scene, 11)
    deputy = direct(scene, "grace")
    back(scene.box.world)
    await tick(scene, 11)
    scene.db.write_now(_kind, ("grace", "deactivated"))
    archived(scene.box.world)
    await tick(scene, 11)

    (leaders,) = scene.messages(LEADERS)
    assert len(deputy) == len(direct(scene, "grace")) == 1
    assert "I can't post in #support-ai-review: it is archived." in leaders["text"]
    assert direct(scene, "ada") == []


async def test_the_stand_up_and_the_month_of_a_lost_channel_come_to_the_owner_once(scene: Scene) -> None:
    rules = Policy(purpose="replies", working_hours=WorkingHours("Europe/Berlin"))
    scene.company.apply(rules, standup_at=time(10, 30))
    scene.hand_in()
    stopped_and_overruled(scene.company, "Two")
    await scene.work()
    archived(scene.box.world)
    await tick(scene, 11)
    scene.later(30 * 60)
    for _ in range(3):
        await issue_standups(reach(scene))
        await scene.work()

    standup = direct(scene, "ada")[-1]
    assert standup.startswith("This comes to you since I can't post in #support-ai-review.")
    assert f"{SLUG}: 1 waiting" in standup

    scene.later(timedelta(days=8).total_seconds())
    peace = BeQuiet(
        user_id("ada"), scene.clock.now() + timedelta(hours=1), "Europe/Berlin", scene.clock.now()
    )
    scene.db.write_now(be_quiet, peace)
    for _ in range(3):
        await issue_months(reach(scene))
        await scene.work()
    assert direct(scene, "ada")[-1] == standup, "it can wait until they want messages again"
    scene.later(2 * 3_600)
    for _ in range(3):
        await issue_months(reach(scene))
        await scene.work()

    *before, month = direct(scene, "ada")
    assert before[-1] == standup
    assert month.startswith("This comes to you since I can't post in #support-ai-review.")
    assert "Stopped, and was fine after all: one" in month


async def test_the_weeks_summary_of_a_lost_channel_comes_to_each_who_leads_once(scene: Scene) -> None:
    scene.company.hand_in()
    scene.db.write_now(ruth_leads, None)
    membership.archive(scene.box.world, scene.box.world.channels[LEADERS], "USLACKBOT", archived=True)
    scene.later(timedelta(days=7).total_seconds())
    for _ in range(3):  # nobody has noticed that the channel is gone: the refusal tells
        await issue_digests(reach(scene))
        await scene.work()
    await tick(scene, 3)

    summary, lost = direct(scene, "ruth")
    assert summary.startswith("AI at work · week 48\nThis comes to you since I can't post in #")
    assert f"{SLUG} · still a pilot · nothing went out" in summary
    assert "The week's summary goes to those who lead instead" in lost
    assert "another leaders' channel in the settings" in lost
    assert direct(scene, "grace") == []


async def test_several_processes_note_and_tell_it_once(scene: Scene, clock: MovableClock) -> None:
    import asyncio

    archived(scene.box.world)
    scene.later(11 * 60)

    await asyncio.gather(*(note_lost_channels(reach(scene)) for _ in range(3)))
    await scene.work()

    assert len(direct(scene, "ada")) == 1
