"""Events that never came are found again from Slack, and judged as if they had come."""

from __future__ import annotations

import random
from typing import Any

import pytest

from domain.outputs import Output
from domain.policy import Policy
from handlers.clock.looking import AT_ONCE, find_missed_marks
from handlers.clock.reach import Reach
from handlers.slack.gateway import Posted
from sandbox.acts.perform import perform
from sandbox.workspace import BOT_USER
from storage.audits import audit_of
from storage.card_views import card_view
from storage.evidence import story_of
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import Scene
from tests.handlers.slack.test_events import reaction, stored
from tests.usecases.test_watching import watch
from usecases.claim_looks import AUDITED, RELEASED, UNRELEASED, Pace

YES, NO, WRONG = "white_check_mark", "x", "warning"


async def sweep(scene: Scene, pace: Pace = UNRELEASED) -> None:
    """Let the time between looks pass, and every card of this pace be looked at once."""
    await scene.later(pace.rarest.total_seconds())
    reach = Reach(scene.desk.db, scene.clock, desk=scene.desk)
    while True:
        asked = looks(scene)
        await find_missed_marks(reach)
        if looks(scene) == asked:
            break
    await scene.settle()


def looks(scene: Scene) -> int:
    """How often Slack was asked what is under a card, or under several."""
    return len(scene.calls("reactions.get")) + len(scene.calls("conversations.history"))


async def unheard(scene: Scene, who: str, output: Output, name: str, do: str = "react") -> None:
    """Somebody puts on or takes off a mark, and its event never comes."""
    scene.fault("event:reaction_added" if do == "react" else "event:reaction_removed", "drop")
    await scene.react(who, output, name, do)


def of_slack(scene: Scene, output: Output) -> set[tuple[str, str]]:
    """The marks that are on the card in Slack: who and which."""
    under = scene.card(output).get("reactions", [])
    return {(person, one["name"]) for one in under for person in one["users"]}


async def test_an_approval_whose_event_never_came_counts_after_the_next_look(either: Scene) -> None:
    output = await either.hand_in()
    await unheard(either, "ben", output, YES)
    assert either.votes(output) == []

    await sweep(either)

    assert either.standing(output) == [(user_id("ben"), "approve")]
    assert "Ben" in either.card(output)["text"]
    story = either.company.db.read_now(story_of, output.id)
    assert [one.actor for one in story if one.action == "mark.found"] == ["clock"]


async def test_marks_on_what_has_gone_out_are_found_again_and_said_for_good(either: Scene) -> None:
    watch(either.company)
    good, wrong = await either.hand_in("One"), await either.hand_in("Two")
    await unheard(either, "ben", good, YES)
    await unheard(either, "ben", wrong, NO)
    await unheard(either, "mia", wrong, YES)

    await sweep(either, AUDITED)
    await either.later(61)

    audit = either.company.db.read_now(audit_of, good.id)
    assert audit is not None
    assert not audit.is_open
    assert "Ben has looked at it since: good" in either.card(good)["text"]
    assert either.look(wrong).state == "recalled"


async def test_a_rejection_whose_event_never_came_stops_the_output(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("mia", output, YES)
    await scene.later(61)
    assert scene.look(output).state == "approved"
    await unheard(scene, "ben", output, NO)

    await sweep(scene)

    assert scene.look(output).state == "in_review", "an objection, which the owner settles"


async def test_taking_off_that_was_not_heard_of_withdraws(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, YES)
    await scene.later(61)
    await unheard(scene, "ben", output, YES, do="unreact")

    await sweep(scene)

    assert scene.standing(output) == []
    assert scene.look(output).state == "in_review"


async def test_a_third_of_all_events_lost_is_made_good_by_one_sweep(scene: Scene) -> None:
    scene.company.apply(Policy(purpose="Drafts the replies to refund requests", approvals=3))
    chance = random.Random(7)
    outputs = [await scene.hand_in(f"Text {number}") for number in range(4)]
    lost = 0
    for _ in range(40):
        who, output = chance.choice(["ben", "mia", "tom", "gus"]), chance.choice(outputs)
        do = "unreact" if (user_id(who), YES) in of_slack(scene, output) else "react"
        if chance.random() < 0.3:
            lost += 1
            await unheard(scene, who, output, YES, do)
        else:
            await scene.react(who, output, YES, do)

    await sweep(scene)

    assert lost > 8
    for output in outputs:
        on = {person for person, _ in of_slack(scene, output) if person != user_id("gus")}
        assert {person for person, _ in scene.standing(output)} == on
        assert {stray.person for stray in _view(scene, output).strays} <= {user_id("gus")}


def _view(scene: Scene, output: Output) -> Any:
    view = scene.company.db.read_now(card_view, output.id, scene.clock.now())
    assert view is not None
    return view


async def test_from_a_list_that_leaves_people_out_nothing_follows(scene: Scene) -> None:
    output = await scene.hand_in()
    await unheard(scene, "ben", output, YES)
    await scene.react("mia", output, YES)
    await unheard(scene, "tom", output, NO)
    scene.box.world.reactors_shown = 1

    await sweep(scene)
    shortened = scene.standing(output)
    scene.box.world.reactors_shown = None
    await sweep(scene)

    assert shortened == [(user_id("mia"), "approve"), (user_id("tom"), "reject")], "❌ was told whole"
    assert sorted(scene.standing(output)) == sorted([*shortened, (user_id("ben"), "approve")])


async def test_people_left_out_have_not_taken_their_marks_off(scene: Scene) -> None:
    output = await scene.hand_in()
    for who in ("ben", "mia"):
        await scene.react(who, output, YES)
    scene.box.world.reactors_shown = 0

    await sweep(scene)

    assert {person for person, _ in scene.standing(output)} == {user_id("ben"), user_id("mia")}


async def test_events_that_come_after_the_look_all_the_same_change_nothing(scene: Scene) -> None:
    output = await scene.hand_in()
    put_on = scene.clock.now().timestamp()
    await unheard(scene, "ben", output, YES)
    await sweep(scene)

    reaction(scene, output, "ben", f"{put_on + 1:.6f}")
    await scene.settle()

    assert scene.standing(output) == [(user_id("ben"), "approve")]
    assert len(scene.votes(output)) == 1


@pytest.mark.parametrize("ahead_s", [-30, 30])
async def test_what_happens_after_the_look_counts_whatever_the_clocks_say(scene: Scene, ahead_s: int) -> None:
    """Slack's clock and ours differ: the look must not outdo a later event."""
    output = await scene.hand_in()
    await unheard(scene, "ben", output, YES)
    await sweep(scene)

    slack_now = scene.clock.now().timestamp() + 2 + ahead_s
    reaction(scene, output, "ben", f"{slack_now:.6f}", kind="reaction_removed")
    await scene.settle()

    assert scene.standing(output) == []


async def test_of_two_marks_that_were_both_missed_the_rejection_stands(scene: Scene) -> None:
    output = await scene.hand_in()
    await unheard(scene, "ben", output, NO)
    await unheard(scene, "ben", output, YES)

    await sweep(scene)

    assert scene.standing(output) == [(user_id("ben"), "reject")]


async def test_a_found_approval_never_outdoes_what_the_person_said_otherwise(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, NO)
    await unheard(scene, "ben", output, YES)

    await sweep(scene)

    assert scene.standing(output) == [(user_id("ben"), "reject")]


async def test_where_marks_do_not_count_a_found_one_does_not_either_and_the_card_says_so(
    scene: Scene,
) -> None:
    scene.company.apply(Policy(purpose="Drafts the replies to refund requests", lane="always_human"))
    output = await scene.hand_in()
    await unheard(scene, "ben", output, YES)

    await sweep(scene)

    assert scene.votes(output) == []
    assert "Still needs a reviewer" in scene.card(output)["text"]


async def test_our_own_marks_and_other_emoji_are_not_looked_up(scene: Scene) -> None:
    output = await scene.hand_in()
    where = scene.where(output)
    await scene.desk.slack.call("reactions.add", channel=CHANNEL, timestamp=where["ts"], name=YES)
    await unheard(scene, "tom", output, "tada")
    users = len(scene.calls("users.info"))

    await sweep(scene)

    assert len(scene.calls("users.info")) == users
    assert scene.votes(output) == []


async def test_what_has_gone_out_is_not_looked_at_as_often_as_what_waits(scene: Scene) -> None:
    await scene.release(await scene.hand_in())

    await sweep(scene)

    assert looks(scene) == 0


async def test_a_warning_whose_event_never_came_is_answered_within_the_hour(either: Scene) -> None:
    output = await either.release(await either.hand_in())
    await either.react("tom", output, WRONG)
    await unheard(either, "cleo", output, WRONG)
    before = either.private("cleo")

    await sweep(either, RELEASED)
    heard = either.private("cleo")
    await sweep(either, RELEASED)

    assert before == []
    assert len(heard) == 1
    assert heard == either.private("tom"), "as if its event had come"
    assert either.private("cleo") == heard, "asked once"


async def test_a_channel_without_the_bot_costs_one_call_for_what_went_out_too(scene: Scene) -> None:
    for number in range(3):
        await scene.release(await scene.hand_in(f"Text {number}"))
    scene.box.world.channels[CHANNEL].members.discard(BOT_USER)

    await sweep(scene, RELEASED)
    await find_missed_marks(Reach(scene.desk.db, scene.clock, desk=scene.desk))

    assert looks(scene) == 1


async def test_what_went_out_long_ago_is_not_looked_at(scene: Scene) -> None:
    await scene.release(await scene.hand_in())
    assert RELEASED.released_within is not None
    await scene.later(RELEASED.released_within.total_seconds())

    await sweep(scene, RELEASED)

    assert looks(scene) == 0


async def test_what_went_out_has_its_turn_however_much_waits_and_no_more_than_its_share(
    scene: Scene,
) -> None:
    scene.company.apply(Policy(purpose="Drafts the replies to refund requests"), max_open_cards=100)
    sent = [await scene.release(await scene.hand_in(f"Sent {number}")) for number in range(8)]
    released = {scene.where(output)["ts"] for output in sent}
    for number in range(UNRELEASED.a_minute + 3):
        await scene.hand_in(f"Text {number}")
    scene.clock.advance(RELEASED.rarest.total_seconds())
    reach = Reach(scene.desk.db, scene.clock, desk=scene.desk, has_history=False)

    for _ in range(20):
        await find_missed_marks(reach)

    asked = [call["args"]["timestamp"] for call in scene.calls("reactions.get")]
    assert len(asked) == UNRELEASED.a_minute + RELEASED.a_minute
    assert len(released.intersection(asked)) == RELEASED.a_minute


async def test_a_card_that_was_deleted_is_noticed_and_posted_again(scene: Scene) -> None:
    output = await scene.hand_in()
    before = scene.where(output)
    await scene.desk.slack.delete(Posted(before["channel"], before["ts"]))

    await sweep(scene)

    assert scene.where(output)["ts"] != before["ts"]
    assert scene.card(output)["text"]


async def test_a_channel_without_the_bot_costs_one_call_a_round_and_breaks_nothing(scene: Scene) -> None:
    for number in range(2 * AT_ONCE):
        await scene.hand_in(f"Text {number}")
    scene.box.world.channels[CHANNEL].members.discard(BOT_USER)

    await sweep(scene)
    await find_missed_marks(Reach(scene.desk.db, scene.clock, desk=scene.desk))

    assert looks(scene) == 1


async def test_while_slack_is_away_nothing_is_inferred(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, YES)
    scene.fault("reactions.get", "500", times=10)

    await sweep(scene)

    assert scene.standing(output) == [(user_id("ben"), "approve")]


async def test_a_server_that_cannot_say_what_is_under_a_message_is_asked_once(scene: Scene) -> None:
    await scene.hand_in()
    scene.clock.advance(UNRELEASED.rarest.total_seconds())
    scene.fault("reactions.get", "error:unknown_method", times=10)
    reach = Reach(scene.desk.db, scene.clock, desk=scene.desk)

    for _ in range(3):
        await find_missed_marks(reach)
        scene.clock.advance(UNRELEASED.rarest.total_seconds())

    assert len(scene.calls("reactions.get")) == 1


async def test_many_cards_are_looked_at_in_turn_and_no_faster_than_slack_allows(scene: Scene) -> None:
    scene.company.apply(Policy(purpose="Drafts the replies to refund requests"), max_open_cards=100)
    outputs = [await scene.hand_in(f"Text {number}") for number in range(UNRELEASED.a_minute + 3)]
    scene.clock.advance(UNRELEASED.rarest.total_seconds())
    reach = Reach(scene.desk.db, scene.clock, desk=scene.desk, has_history=False)

    for _ in range(20):
        await find_missed_marks(reach)
    in_a_minute = [call["args"]["timestamp"] for call in scene.calls("reactions.get")]
    scene.clock.advance(61)
    await find_missed_marks(reach)
    later = [call["args"]["timestamp"] for call in scene.calls("reactions.get")][UNRELEASED.a_minute :]

    posted = [scene.where(output)["ts"] for output in outputs]
    assert in_a_minute == posted[: UNRELEASED.a_minute]
    assert later == posted[UNRELEASED.a_minute :], "the others were looked at a minute ago"


async def test_several_cards_are_one_page_and_only_what_it_does_not_say_is_asked_for_alone(
    either: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    either.company.apply(Policy(purpose="Drafts the replies to refund requests", approvals=2))
    monkeypatch.setattr("handlers.slack.gateway._PAGE", 4)
    told, cut, deleted, *others = [await either.hand_in(f"Text {number}") for number in range(6)]
    await unheard(either, "ben", told, YES)
    for who in ("ben", "mia"):
        await unheard(either, who, cut, YES)
    await either.react("ben", deleted, YES)
    await either.say("cleo", deleted, "Who was that?")  # so that something stays in its place
    await either.later(61)
    gone = either.where(deleted)
    await either.desk.slack.delete(Posted(gone["channel"], gone["ts"]))
    either.box.world.reactors_in_history = 1

    await sweep(either)

    assert either.standing(told) == [(user_id("ben"), "approve")]
    assert sorted(either.standing(cut)) == [(user_id("ben"), "approve"), (user_id("mia"), "approve")]
    assert either.where(deleted)["ts"] != gone["ts"], "and nobody has taken anything off"
    assert [vote.verdict for vote in either.votes(deleted)] == ["approve"]
    assert all(either.standing(one) == [] for one in others)
    asked = {call["args"]["timestamp"] for call in either.calls("reactions.get")}
    assert asked == {either.where(cut)["ts"], gone["ts"]}
    assert len(either.calls("conversations.history")) == 2, "six, of which four fit on a page"


async def test_a_person_who_cannot_be_verified_is_looked_at_again(scene: Scene) -> None:
    output = await scene.hand_in()
    await unheard(scene, "ben", output, YES)
    scene.clock.advance(600)
    scene.fault("users.info", "error:internal_error", times=5)

    await sweep(scene)
    meanwhile = scene.votes(output)
    scene.box.world.faults.waiting.clear()
    await sweep(scene)

    assert meanwhile == []
    assert scene.standing(output) == [(user_id("ben"), "approve")]
    assert stored(scene) == []


async def test_a_mark_put_on_while_the_bot_looks_is_judged_by_its_event(scene: Scene) -> None:
    output = await scene.hand_in()
    act = {"as": user_id("ben"), "do": "react", "name": YES, **scene.where(output)}
    scene.fault("event:reaction_added", "slow", delay_s=0.3)
    await perform(scene.box.world, act)

    await sweep(scene)

    assert scene.standing(output) == [(user_id("ben"), "approve")]
    assert len(scene.votes(output)) == 1
