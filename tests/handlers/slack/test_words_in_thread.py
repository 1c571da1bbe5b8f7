"""A reviewer writes "looks good": asked back privately, once a message, and nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.cards.marks import MEANINGS
from handlers.slack.directory import Identity
from handlers.slack.keeping import kept
from sandbox.acts.perform import perform
from sandbox.events import emit
from sandbox.workspace import BOT_USER
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_asking import about, ask
from tests.handlers.slack.test_events import receipt, stored
from tests.handlers.slack.test_fixing import fix


def asked_back(scene: Scene, who: str = "ben") -> list[dict[str, Any]]:
    """The private questions what somebody's words count as."""
    mine = [
        {"text": message.text, "blocks": message.blocks, "ts": message.ts, "thread_ts": message.thread_ts}
        for message in scene.private_messages(who)
    ]
    return [message for message in mine if message["text"].endswith("as:")]


async def count_as(scene: Scene, choice: str, who: str = "ben", **given: Any) -> dict[str, Any]:
    ts = asked_back(scene, who)[-1]["ts"]
    return await scene.act(who, "click", channel=CHANNEL, ts=ts, action_id=f"words:{choice}", **given)


async def test_a_reviewers_words_are_asked_about_privately_in_the_thread(either: Scene) -> None:
    output = await either.hand_in()

    await either.say("ben", output, "looks good")

    (asked,) = asked_back(either)
    assert asked["thread_ts"] == either.where(output)["ts"]
    assert buttons(asked) == ["words:approve", "words:reject", "words:question", "words:nothing"]
    assert either.votes(output) == []


async def test_approve_counts_as_one_click(either: Scene) -> None:
    output = await either.hand_in()
    await either.say("ben", output, "looks good")

    await count_as(either, "approve")
    await either.until(lambda: either.private("ben")[-1] == "It counts as your approval.")

    assert either.standing(output) == [(user_id("ben"), "approve")]
    assert "Approved by Ben. Goes out from" in either.card(output)["text"]


async def test_approve_opens_the_text_where_it_has_to_be_read(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, lane="always_human"))
    output = await scene.hand_in()
    await scene.say("ben", output, "looks good")

    pressed = await count_as(scene, "approve", wait_s=10, until="view")

    assert pressed["view"]["callback_id"] == "approve"
    assert scene.votes(output) == []


async def test_reject_asks_for_the_reason_as_ever(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.say("ben", output, "the amount is wrong")

    await count_as(scene, "reject", wait_s=10, until="view")
    values = {"reason": {"reason": "wrong"}, "note": {"note": "The amount"}}
    await scene.act("ben", "submit", view="reject", values=values)

    assert scene.look(output).state == "rejected"


async def test_a_question_asks_with_these_very_words(either: Scene) -> None:
    output = await either.hand_in(requested_by="cleo@example.com")
    await either.say("ben", output, "Is that <the> second & last order?")

    ts = asked_back(either)[0]["ts"]
    await count_as(either, "question")
    await either.act("ben", "click", channel=CHANNEL, ts=ts, action_id="words:question")

    (put,) = about(either, output)
    assert put.body == "Is that <the> second & last order?"
    assert "waiting for Cleo" in either.card(output)["text"]


async def test_words_that_were_deleted_meanwhile_are_not_asked(scene: Scene) -> None:
    output = await scene.hand_in()
    said = await scene.say("ben", output, "Is it the second order?")
    await scene.act("ben", "delete", channel=CHANNEL, ts=said["ts"])

    await count_as(scene, "question")
    await scene.until(lambda: "not there any more" in scene.private("ben")[-1])

    assert about(scene, output) == []


async def test_nothing_is_nothing(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.say("ben", output, "hm")

    await count_as(scene, "nothing")
    await scene.until(lambda: scene.private("ben")[-1] == "All right, it counts as nothing.")

    assert (scene.votes(output), about(scene, output)) == ([], [])


async def test_while_a_question_is_open_another_is_not_offered(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "mia", output)

    await scene.say("ben", output, "looks good")

    assert buttons(asked_back(scene)[0]) == ["words:approve", "words:reject", "words:nothing"]
    assert about(scene, output)[0].answer is None


async def test_while_somebody_elses_approval_can_be_undone_only_a_rejection_is_offered(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("mia", output)

    await scene.say("ben", output, "wait")

    assert buttons(asked_back(scene)[0]) == ["words:reject", "words:nothing"]
    assert asked_back(scene)[0]["text"] == "Mia approved this already. Count your words as:"


async def test_whoever_has_just_approved_may_take_it_back_by_words(either: Scene) -> None:
    output = await either.hand_in()
    await either.react("ben", output)

    await either.say("ben", output, "wait, that is wrong")
    (asked,) = asked_back(either)
    await count_as(either, "take_back")
    await either.until(lambda: either.private("ben")[-1].startswith("Taken back."))

    assert asked["text"] == "You have just approved this. Count your words as:"
    assert buttons(asked) == ["words:reject", "words:take_back", "words:nothing"]
    assert either.standing(output) == []


async def test_words_that_go_with_an_approval_are_not_asked_about(scene: Scene) -> None:
    output = await scene.hand_in()
    where = scene.where(output)
    said = {"as": user_id("ben"), "do": "say", "channel": CHANNEL, "thread_ts": where["ts"], "text": "fine"}
    await perform(scene.box.world, said)
    await scene.react("ben", output)

    assert (asked_back(scene), scene.standing(output)) == ([], [(user_id("ben"), "approve")])


async def test_whoever_has_just_approved_may_reject_by_words(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.click("ben", output, "approve")
    await scene.say("ben", output, "wait, that is wrong")

    await count_as(scene, "reject", wait_s=10, until="view")
    await scene.act("ben", "submit", view="reject", values={"reason": {"reason": "wrong"}})
    await scene.until(lambda: scene.private("ben") == ["It counts as a rejection."])

    assert scene.look(output).state == "rejected"


async def test_what_is_final_by_the_press_is_not_taken_back_by_words(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output)
    await scene.say("ben", output, "wait, that is wrong")
    await scene.later(61)

    await count_as(scene, "take_back")
    await scene.until(lambda: "nothing of yours left to undo" in scene.private("ben")[-1])

    assert scene.standing(output) == [(user_id("ben"), "approve")]


async def test_whoever_has_decided_for_good_may_chat(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, approvals=2))
    output = await scene.hand_in()
    await scene.react("ben", output)
    await scene.later(61)
    await scene.react("mia", output, "x")

    await scene.say("ben", output, "that was easy")
    await scene.say("mia", output, "was it?")

    assert (asked_back(scene), asked_back(scene, "mia")) == ([], [])


@pytest.mark.parametrize("who", ["cleo", "ruth", "ada", "gus", "xenia"])
async def test_words_of_others_are_silence(scene: Scene, who: str) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")

    await scene.say(who, output, "looks good")

    assert scene.private(who) == []


async def test_each_message_is_asked_about_once_even_if_it_comes_twice(either: Scene) -> None:
    output = await either.hand_in()
    either.fault("event:message", "double")

    await either.say("ben", output, "looks good")
    await either.say("ben", output, "really")

    assert len(asked_back(either)) == 2


async def test_what_is_written_is_kept_only_until_it_is_dealt_with(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "mia", output)

    for who in ("ben", "gus", "cleo"):
        await scene.say(who, output, "a secret")

    kept = [event for event in stored(scene) if event["type"] == "message"]
    assert [event["outcome"] for event in kept] == ["asked_back", "nothing", "answered"]
    assert "a secret" not in json.dumps(kept)


async def test_nobodys_talk_is_stored(scene: Scene) -> None:
    output = await scene.hand_in()
    lunch = await scene.act("ben", "say", channel=CHANNEL, text="a secret")
    await scene.act("mia", "say", channel=CHANNEL, text="a secret", thread_ts=lunch["ts"])
    await scene.say("ticketbot", output, "a secret")
    said = await scene.say("ben", output, "mine")
    seen = len(stored(scene))
    await scene.act("ben", "edit", channel=CHANNEL, ts=said["ts"], text="a secret")
    await scene.act("ben", "delete", channel=CHANNEL, ts=said["ts"])

    assert [event["user"] for event in stored(scene)] == [user_id("ben")]
    assert len(stored(scene)) == seen
    assert receipt(scene, "message").ack_ms is not None


@pytest.mark.parametrize(
    "other",
    [
        {"thread_ts": None},
        {"thread_ts": "2.0"},
        {"parent_user_id": "U0BEN"},
        {"bot_id": "B0TICKETBOT"},
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"text": ""},
        {"user": None},
    ],
)
def test_most_talk_is_dropped_before_anything_is_asked(other: dict[str, Any]) -> None:
    us = Identity("T0", BOT_USER, "B0")
    reply = {
        "type": "message",
        "user": "U0BEN",
        "text": "looks good",
        "ts": "2.0",
        "thread_ts": "1.0",
        "parent_user_id": BOT_USER,
        "channel": CHANNEL,
        "blocks": [{"type": "rich_text"}],
    }

    assert kept(reply | other, us, MEANINGS) is None
    assert set(kept(reply, us, MEANINGS) or ()) == {"type", "user", "text", "ts", "thread_ts", "channel"}


async def test_a_reply_below_a_message_of_ours_that_is_no_card_is_not_stored(scene: Scene) -> None:
    await scene.hand_in()
    reply = {
        "type": "message",
        "user": user_id("ben"),
        "text": "a secret",
        "ts": "1795424402.000200",
        "thread_ts": "1795424401.000100",
        "parent_user_id": BOT_USER,
        "channel": CHANNEL,
    }

    emit(scene.box.world, reply, scene.box.world.channels[CHANNEL])
    await scene.settle()

    assert stored(scene) == []


async def test_what_was_said_long_ago_is_not_asked_about(scene: Scene) -> None:
    output = await scene.hand_in()
    card = scene.where(output)
    await scene.later(3_600)
    old = {
        "type": "message",
        "user": user_id("ben"),
        "text": "looks good",
        "ts": f"{int(output.submitted_at.timestamp()) + 1}.000100",
        "thread_ts": card["ts"],
        "parent_user_id": BOT_USER,
        "channel": CHANNEL,
    }

    emit(scene.box.world, old, scene.box.world.channels[CHANNEL])
    await scene.settle()

    assert asked_back(scene) == []


async def test_after_a_fix_words_below_the_first_card_answer_and_decide_nothing(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, approvals=2))
    output = await scene.hand_in("Dear Mr Webber.", requested_by="cleo@example.com")
    await ask(scene, "mia", output)
    first = scene.where(output)
    await scene.say("tom", output, "looks good")
    ts = asked_back(scene, "tom")[0]["ts"]
    await fix(scene, "ben", output, "Webber", "Weber")
    assert scene.where(output) != first

    await scene.act("tom", "click", channel=CHANNEL, ts=ts, action_id="words:approve")
    await scene.act("tom", "say", channel=CHANNEL, thread_ts=first["ts"], text="still good")
    await scene.act("cleo", "say", channel=CHANNEL, thread_ts=first["ts"], text="The second")

    assert scene.standing(output) == [(user_id("ben"), "fix")]
    assert len(asked_back(scene, "tom")) == 1
    assert about(scene, output)[0].answer == "The second"
