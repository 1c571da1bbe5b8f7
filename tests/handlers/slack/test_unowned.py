"""A workflow whose owner has left: who stands in is asked at once, leaders see it first, nothing gets lighter."""

from __future__ import annotations

from sqlalchemy import update

from domain.policy import Policy
from domain.refusals import Refused
from domain.weeks import Week
from handlers.cards.digest import weekly_text
from handlers.clock.owning import note_who_owns
from handlers.clock.reach import Reach
from sandbox.channels import Channel
from sandbox.workspace import BOT_USER
from storage.tables import people, workflows
from storage.transaction import Tx
from storage.unowned import noted_as_unowned
from storage.weekly import weekly_summary
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene, buttons
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
    assert [one for one in texts(message["blocks"]) if one != "Stop the workflow"] == [
        "refund-replies has no owner any more: Ada has left.",
        "1 waiting. Nothing of it gets lighter until somebody owns it.",
        "You stand in: you can stop it, let it go on, and settle what Ada would have settled.",
        "Who answers for it now? An operator writes them as owner in the file of refund-replies, and applies it.",
    ]
    assert buttons(message) == ["stop"]
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

    assert "refund-replies · no owner since 23 Nov 10:00 CET" in said
    assert any(line.endswith("· it has no owner") for line in texts((scene.home("grace") or {})["blocks"]))


async def test_who_owns_it_now_ends_it_and_another_leaving_is_told_again(either: Scene) -> None:
    either.company.db.write_now(leaves, "deactivated")
    await tick(either)
    either.company.db.write_now(own, "cleo")
    await tick(either)
    owned = either.company.db.read_now(noted_as_unowned)
    either.company.db.write_now(own, "ada")
    await either.later(60)
    await tick(either)

    assert owned == {}
    assert len(either.direct("grace")) == len(told_leaders(either)) == 2
