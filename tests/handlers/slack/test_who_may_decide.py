"""Whoever may not decide changes nothing, and one private line says why and who may."""

from __future__ import annotations

import pytest

from sandbox.membership import deactivate, set_members
from storage.evidence import story_of
from tests.builders import user_id
from tests.handlers.slack.scene import GROUP, STANDING_POLICY, Scene

MAY_NOT = {
    "cleo": "You asked for this one, so someone else has to decide: Ben, Mia or Tom.",
    "ruth": "It came through your key, so someone else has to decide: Ben, Mia or Tom.",
    "ada": "It is for Ben, Mia or Tom to decide here.",
    "gus": "Guests cannot decide here; Ben, Mia or Tom can.",
    "xenia": "This company decides itself: Ben, Mia or Tom.",
}


@pytest.mark.parametrize("means", ["reaction", "approve", "reject"])
@pytest.mark.parametrize("who", MAY_NOT)
async def test_who_may_not_decide_is_told_why_and_who_may(scene: Scene, who: str, means: str) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")

    if means == "reaction":
        await scene.react(who, output)
    else:
        await scene.click(who, output, means)

    assert scene.votes(output) == []
    assert scene.modal(who) is None
    assert len(scene.private(who)) == 1
    assert MAY_NOT[who] in scene.private(who)[0]
    assert "Nothing has changed." in scene.private(who)[0]


async def test_that_they_tried_is_on_record_without_their_name(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")

    await scene.click("cleo", output, "approve")

    story = scene.desk.db.read_now(story_of, output.id)
    attempt = next(one for one in story if one.action == "vote.refused")
    assert (attempt.via, attempt.facts["why"]) == ("button", "is_requester")
    assert "cleo" not in str(attempt).lower()


async def test_another_bots_mark_counts_for_nothing_and_it_is_not_talked_to(scene: Scene) -> None:
    output = await scene.hand_in()

    await scene.react("ticketbot", output)

    assert scene.votes(output) == []
    assert scene.private("ticketbot") == []
    assert "Ticketbot's ✅ doesn't count: Ticketbot is a bot." in scene.card(output)["text"]


async def test_members_of_a_user_group_decide_as_long_as_they_are_in_it(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=(), groups=(GROUP,))
    first, second = await scene.hand_in(), await scene.hand_in("Another text.")

    await scene.click("ben", first, "approve")
    await scene.react("tom", first)
    set_members(scene.box.world, scene.box.world.groups[GROUP], [user_id("tom")])
    await scene.settle()
    await scene.click("ben", second, "approve")
    await scene.click("tom", second, "approve")

    assert scene.standing(first) == [(user_id("ben"), "approve")]
    assert scene.standing(second) == [(user_id("tom"), "approve")]
    assert [len(scene.private(who)) for who in ("ben", "tom")] == [1, 1]


async def test_where_groups_cannot_be_read_nobody_decides_by_one(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("mia",), groups=(GROUP,))
    scene.fault("usergroups.users.list", "error:plan_upgrade_required", times=9)
    output = await scene.hand_in()

    await scene.click("ben", output, "approve")
    await scene.click("mia", output, "approve")

    assert scene.standing(output) == [(user_id("mia"), "approve")]
    assert "to decide here" in scene.private("ben")[0]


async def test_a_mark_waits_until_it_is_known_whose_it_is(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.later(6 * 60)
    scene.fault("users.info", "500", times=99)

    await scene.react("ben", output)
    meanwhile = scene.votes(output)
    scene.box.world.faults.waiting.clear()
    await scene.later(2)

    assert meanwhile == []
    assert scene.standing(output) == [(user_id("ben"), "approve")]


async def test_a_mark_of_somebody_who_has_left_by_then_does_not_count(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.later(6 * 60)
    scene.fault("users.info", "500", times=99)
    await scene.react("ben", output)

    scene.box.world.faults.waiting.clear()
    deactivate(scene.box.world, scene.box.world.people[user_id("ben")])
    await scene.later(2)

    assert scene.votes(output) == []
    assert "Ben's ✅ doesn't count: the account is closed." in scene.card(output)["text"]


async def test_a_press_by_somebody_who_cannot_be_verified_records_nothing_and_says_so(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.later(6 * 60)
    scene.fault("users.info", "500", times=99)

    pressed = await scene.click("ben", output, "approve")

    assert pressed["ack_ms"] < 3_000
    assert scene.votes(output) == []
    assert "We could not check who you are just now, so nothing was recorded." in scene.private("ben")[0]


async def test_a_workspace_that_hangs_does_not_make_a_press_hang(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.later(6 * 60)
    scene.fault("users.info", "slow", times=99)

    pressed = await scene.click("ben", output, "approve")

    assert pressed["ok"]
    assert pressed["ack_ms"] < 3_000
