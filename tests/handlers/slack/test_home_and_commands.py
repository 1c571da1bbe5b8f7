"""App Home and /answerable: what waits, who answers, who decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.policy import Standard
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import STANDING_POLICY, Scene

STANDARD = Standard(criteria=("The amount matches the order",), never=("promises money outside policy",))


async def home(scene: Scene, who: str) -> list[str]:
    """What somebody's Home says, line by line."""
    await scene.act(who, "open_home")
    shown: Any = scene.box.world.views.homes[f"U0{who.upper()}"].as_json()
    return list(texts(shown["blocks"]))


async def test_home_shows_a_reviewer_what_waits_with_a_link_to_its_card(either: Scene) -> None:
    await either.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")

    lines = await home(either, "ben")

    assert lines[0] == "What waits for you"
    assert lines[1].startswith("Reply to order 1881 · refund-replies · for Cleo · by 23 Nov ")
    shown: Any = either.box.world.views.homes["U0BEN"].as_json()
    assert "/archives/" in shown["blocks"][1]["accessory"]["url"]


async def test_home_leaves_out_what_this_person_may_not_decide_or_has_decided(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("ben", "cleo"))
    first = await scene.hand_in(title="One", requested_by="cleo@example.com")
    await scene.hand_in("Another text.", title="Two")
    await scene.click("ben", first, "approve")

    assert any(line.startswith("Two") for line in await home(scene, "cleo"))
    assert not any(line.startswith("One") for line in await home(scene, "cleo"))
    assert not any(line.startswith("One") for line in await home(scene, "ben"))


async def test_home_shows_an_owner_what_they_answer_for(scene: Scene) -> None:
    await scene.hand_in()
    await scene.later(5 * 3600)

    lines = await home(scene, "ada")
    deputy = await home(scene, "grace")

    assert lines[:3] == ["What waits for you", "Nothing waits for you.", "What you answer for"]
    assert lines[3].startswith(
        "refund-replies · a person decides first · 1 waiting, 1 late, the first was wanted by 23 Nov "
    )
    assert deputy[-1].endswith("(you stand in)")


async def test_home_opened_again_shows_what_is_true_then(scene: Scene) -> None:
    before = await home(scene, "ben")
    await scene.hand_in(title="Reply to order 1881")

    after = await home(scene, "ben")

    assert before[1] == "Nothing waits for you."
    assert after[1].startswith("Reply to order 1881")


async def test_a_home_that_somebody_else_published_meanwhile_is_left_as_it_is(scene: Scene) -> None:
    await home(scene, "ben")
    scene.fault("views.publish", "error:hash_conflict")

    await home(scene, "ben")

    assert len(scene.calls("views.publish")) == 2


async def ask(scene: Scene, text: str) -> list[str]:
    answer = await scene.act("cleo", "command", command="/answerable", text=text)
    assert answer["ok"], answer
    lines: list[str] = [line for message in answer["private"] for line in texts(message["blocks"])]
    return lines


@pytest.mark.parametrize("text", ["", "help", "HELP"])
async def test_help_says_what_can_be_asked(scene: Scene, text: str) -> None:
    assert await ask(scene, text) == [
        "What you can ask:",
        "/answerable help: this list",
        "/answerable workflow NAME: what good enough means there, who answers, who decides",
    ]


@pytest.mark.parametrize(
    ("text", "nearest"), [("hepl", "/answerable help"), ("workflows", "/answerable workflow")]
)
async def test_what_is_misspelt_gets_the_nearest(scene: Scene, text: str, nearest: str) -> None:
    lines = await ask(scene, text)

    assert lines[:2] == [f"There is no “{text}”.", f"Did you mean {nearest}?"]


async def test_a_workflow_is_told_of(either: Scene) -> None:
    either.company.apply(replace(STANDING_POLICY, standard=STANDARD, approvals=2))
    await either.hand_in()

    assert await ask(either, "workflow refund-replies") == [
        "refund-replies: Drafts the replies to refund requests",
        "live · a person decides first",
        "2 people decide each one.",
        "• The amount matches the order",
        "Never: promises money outside policy",
        "Ada answers for it. Ben, Mia or Tom can decide.",
        "Grace stands in.",
        "1 waiting.",
    ]


async def test_an_unknown_workflow_gets_the_nearest_and_the_list(scene: Scene) -> None:
    assert await ask(scene, "workflow refund-reply") == [
        "There is no “refund-reply”.",
        "Did you mean /answerable workflow refund-replies?",
        "Which one? Say /answerable workflow NAME. There are: refund-replies.",
    ]
    assert await ask(scene, "workflow") == [
        "Which one? Say /answerable workflow NAME. There are: refund-replies."
    ]


async def test_what_was_typed_comes_back_harmless(scene: Scene) -> None:
    answer = await scene.act("cleo", "command", command="/answerable", text="<!channel>*x*")

    assert "<!channel>" not in answer["private"][0]["text"]
