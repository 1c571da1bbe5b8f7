"""Whose a review is, as people see it: given on the card, taken, handed over and back, and free again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.outputs import Output
from handlers.clock.assigning import assign_reviews
from handlers.clock.reach import Reach
from tests.builders import user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene
from tests.usecases.test_leave import leave


async def tick(scene: Scene) -> None:
    """Do what the clock does about whose things are."""
    await assign_reviews(Reach(scene.desk.db, scene.clock))
    await scene.settle()


def facts(scene: Scene, output: Output) -> str:
    """The card's second line."""
    return " ".join(texts(scene.card(output)["blocks"][1]))


def holder(scene: Scene, output: Output) -> str:
    """Who has it, in small letters, as the card says it."""
    line = facts(scene, output)
    return line.rpartition("given to ")[2].lower() if "given to" in line else ""


async def choose(scene: Scene, who: str, output: Output, value: str) -> dict[str, Any]:
    """Choose something behind the three dots."""
    where = scene.where(output)
    return await scene.act(who, "select", action_id="more", value=value, **where)


async def test_the_card_says_from_its_first_moment_whom_it_is_given_to(either: Scene) -> None:
    either.company.apply(STANDING_POLICY, assign="by_load")

    output = await either.hand_in(requested_by="cleo@example.com")

    who = holder(either, output)
    assert who in ("ben", "mia", "tom")
    assert f"It is given to {who.capitalize()}." in either.card(output)["text"]
    assert either.calls("chat.update") == []
    queue = await reviews(either, who)
    assert any("· given to you" in line for line in queue.lines)


async def test_whoever_it_is_given_to_takes_it_with_one_click_and_anybody_may_be_faster(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = await scene.hand_in()
    given_to = holder(scene, output)
    other = {"ben": "mia", "mia": "ben"}[given_to]

    await choose(scene, given_to, output, "take")
    taken = facts(scene, output)
    await scene.click(other, output, "approve")

    assert taken.endswith(f"{given_to.capitalize()} has it")
    assert scene.standing(output) == [(user_id(other), "approve")]


async def test_it_is_handed_over_to_somebody_by_name(either: Scene) -> None:
    output = await either.hand_in()
    await choose(either, "ben", output, "take")

    await choose(either, "ben", output, "hand_over")
    await either.until(lambda: either.modal("ben") is not None)
    modal = either.modal("ben")
    answer = await either.act(
        "ben", "submit", view="handover", values={"to": {"to": {"value": user_id("tom")}}}
    )

    assert modal is not None
    assert {"Whoever has the least to do", "Mia", "Tom"} <= set(texts(modal["blocks"]))
    assert "Ben" not in set(texts(modal["blocks"]))
    assert answer["ok"], answer
    assert facts(either, output).endswith("given to Tom")


async def test_who_has_taken_it_is_told_so_when_they_take_it_again(scene: Scene) -> None:
    output = await scene.hand_in()
    await choose(scene, "ben", output, "take")

    await choose(scene, "ben", output, "take")
    await scene.until(lambda: bool(scene.private("ben")))

    assert scene.private("ben")[-1].endswith("You have it already, so it stays with you.")


async def assign(scene: Scene, who: str, text: str) -> dict[str, Any]:
    return await scene.act(who, "command", command="/answerable", text=f"assign {text}".strip())


def told(answer: dict[str, Any]) -> str:
    return " ".join(line for one in answer["private"] for line in texts(one["blocks"]))


async def test_who_answers_for_it_gives_it_to_somebody_by_link_or_id(either: Scene) -> None:
    either.company.apply(STANDING_POLICY, assign="by_load")
    output = await either.hand_in(title="Reply to order 1881")
    where = either.where(output)
    link = f"https://acme.slack.com/archives/{where['channel']}/p{where['ts'].replace('.', '')}"

    to_mia = await assign(either, "ada", f"<{link}|the card> <@{user_id('mia')}|mia>")
    with_mia = holder(either, output)
    to_all = await assign(either, "grace", f"{output.id} pool")
    await tick(either)

    assert told(to_mia) == "Mia has Reply to order 1881 now."
    assert with_mia == "mia"
    assert told(to_all) == "Reply to order 1881 is for whoever takes it now."
    assert holder(either, output) == "", "nobody is given it by load either"


async def test_named_alone_it_asks_to_whom_and_what_it_cannot_do_it_says(scene: Scene) -> None:
    output = await scene.hand_in(title="Reply to order 1881")
    leave(scene.company, "tom", scene.company.now, scene.company.now + timedelta(days=1))

    wrong = [
        await assign(scene, "ada", ""),
        await assign(scene, "ada", "https://example.com @ben"),
        await assign(scene, "ada", f"{output.id} <@{user_id('tom')}>"),
        await assign(scene, "ada", f"{output.id} <@{user_id('cleo')}>"),
        await assign(scene, "cleo", f"{output.id} pool"),
        await assign(scene, "ada", f"{output.id} @ben"),
    ]
    opened = scene.modal("ada")
    await assign(scene, "ada", output.id)
    await scene.until(lambda: scene.modal("ada") is not None)
    await scene.act("ada", "submit", view="handover", values={"to": {"to": {"value": "pool"}}})

    said = [told(one) for one in wrong]
    assert said[0].startswith("Say /answerable assign LINK @PERSON")
    assert said[1].startswith("We know of no output by that link or id. Nothing has changed.")
    assert said[2] == "Tom is away. Please choose somebody else. Nothing has changed."
    assert opened is None
    assert said[5] == (
        "“@ben” names nobody I can look up. Type @ and choose the person from Slack's list, or send only the link "
        "and choose in the window. Nothing has changed."
    )
    assert said[3] == "Cleo may not decide this one; Ben, Mia or Tom can. Nothing has changed."
    assert said[4] == "This is not yours to decide. Nothing has changed."
    assert scene.modal("ada") is None


async def test_one_press_hands_it_to_whoever_has_the_least_to_do(scene: Scene) -> None:
    output = await scene.hand_in()
    await choose(scene, "ben", output, "take")

    await choose(scene, "ada", output, "hand_over")
    await scene.until(lambda: scene.modal("ada") is not None)
    await scene.act("ada", "submit", view="handover", values={})

    assert holder(scene, output) in ("mia", "tom")


async def test_who_is_away_cannot_be_handed_anything_and_is_said_to_be(scene: Scene) -> None:
    output = await scene.hand_in()
    await choose(scene, "ben", output, "take")
    leave(scene.company, "tom", scene.company.now, scene.company.now + timedelta(days=1))

    await choose(scene, "ben", output, "hand_over")
    await scene.until(lambda: scene.modal("ben") is not None)
    answer = await scene.act(
        "ben", "submit", view="handover", values={"to": {"to": {"value": user_id("tom")}}}
    )

    assert answer["errors"] == {"to": "Tom is away. Please choose somebody else. Nothing has changed."}
    assert facts(scene, output).endswith("Ben has it")


async def test_handed_back_it_is_for_whoever_takes_it_and_nobody_elses_to_hand_back(scene: Scene) -> None:
    output = await scene.hand_in()
    await choose(scene, "ben", output, "take")

    await choose(scene, "mia", output, "hand_back")
    told = scene.private("mia")
    await choose(scene, "ben", output, "hand_back")

    assert told[-1].endswith("It is for Ben to hand this back. Nothing has changed.")
    assert "has it" not in facts(scene, output)


async def test_a_take_that_idles_is_said_privately_once_and_the_card_is_free(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881")
    await choose(either, "ben", output, "take")

    await either.later(2 * 3600 + 1)
    for _ in range(3):
        await tick(either)

    told = [one for one in either.private("ben") if "lay for a while" in one]
    assert len(told) == 1
    assert told[0].endswith("so it is free again. You can take it again.")
    assert "has it" not in facts(either, output)


async def test_the_clock_gives_what_nobody_could_be_given_when_somebody_is_there(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben",))
    leave(scene.company, "ben", scene.company.now, scene.company.now + timedelta(hours=1))
    output = await scene.hand_in()
    alone = facts(scene, output)

    await scene.later(3600)
    await tick(scene)

    assert "given to" not in alone
    assert holder(scene, output) == "ben"


async def test_home_and_queue_say_what_is_given_to_whom(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = await scene.hand_in(title="Reply to order 1881")
    mine = holder(scene, output)
    other = {"ben": "mia", "mia": "ben"}[mine]

    await scene.act(mine, "open_home")
    home = list(texts((scene.home(mine) or {})["blocks"]))
    theirs = await reviews(scene, other)

    assert any(line.endswith("· given to you") for line in home)
    assert any(f"given to {mine.capitalize()}" in line for line in theirs.lines)
