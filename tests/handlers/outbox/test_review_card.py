"""One output, one card: whatever breaks on the way."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.attempts import Pace
from bot.dispatcher import Dispatcher
from domain.api_keys import id_in_key
from domain.outputs import Output
from domain.policy import Policy
from handlers.clock.reach import Reach
from handlers.clock.settling import settle_all_due
from handlers.slack.failures import SOON_S
from sandbox import posting
from sandbox.messages import Message
from sandbox.workspace import BOT_USER
from storage.evidence import Happening, story_of
from tests.builders import CHANNEL, Company, user_id
from tests.handlers.http.serving import a_key
from tests.handlers.outbox.conftest import PACE, Scene
from usecases.withdraw_vote import UndoVote, undo_vote


def story(scene: Scene, output: Output) -> list[Happening]:
    return scene.db.read_now(story_of, output.id)


POLICY = Policy(purpose="Drafts the replies to refund requests")


async def test_a_card_is_posted_recorded_and_in_evidence(scene: Scene) -> None:
    output = scene.hand_in()

    fulfilled = await scene.work()

    (message,) = scene.cards(output)
    card = scene.card(output)
    posted = next(each for each in story(scene, output) if each.action == "card.posted")
    assert fulfilled == 1
    assert (card.channel_id, card.ts, card.shows_whole_text) == (CHANNEL, message["ts"], True)
    assert card.permalink is not None
    assert card.permalink.endswith(message["ts"].replace(".", ""))
    assert posted.facts["shown"] == card.shown
    assert posted.commitment is not None
    assert scene.left() == []


async def test_a_card_that_shows_the_truth_is_left_alone(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()

    scene.company.apply(POLICY, daily_cap=3)
    await scene.work()

    assert scene.calls("chat.update") == []
    assert len(scene.cards(output)) == 1


async def test_a_decided_card_is_brought_up_to_date_when_its_minute_is_over(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()

    scene.company.vote(output, "ben")
    await scene.work()
    pending = scene.cards(output)[0]["text"]
    scene.later(61)
    await settle_all_due(Reach(scene.db, scene.clock))
    await scene.work()
    settled = scene.cards(output)[0]["text"]

    assert "Undo" in pending or "Goes out" in pending
    assert "approved, not out yet" in settled
    shown = [(each.action, each.facts["shown"]) for each in story(scene, output) if "shown" in each.facts]
    assert [action for action, _ in shown] == ["card.posted", "vote.recorded", "card.updated", "card.updated"]
    assert shown[0][1] == shown[1][1], "the vote refers to what was on the card"
    assert shown[-1][1] == scene.card(output).shown


LONG = {"words": "x y " * 10_000, "ampersands": "&" * 2_400, "lines": "line\n" * 5_000, "emoji": "👍" * 2_400}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
async def test_the_card_of_the_longest_text_is_kept_true(scene: Scene, text: str) -> None:
    """Slack posts long texts and then refuses to update them."""
    output = scene.hand_in(text, title="Reply to order 1881")
    await scene.work()

    scene.company.vote(output, "ben", "reject")
    await scene.work()
    pending = scene.cards(output)[0]["text"]
    scene.later(61)
    await settle_all_due(Reach(scene.db, scene.clock))
    await scene.work()

    assert "Stopped by Ben" in pending
    assert scene.cards(output)[0]["text"].startswith("❌ Reply to order 1881 · not going out · Ben")
    assert [state for _, state, _ in scene.left() if state == "dead"] == []


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop_before_accept", "500", "error:fatal_error"])
async def test_a_doubtful_post_is_looked_for_before_it_is_repeated(scene: Scene, fault: str) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", fault)

    await scene.work()
    doubtful = scene.left()
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    (message,) = scene.cards(output)
    assert [state for _, state, _ in doubtful] == ["leased"]
    assert scene.card(output).ts == message["ts"]
    assert len(scene.calls("conversations.history")) == 1
    assert len(scene.calls("chat.postMessage")) == (1 if fault == "drop_after_accept" else 2)
    assert scene.left() == []


async def test_a_change_that_nobody_noted_does_not_stay_though_all_is_as_before(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    at_first = scene.cards(output)[0]["text"]
    scene.company.vote(output, "ben")
    scene.fault("chat.update", "drop_after_accept")

    await scene.work()
    meanwhile = scene.cards(output)[0]["text"]
    scene.db.write_now(undo_vote, UndoVote(output.id, scene.company.person("ben"), scene.company.now))
    scene.later(SOON_S)
    await scene.work()
    await scene.work()

    assert "Approved by Ben" in meanwhile
    assert scene.cards(output)[0]["text"] == at_first
    assert scene.left() == []


async def test_a_slow_slack_is_waited_for_and_then_looked_into(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "slow", delay_s=1.0)
    hasty = scene.dispatcher(Pace(lease_s=20, effect_s=0.5, settle_s=1.0))

    await hasty.work_once()
    await asyncio.sleep(1.0)
    await scene.work()

    (message,) = scene.cards(output)
    assert scene.card(output).ts == message["ts"]


async def test_a_found_card_is_drawn_as_it_should_be_now(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "drop_after_accept")
    await scene.work()

    scene.company.vote(output, "ben", "reject", via="modal")
    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    (message,) = scene.cards(output)
    posted, updated = (each for each in story(scene, output) if each.action.startswith("card."))
    assert "not going out" in message["text"]
    assert posted.facts["shown"] is None, "what was on it then is not known for certain"
    assert updated.facts["shown"] == scene.card(output).shown


async def test_of_two_cards_the_first_is_kept(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "drop_after_accept")
    await scene.work()
    first = scene.cards(output)[0]
    await scene.slack.call("chat.postMessage", channel=CHANNEL, text=first["text"], blocks=first["blocks"])
    assert len(scene.cards(output)) == 2

    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    (message,) = scene.cards(output)
    assert message["ts"] == scene.card(output).ts == first["ts"]


async def test_a_look_alike_of_somebody_else_is_no_card(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "drop_before_accept")
    await scene.work()
    bot = user_id("ticketbot")
    await _forge(scene, bot, f"ans:{output.id}:title:0")

    await asyncio.sleep(PACE.settle_s)
    await scene.work()

    card = scene.card(output)
    posted = next(message for message in scene.cards(output) if message["ts"] == card.ts)
    assert posted["user"] != bot


async def _forge(scene: Scene, author: str, block_id: str) -> None:
    block = {"type": "divider", "block_id": block_id}
    world = scene.box.world
    posting.post(world, world.channels[CHANNEL], Message(CHANNEL, world.next_ts(), author, "hello", [block]))


async def test_retry_after_is_obeyed(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "429", retry_after_s=2)

    started = time.monotonic()
    await scene.work()
    scene.later(2)
    await scene.work()

    assert time.monotonic() - started >= 2
    assert len(scene.cards(output)) == 1
    assert scene.calls("conversations.history") == [], "a 429 leaves no doubt"


async def test_a_channel_without_the_bot_is_tried_again_until_somebody_invites_it(scene: Scene) -> None:
    output = scene.hand_in()
    scene.box.world.channels[CHANNEL].members.discard(BOT_USER)

    await scene.work()
    ((kind, state, why),) = scene.left()
    scene.box.world.channels[CHANNEL].members.add(BOT_USER)
    scene.later(300)
    await scene.work()

    assert (kind, state) == ("card", "leased")
    assert why is not None
    assert "invite" in why
    assert len(scene.cards(output)) == 1


async def test_a_card_that_slack_will_never_take_is_dead_and_on_the_list(scene: Scene) -> None:
    scene.hand_in()
    scene.fault("chat.postMessage", "error:invalid_blocks")

    await scene.work()

    assert scene.left() == [("card", "dead", "invalid_blocks")]


async def test_a_card_that_somebody_deleted_is_posted_again_while_it_is_needed(scene: Scene) -> None:
    output = scene.hand_in()
    await scene.work()
    before = scene.card(output)
    scene.box.world.forget(scene.box.world.messages[CHANNEL][before.ts])

    scene.company.vote(output, "ben")
    await scene.work()
    scene.later(1)
    await scene.work()

    (message,) = scene.cards(output)
    actions = [each.action for each in story(scene, output)]
    assert scene.card(output).ts == message["ts"] != before.ts
    assert actions.count("card.posted") == 2
    assert "card.lost" in actions


async def test_a_channel_holds_so_many_open_cards_and_fills_up_by_deadline(scene: Scene) -> None:
    company: Company = scene.company
    company.apply(POLICY, max_open_cards=2)
    handed_in = []
    for _ in range(6):
        handed_in.append(scene.hand_in())
        scene.later(1)

    await scene.work()
    held = scene.cards()
    company.vote(handed_in[0], "ben", via="modal")
    company.vote(handed_in[1], "ben", via="modal")
    await scene.work()

    assert len(held) == 2
    assert scene.left() == []
    assert len(scene.cards()) == 4
    assert all(scene.cards(output) for output in handed_in[:4])


async def test_a_flood_through_one_key_holds_up_no_other(scene: Scene) -> None:
    company: Company = scene.company
    company.apply(POLICY, max_open_cards=3)
    flood = [scene.hand_in() for _ in range(8)]
    await scene.work()
    calm = id_in_key(a_key(company))
    scene.later(60)
    others = [scene.hand_in(key_id=calm, key_owner=user_id("cleo")) for _ in range(3)]
    await scene.work()

    before = [bool(scene.cards(output)) for output in others]
    company.vote(flood[0], "ben", via="modal")
    await scene.work()
    after = [bool(scene.cards(output)) for output in others]

    assert (before, after) == ([False] * 3, [True, False, False])


@pytest.mark.parametrize("step", range(6))
async def test_a_process_killed_at_any_step_leaves_one_card(scene: Scene, step: int) -> None:
    output = scene.hand_in()
    killed = scene.dispatcher(Pace(lease_s=0.6, effect_s=15, settle_s=0.3))
    working = asyncio.create_task(killed.work_once())

    await asyncio.sleep(step * 0.015)
    await kill(killed, working)
    await asyncio.sleep(0.7)
    await scene.work()

    (message,) = scene.cards(output)
    assert scene.card(output).ts == message["ts"]
    assert scene.left() == []


async def test_a_card_that_slack_takes_only_after_the_process_died_is_found(scene: Scene) -> None:
    output = scene.hand_in()
    scene.fault("chat.postMessage", "slow", delay_s=0.5)
    killed = scene.dispatcher(Pace(lease_s=1.2, effect_s=15, settle_s=0.3))
    working = asyncio.create_task(killed.work_once())

    await asyncio.sleep(0.3)
    await kill(killed, working)
    at_its_death = scene.cards(output)
    await asyncio.sleep(1.2)
    await scene.work()

    (message,) = scene.cards(output)
    assert at_its_death == []
    assert scene.card(output).ts == message["ts"]
    assert len(scene.calls("chat.postMessage")) == 1


async def kill(dispatcher: Dispatcher, working: asyncio.Task[int]) -> None:
    """End a dispatcher as a killed process ends: in the middle of whatever it does."""
    tasks = [working, *dispatcher.tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
