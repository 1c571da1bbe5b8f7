"""A workflow whose owner has left: who stands in is asked at once, leaders see it first, nothing gets lighter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from domain.policy import Policy
from domain.refusals import Refused
from domain.weeks import Week
from handlers.cards.digest import draw_weekly, weekly_text
from handlers.clock.owning import note_who_owns
from handlers.clock.reach import Reach
from handlers.slack.gateway import Posted
from sandbox.channels import Channel
from sandbox.control import messages_json
from sandbox.workspace import BOT_USER
from storage.tables import digests, people, workflows
from storage.transaction import Tx
from storage.unowned import noted_as_unowned
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
from usecases.apply_workflow import Applied, apply_workflow
from usecases.keep_organisation import KeepOrganisation, keep_organisation
from usecases.sign_lane import SignLane, sign_lane

LEADERS = "C0LEADERS"
AUTOMATED = Policy(purpose="Drafts the replies to refund requests", lane="automated")


async def tick(scene: Scene) -> None:
    members = {user_id("ruth"), BOT_USER}
    if LEADERS not in scene.box.world.channels:
        scene.box.world.channels[LEADERS] = Channel(LEADERS, "ai-leaders", False, members=members)
        scene.box.world.messages[LEADERS] = {}
    await note_who_owns(Reach(scene.desk.db, scene.clock, "Europe/Berlin", LEADERS))
    await scene.settle()


def leaves(tx: Tx, kind: str) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id("ada")).values(kind=kind))


def own(tx: Tx, who: str) -> None:
    tx.conn.execute(update(workflows).values(owner=user_id(who)))


def told_leaders(scene: Scene) -> list[str]:
    return [str(one.text) for one in scene.box.world.messages[LEADERS].values()]


async def test_the_deputy_is_asked_at_once_and_the_leaders_hear_it_once(either: Scene) -> None:
    await either.hand_in()
    await tick(either)
    before = either.direct("grace")
    either.company.db.write_now(leaves, "deactivated")

    for _ in range(3):
        await tick(either)

    (message,) = either.direct("grace")
    assert before == []
    assert [one for one in texts(message["blocks"]) if one not in ("Stop the workflow", "Name an owner")] == [
        "refund-replies has no owner any more: Ada has left.",
        "1 waiting. Nothing of it gets lighter until somebody owns it.",
        "You stand in: you can stop it, let it go on, and settle what Ada would have settled.",
        "Who answers for it now? Name them: they are asked, and it is theirs once they take it.",
    ]
    assert buttons(message) == ["name_owner", "stop"]
    (leaders,) = told_leaders(either)
    assert "refund-replies has no owner any more" in leaders
    assert "Grace stands in" in leaders


async def test_nothing_gets_lighter_and_heavier_is_still_possible(either: Scene) -> None:
    either.company.apply(AUTOMATED)
    either.company.db.write_now(leaves, "deactivated")
    signed = [
        either.company.db.write_now(sign_lane, SignLane(SLUG, lane, user_id(who), "x", either.company.now))
        for who in ("ada", "grace")
        for lane in ("automated",)
    ]
    heavier = either.company.db.write_now(
        sign_lane, SignLane(SLUG, "always_human", user_id("grace"), "x", either.company.now)
    )

    assert signed == [Refused.of("workflow_unowned", workflow=SLUG)] * 2
    assert not isinstance(heavier, Refused)


async def test_the_deputy_settles_what_the_owner_would_have(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output)
    await scene.later(61)
    scene.company.db.write_now(leaves, "deactivated")
    await scene.react("tom", output, "x")
    question = next(one for one in scene.thread(output) if "uphold" in buttons(one))
    where = {"channel": scene.where(output)["channel"], "ts": question["ts"]}

    await scene.act("grace", "click", action_id="uphold", **where)

    assert f"<@{user_id('grace')}>" in question["text"]
    assert scene.look(output).state == "rejected"


async def test_leaders_read_it_first_and_home_says_so(scene: Scene) -> None:
    scene.company.db.write_now(leaves, "deactivated")
    await tick(scene)

    week = Week.of(scene.clock.now().date())
    said = weekly_text(scene.company.db.read_now(weekly_summary, week, "Europe/Berlin"))
    await scene.act("grace", "open_home")
    asked = [
        await scene.act("cleo", "command", command="/answerable", text=text)
        for text in ("workflows", f"workflow {SLUG}")
    ]

    register, page = (" ".join(texts(one["private"][0]["blocks"])) for one in asked)
    assert "· it has no owner: Ada has left ·" in register
    assert "Ada answers for it" not in register + page
    assert "Ada has left, so nobody answers for it." in page
    assert "refund-replies has no owner since 23 Nov. " in said
    assert any(line.endswith("· it has no owner") for line in texts((scene.home("grace") or {})["blocks"]))


async def test_once_somebody_owns_it_the_weeks_summary_has_no_button_for_it(scene: Scene) -> None:
    scene.company.db.write_now(leaves, "deactivated")
    await tick(scene)
    week = Week.of(scene.clock.now().date())
    drawn = draw_weekly(scene.company.db.read_now(weekly_summary, week, "Europe/Berlin"))
    posted = await scene.desk.slack.post(LEADERS, drawn)
    assert isinstance(posted, Posted)
    scene.company.db.write_now(_stands, (str(week), posted, scene.clock.now()))

    scene.company.db.write_now(own, "cleo")
    await tick(scene)

    (message,) = [
        one
        for one in messages_json(scene.box.world, scene.box.world.channels[LEADERS])
        if one["ts"] == posted.ts
    ]
    said = list(texts(message["blocks"]))
    assert buttons(message) == ["all_figures"]
    assert "Cleo answers for it now." in said
    assert "refund-replies has no owner since" in "".join(said), "what it said stays"
    assert message["text"].startswith("AI at work · week 48")


def _stands(tx: Tx, given: tuple[str, Posted, datetime]) -> None:
    period, posted, now = given
    row = {"audience": "leaders", "period": period, "issued_at": now, "state": "sent", "sent_at": now}
    tx.conn.execute(insert(digests).values(row | {"channel_id": posted.channel_id, "ts": posted.ts}))


async def test_who_owns_it_now_ends_it_and_another_leaving_is_told_again(either: Scene) -> None:
    either.company.db.write_now(leaves, "deactivated")
    await tick(either)
    either.company.db.write_now(own, "cleo")
    await tick(either)
    owned = either.company.db.read_now(noted_as_unowned)
    over = [*(one["text"] for one in either.direct("grace")), *told_leaders(either)]
    either.company.db.write_now(own, "ada")
    await either.later(60)
    await tick(either)

    assert owned == {}
    assert over == ["refund-replies has an owner again: Cleo answers for it now."] * 2
    assert len(either.direct("grace")) == len(told_leaders(either)) == 2


async def named(scene: Scene, by: str, to: str) -> dict[str, Any]:
    """Name somebody in the modal that the message to whoever may opens."""
    message = scene.direct(by)[-1]
    channel = next(one for one in scene.box.world.channels.values() if one.im_of == user_id(by))
    await scene.act(by, "click", channel=channel.id, ts=message["ts"], action_id="name_owner")
    await scene.until(lambda: scene.modal(by) is not None)
    values = {"person": {"person": user_id(to)}}
    return await scene.act(by, "submit", view="name_owner", values=values)


async def answer(scene: Scene, who: str, action_id: str) -> None:
    message = next(one for one in reversed(scene.direct(who)) if action_id in buttons(one))
    channel = next(one for one in scene.box.world.channels.values() if one.im_of == user_id(who))
    await scene.act(who, "click", channel=channel.id, ts=message["ts"], action_id=action_id)
    await scene.settle()


def owner(scene: Scene) -> str:
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.owner


async def test_an_owner_is_named_in_slack_and_answers_for_it_once_they_take_it(either: Scene) -> None:
    either.company.db.write_now(leaves, "deactivated")
    await tick(either)

    asked = await named(either, "grace", "mia")
    await either.settle()
    question, still = either.direct("mia")[-1], owner(either)
    unowned = either.company.db.read_now(noted_as_unowned)
    await answer(either, "mia", "own_it")

    assert "Mia is asked to answer for refund-replies." in str(asked["view"])
    assert question["text"].startswith("Grace asks you to answer for refund-replies, whose owner has left.")
    assert buttons(question) == ["own_it", "own_not"]
    assert still == user_id("ada"), "it is not put upon anybody"
    assert SLUG in unowned
    assert owner(either) == user_id("mia")
    assert either.company.db.read_now(noted_as_unowned) == {}
    assert either.direct("grace")[-1]["text"] == "Mia answers for refund-replies now."
    # What asked for an owner asks no more, and offers no button.
    over = "refund-replies has an owner again: Mia answers for it now."
    assert (either.direct("grace")[0]["text"], buttons(either.direct("grace")[0])) == (over, [])
    assert told_leaders(either) == [over]


async def test_who_does_not_take_it_changes_nothing_and_somebody_else_is_asked(scene: Scene) -> None:
    scene.company.db.write_now(leaves, "deactivated")
    await tick(scene)
    await named(scene, "grace", "mia")
    await scene.settle()
    await answer(scene, "mia", "own_not")
    declined = scene.direct("grace")[-1]
    await named(scene, "grace", "tom")
    await scene.settle()
    await named(scene, "grace", "cleo")
    await scene.settle()
    await answer(scene, "tom", "own_it")  # somebody else is asked by now
    late = owner(scene)
    guest = await named(scene, "grace", "gus")
    await answer(scene, "cleo", "own_it")

    assert declined["text"] == "Mia does not take refund-replies. It is still without an owner."
    assert buttons(declined) == ["name_owner"]
    assert late == user_id("ada")
    assert guest["errors"] == {
        "person": "Only members of this company can answer for it. Please choose somebody else."
    }
    assert owner(scene) == user_id("cleo")


async def test_the_deputy_and_the_leaders_name_and_nobody_else(scene: Scene) -> None:
    said = KeepOrganisation({"leaders": {"ruth@example.com": user_id("ruth")}}, "operator", scene.company.now)
    scene.company.db.write_now(keep_organisation, said)
    scene.company.db.write_now(leaves, "deactivated")
    await tick(scene)
    message = next(iter(scene.box.world.messages[LEADERS].values()))
    scene.box.world.channels[LEADERS].members.update(map(user_id, ("grace", "ben", "gus", "cleo")))
    opened = set()

    for who in ("grace", "ruth", "ben", "gus", "cleo"):
        await scene.act(who, "click", channel=LEADERS, ts=message.ts, action_id="name_owner", wait_s=1)
        modal = scene.modal(who)
        opened |= {who} if modal is not None and modal["callback_id"] == "name_owner" else set()

    assert opened == {"grace", "ruth"}
    assert (
        scene.private("ben")[-1]
        == "Who stands in, and the leaders, can name an owner here. Nothing has changed."
    )


async def test_a_file_does_not_override_who_took_it_until_it_says_the_same(scene: Scene) -> None:
    scene.company.db.write_now(leaves, "deactivated")
    await tick(scene)
    await named(scene, "grace", "mia")
    await scene.settle()
    await answer(scene, "mia", "own_it")

    def apply(who: str) -> Applied:
        command = scene.company.application(Policy(purpose="Drafts the replies to refund requests"))
        return scene.company.db.write_now(apply_workflow, replace(command, owner=user_id(who)))

    other, stays = apply("tom"), owner(scene)
    same, then = apply("mia"), apply("tom")

    assert (other.kept_owner, stays) == (user_id("mia"), user_id("mia"))
    assert (same.kept_owner, then.kept_owner) == (None, None)
    assert owner(scene) == user_id("tom")
