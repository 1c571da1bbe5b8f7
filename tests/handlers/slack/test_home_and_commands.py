"""App Home and /answerable: what waits, who answers, who decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.policy import Standard
from handlers.slack.commands import nearest_command
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import STANDING_POLICY, Scene
from tests.handlers.slack.test_asking import ask as ask_about
from usecases.sign_lane import SignLane, sign_lane

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
    assert lines[1] == "1 waiting"
    assert lines[3].startswith("Reply to order 1881 · refund-replies · for Cleo · by 23 Nov ")
    shown: Any = either.box.world.views.homes["U0BEN"].as_json()
    assert "/archives/" in shown["blocks"][2]["accessory"]["url"]


async def test_home_shows_what_waits_for_an_answer_and_then_the_reviewers_deadline(scene: Scene) -> None:
    asked = await scene.hand_in(title="Asked", requested_by="cleo@example.com")
    await ask_about(scene, "ben", asked)
    await scene.later(2 * 3600)
    while_open = await home(scene, "mia")
    await scene.say("cleo", asked, "The second")
    answered = await home(scene, "mia")

    assert any(line == "Asked · refund-replies · for Cleo · waits for an answer" for line in while_open)
    assert any(line.startswith("Asked · refund-replies · for Cleo · by 23 Nov 15:00") for line in answered)


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
    assert deputy[3].endswith("(you stand in)")


async def test_what_goes_out_at_once_is_told_in_one_way_on_every_page(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, standard=STANDARD, lane="automated"))
    signature = SignLane(SLUG, "automated", user_id("ada"), "A year without errors.", scene.company.now)
    scene.company.db.write_now(sign_lane, signature)

    idle = await home(scene, "ada")
    await scene.hand_in(risk="high")
    waiting = await home(scene, "ada")

    lane = "goes out at once unless a person is asked for"
    assert (
        f"refund-replies · {lane} · 1 in 10 checked · nothing waits · its standard is not signed yet" in idle
    )
    assert any(line.startswith(f"refund-replies · {lane} · 1 in 10 checked · 1 waiting") for line in waiting)
    assert f"refund-replies · live · {lane} · Ada answers for it · 1 waiting" in waiting
    told = await ask(scene, "workflow refund-replies")
    assert f"live · {lane}" in told
    assert "1 in 10 is checked, after it has gone out." in told
    assert (
        "This standard is not signed yet. How much is checked was signed for on its own; nobody is asked for less "
        "until the standard is signed too."
    ) in told
    assert not any("nothing is checked less" in line for line in told)


async def test_home_opened_again_shows_what_is_true_then(scene: Scene) -> None:
    before = await home(scene, "ben")
    await scene.hand_in(title="Reply to order 1881")

    after = await home(scene, "ben")

    assert before[1] == "Nothing waits for you."
    assert after[3].startswith("Reply to order 1881")


async def test_a_home_that_somebody_else_published_meanwhile_is_left_as_it_is(scene: Scene) -> None:
    await home(scene, "ben")
    scene.fault("views.publish", "error:hash_conflict")

    await home(scene, "ben")

    assert len(scene.calls("views.publish")) == 2


async def ask(scene: Scene, text: str, who: str = "cleo") -> list[str]:
    answer = await scene.act(who, "command", command="/answerable", text=text)
    assert answer["ok"], answer
    lines: list[str] = [line for message in answer["private"] for line in texts(message["blocks"])]
    return lines


@pytest.mark.parametrize("text", ["", "help", "HELP"])
async def test_help_says_what_can_be_asked(scene: Scene, text: str) -> None:
    assert await ask(scene, text) == [
        "What you can ask:",
        "/answerable help: this list",
        "/answerable queue: what waits for you, one after the other",
        "/answerable workflows: where AI works here, who answers for it, what was stopped",
        "/answerable workflow NAME: what good enough means there, who answers, who decides",
        "/answerable trust NAME: what got out wrong there, what it took, would anyone notice",
        "/answerable digest: the week's summary, for you alone; of your own: digest test, off, on",
        "/answerable month NAME: what got through wrongly there this month, and what was stopped so",
        "/answerable propose: six questions, for a new use of AI",
        "/answerable away until DATE: what you have moves on, nothing is given to you; end: away back",
        "/answerable quiet (or quiet until 15:00, quiet for 2h): fewer messages; end: quiet off",
        "/answerable assign LINK @PERSON (or pool): give it to somebody, for who answers for it",
        "/answerable test-reminder: how a reminder of what is late looks; changes nothing",
        "/answerable pause NAME REASON: stop it, nothing goes out from now",
        "/answerable resume NAME REASON: let it go on, for who answers for it",
    ]
    commands = [line.split()[1].rstrip(":") for line in (await ask(scene, text, "gus"))[1:]]
    assert commands == ["help", "queue", "workflows", "workflow", "quiet"], "the others are not for guests"


async def test_what_is_misspelt_gets_the_nearest(scene: Scene) -> None:
    assert (await ask(scene, "stauts"))[:2] == ["There is no “stauts”.", "Did you mean /answerable workflow?"]


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("hepl", "help"),
        ("workflos", "workflows"),
        ("stauts", "workflow"),
        ("STATUS", "workflow"),
        ("list", "workflows"),
        ("que", "queue"),
        ("puase", "pause"),
        ("stop", "pause"),
        ("reusme", "resume"),
        ("asign", "assign"),
        # Near enough to what only reads, not to what changes something.
        ("shop", "workflow"),
        ("past", None),
        ("usage", None),
        ("because", None),
        ("signal", None),
        ("zzz", None),
        ("", None),
    ],
)
def test_what_changes_something_is_offered_only_for_nearly_its_name(given: str, nearest: str | None) -> None:
    assert nearest_command(given) == nearest


async def test_a_workflow_is_told_of(either: Scene) -> None:
    either.company.apply(replace(STANDING_POLICY, standard=STANDARD, approvals=2))
    output = await either.hand_in()

    assert await ask(either, "workflow refund-replies") == [
        "refund-replies: Drafts the replies to refund requests",
        "live · a person decides first",
        "2 people decide each one.",
        "• The amount matches the order",
        "Never: promises money outside policy",
        "This standard is not signed yet. Until it is, nothing is checked less.",
        "Ada answers for it. Ben, Mia or Tom can decide.",
        "Grace stands in.",
        "1 waiting.",
    ]

    for who in ("ben", "mia"):
        either.company.vote(output, who, via="modal")
    await either.later(24 * 3_600)
    either.company.weigh()

    assert (await ask(either, "workflow refund-replies"))[-1] == (
        "Seen so far: 1 in one week, by 2 people; wrong: 0."
    )


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


async def test_home_shows_ones_own_figures_to_oneself_alone(scene: Scene) -> None:
    await scene.release(await scene.hand_in(title="Reply to order 1881"))

    own, others = await home(scene, "ben"), [await home(scene, who) for who in ("ada", "mia", "ruth", "gus")]

    at = own.index("Your last 30 days")
    assert own[at + 1] == "1 judged: 1 approved\nOnly you see this. It is compared with nobody."
    assert not any("30 days" in line or "judged" in line for lines in others for line in lines)
