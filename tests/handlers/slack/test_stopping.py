"""Anybody of the company stops a workflow from Slack; who answers for it lets it go on; everybody can look it up."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from domain.outputs import Output
from domain.refusals import Refused
from sandbox.acts.perform import perform
from storage.tables import workflows
from storage.transaction import Tx
from storage.workflow_decisions import decisions_about
from storage.workflows import workflow
from tests.builders import SLUG, user_id
from tests.handlers.cards.drawn import texts
from tests.handlers.slack.scene import Scene
from usecases.pause_workflow import PauseWorkflow, pause_workflow

MEMBERS = ("ada", "grace", "ben", "cleo", "ruth")


async def ask(scene: Scene, who: str, text: str) -> list[str]:
    """What somebody is answered privately, line by line."""
    answer = await scene.act(who, "command", command="/answerable", text=text)
    assert answer["ok"], answer
    return [line for message in answer["private"] for line in texts(message["blocks"])]


def status(scene: Scene) -> str:
    found = scene.company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.status


def told(scene: Scene) -> list[str]:
    """What the workflow's channel heard of its status."""
    posted: list[dict[str, Any]] = scene.messages()
    return [one["text"] for one in posted if str(one["blocks"][0]["block_id"]).startswith("status:")]


@pytest.mark.parametrize("who", MEMBERS)
async def test_anybody_of_the_company_stops_it_and_says_why(scene: Scene, who: str) -> None:
    lines = await ask(scene, who, "pause refund-replies  Wrong amounts  since noon.")

    assert lines == [
        "refund-replies is stopped. What comes in is judged, and nothing goes out. Ada or Grace can let it go on."
    ]
    assert status(scene) == "paused"
    (said,) = told(scene)
    assert said.startswith("refund-replies is stopped: what comes in is judged, and nothing goes out. ")
    assert "“Wrong amounts since noon.”" in said


async def test_the_channel_hears_it_once_whatever_breaks(either: Scene) -> None:
    either.fault("chat.postMessage", "drop_after_accept")

    await ask(either, "ben", "pause refund-replies Wrong amounts.")
    second = await ask(either, "mia", "pause refund-replies Me too.")
    await either.later(120)

    assert len(told(either)) == 1
    assert "Ben stopped refund-replies, 23 Nov 09:00 UTC: “Wrong amounts.”" in second[0]
    assert second[1:] == ["It was stopped already. Nothing has changed."]


@pytest.mark.parametrize("who", ["gus", "xenia"])
async def test_who_is_not_of_the_company_stops_nothing(scene: Scene, who: str) -> None:
    lines = await ask(scene, who, "pause refund-replies I do not like it.")

    assert lines == ["Only people of this company can stop a workflow. Nothing has changed."]
    assert (status(scene), told(scene)) == ("live", [])


@pytest.mark.parametrize("text", ["pause refund-replies", "pause REFUND-REPLIES  "])
async def test_without_a_reason_it_is_said_what_to_type(scene: Scene, text: str) -> None:
    lines = await ask(scene, "ben", text)

    assert lines == [
        "Say why too: /answerable pause refund-replies and your reason. It is stopped as soon as you do."
    ]
    assert status(scene) == "live"


async def test_a_reason_that_is_a_novel_is_refused_and_nothing_changes(scene: Scene) -> None:
    lines = await ask(scene, "ben", "pause refund-replies " + "why " * 200)

    assert lines == ["Please say why in at most 500 characters. Nothing has changed."]
    assert status(scene) == "live"


async def test_a_misspelt_workflow_gets_the_nearest(scene: Scene) -> None:
    assert await ask(scene, "ben", "pause refund-reply Wrong.") == [
        "There is no “refund-reply”.",
        "Did you mean /answerable pause refund-replies?",
        "Which one? Say /answerable pause NAME. There are: refund-replies.",
    ]


@pytest.mark.parametrize("who", ["ben", "cleo", "gus", "xenia"])
async def test_only_who_answers_for_it_lets_it_go_on(scene: Scene, who: str) -> None:
    await ask(scene, "ben", "pause refund-replies Wrong amounts.")

    lines = await ask(scene, who, "resume refund-replies Fine again.")

    assert lines == ["Ada or Grace can let refund-replies go on. Nothing has changed."]
    assert status(scene) == "paused"


@pytest.mark.parametrize("who", ["ada", "grace"])
async def test_owner_and_deputy_let_it_go_on_with_a_reason(scene: Scene, who: str) -> None:
    await ask(scene, "ben", "pause refund-replies Wrong amounts.")

    page = await ask(scene, who, "workflow refund-replies")
    without = await ask(scene, who, "resume refund-replies")
    lines = await ask(scene, who, "resume refund-replies The prompt is mended.")
    again = await ask(scene, who, "resume refund-replies The prompt is mended.")

    # Who may not, and gives no reason, is not asked for one: there is nothing to let go on.
    by_ben = await ask(scene, "ben", "resume refund-replies")

    assert page[2] == (
        "⏸ Ben stopped refund-replies, 23 Nov 09:00 UTC: “Wrong amounts.” "
        "Nothing goes out; Ada or Grace can let it go on."
    )
    assert again == by_ben == ["refund-replies was going on already. Nothing has changed."]
    assert without == ["Say why too: /answerable resume refund-replies and your reason."]
    assert lines == ["refund-replies goes on."]
    assert status(scene) == "live"
    assert told(scene)[-1].startswith("refund-replies goes on: what is approved may go out again. ")
    reasons = [one.reason for one in scene.company.db.read_now(decisions_about, SLUG)]
    assert reasons[:2] == ["The prompt is mended.", "Wrong amounts."]


async def test_a_click_is_shown_before_the_cards_that_nobody_touched(scene: Scene) -> None:
    outputs = [await scene.hand_in(f"Text {number}") for number in range(6)]
    clicked = outputs[-1]
    seen = len(scene.calls("chat.update"))

    paused = PauseWorkflow(SLUG, user_id("ada"), "Wrong amounts.", scene.clock.now())
    scene.company.db.write_now(pause_workflow, paused)
    await perform(
        scene.box.world,
        {"as": user_id("ben"), "do": "click", "action_id": "approve"} | scene.where(clicked),
    )
    await scene.settle()

    drawn = [call["args"]["ts"] for call in scene.calls("chat.update")[seen:]]
    assert sorted(drawn) == sorted(scene.where(output)["ts"] for output in outputs)
    assert drawn[0] == scene.where(clicked)["ts"]


async def test_what_somebody_gives_as_a_reason_is_harmless_in_the_channel(scene: Scene) -> None:
    await ask(scene, "ben", "pause refund-replies <!channel> *now* <https://evil.example|click>")

    (said,) = told(scene)
    assert "<!channel>" not in said
    assert "<https://" not in said


WHY = {"why": {"why": "  Wrong amounts \n since noon. "}}


async def open_stop(scene: Scene, who: str, output: Output) -> Any:
    """Choose *Stop the workflow* behind the three dots of a card."""
    where = scene.where(output)
    await scene.act(who, "select", action_id="more", value="stop", **where, wait_s=10, until="view")
    return scene.modal(who)


async def press_home(scene: Scene, who: str, action_id: str) -> Any:
    await scene.act(who, "open_home")
    await scene.act(who, "click", view="home", action_id=action_id, wait_s=10, until="view")
    return scene.modal(who)


async def test_from_a_card_it_is_stopped_and_from_home_it_goes_on(either: Scene) -> None:
    output = await either.hand_in()
    approved = await either.hand_in("Another text.")
    await either.react("ben", approved)
    await either.later(61)

    asked = await open_stop(either, "cleo", output)
    done = await either.act("cleo", "submit", view="stop", values=WHY)
    card, held = either.card(output), either.company.release(approved)
    goes_on = await press_home(either, "ada", "go_on")
    await either.act("ada", "submit", view="go_on", values={"why": {"why": "Mended."}})

    assert list(texts(asked["blocks"])) == [
        "Nothing goes out of refund-replies from the moment you stop it.",
        "Waiting for a decision now: 1. They can still be decided, and stay.",
        "Approved and not out yet: 1. They stay too.",
        "What comes in from then on is judged, and stays.",
        "What has gone out before is not taken back. The channel is told that you stopped it, and why.",
        "Ada or Grace can let it go on.",
        "Why? Everybody here can read it",
    ]
    assert done["ok"], done
    assert "⏸ Cleo stopped refund-replies, " in card["text"]
    assert "“Wrong amounts since noon.”" in told(either)[0]
    assert held == Refused.of("not_releasable", state="paused")
    lines = list(texts(goes_on["blocks"]))
    assert lines[0].startswith("⏸ Cleo stopped refund-replies, ")
    assert lines[1] == "Approved and not out yet: 1. These may go out again at once."
    assert (status(either), len(told(either))) == ("live", 2)
    assert "⏸" not in either.card(output)["text"]
    assert not isinstance(either.company.release(approved), Refused)


@pytest.mark.parametrize(("who", "action_id"), [("ada", "stop"), ("grace", "stop")])
async def test_who_answers_for_it_stops_it_from_home(scene: Scene, who: str, action_id: str) -> None:
    await press_home(scene, who, action_id)
    await scene.act(who, "submit", view="stop", values=WHY)
    await scene.act(who, "open_home")

    assert status(scene) == "paused"
    shown: Any = scene.home(who)
    assert any(
        line.startswith("refund-replies · paused, nothing goes out · nothing waits")
        and line.endswith(": “Wrong amounts since noon.”")
        for line in texts(shown["blocks"])
    )


async def test_a_workflow_that_is_stopped_has_nothing_to_stop_on_its_cards(scene: Scene) -> None:
    output = await scene.hand_in()
    await ask(scene, "ben", "pause refund-replies Wrong amounts.")

    (menu,) = [
        element
        for block in scene.card(output)["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "more"
    ]
    assert [one["value"] for one in menu["options"]] == ["take", "hand_over"]


async def test_who_is_slower_hears_who_stopped_it_and_why(scene: Scene) -> None:
    output = await scene.hand_in()
    await open_stop(scene, "cleo", output)
    await ask(scene, "ben", "pause refund-replies The tone is off.")

    await scene.act("cleo", "submit", view="stop", values=WHY)

    modal = scene.modal("cleo")
    assert modal is not None
    (said,) = texts(modal["blocks"])
    assert said.startswith("⏸ Ben stopped refund-replies, ")
    assert [one.reason for one in scene.company.db.read_now(decisions_about, SLUG)] == ["The tone is off."]


@pytest.mark.parametrize("view", ["stop", "go_on"])
async def test_nothing_but_blanks_is_no_reason(scene: Scene, view: str) -> None:
    if view == "go_on":
        await ask(scene, "ben", "pause refund-replies Wrong amounts.")
    before = status(scene)
    await press_home(scene, "ada", view)

    answer = await scene.act("ada", "submit", view=view, values={"why": {"why": " \n "}})

    assert answer["errors"] == {"why": "Please say why, in a few words."}
    assert status(scene) == before


async def test_who_is_slower_to_let_it_go_on_hears_that_it_was_going_on_already(scene: Scene) -> None:
    await ask(scene, "ben", "pause refund-replies Wrong amounts.")
    await press_home(scene, "ada", "go_on")
    await ask(scene, "grace", "resume refund-replies Mended.")

    await scene.act("ada", "submit", view="go_on", values=WHY)

    modal = scene.modal("ada")
    assert modal is not None
    assert list(texts(modal["blocks"])) == ["refund-replies was going on already. Nothing has changed."]
    assert len(told(scene)) == 2


async def test_who_does_not_answer_for_it_any_more_does_not_let_it_go_on(scene: Scene) -> None:
    await ask(scene, "ben", "pause refund-replies Wrong amounts.")
    await press_home(scene, "ada", "go_on")
    scene.company.db.write_now(_give_to_tom, None)

    answer = await scene.act("ada", "submit", view="go_on", values=WHY)

    assert answer["errors"] == {"why": "Tom can let refund-replies go on. Nothing has changed."}
    assert status(scene) == "paused"


def _give_to_tom(tx: Tx, _: None) -> None:
    tx.conn.execute(update(workflows).values(owner=user_id("tom"), deputy=None))


async def test_the_register_says_who_answers_and_what_was_stopped_and_why(either: Scene) -> None:
    await either.hand_in()
    before = await ask(either, "cleo", "workflows")
    await ask(either, "ben", "pause refund-replies Wrong amounts.")

    after = await ask(either, "cleo", "workflows")

    assert before == [
        "Where AI works here:",
        "refund-replies · live · a person decides first · Ada answers for it · 1 waiting",
    ]
    assert after[1].startswith(
        "refund-replies · paused, nothing goes out · a person decides first · Ada answers for it · 1 waiting · Ben, "
    )
    assert after[1].endswith(": “Wrong amounts.”")


def heard(scene: Scene, who: str) -> list[list[str]]:
    """What our messages about stops say to somebody alone, line by line."""
    mine = [one for one in scene.direct(who) if str(one["blocks"][0]["block_id"]).startswith("stopped:")]
    return [list(texts(one["blocks"])) for one in mine]


async def test_the_owner_hears_it_and_is_reminded_with_the_deputy_after_a_working_day(either: Scene) -> None:
    await either.hand_in()
    await ask(either, "ben", "pause refund-replies Wrong amounts.")
    at_once = heard(either, "ada"), heard(either, "grace")
    for _ in range(5):
        await either.later(6 * 3_600)

    assert at_once == (
        [
            [
                "refund-replies is stopped: what comes in is judged, and nothing goes out.",
                "Ben, 23 Nov 09:00 UTC: “Wrong amounts.”",
                "Waiting for a decision: 1. Approved and not out yet: 0.",
                "Ada or Grace can let it go on.",
                "Read what waits in #support-ai-review, and how it stands with /answerable workflow refund-replies.",
                "Let it go on",
            ]
        ],
        [],
    )
    assert [one[0] for one in heard(either, "ada")] == [at_once[0][0][0], STILL]
    assert [one[0] for one in heard(either, "grace")] == [STILL]


STILL = "refund-replies is still stopped: nothing of it has gone out since."


async def test_let_go_on_from_the_message_it_says_so_in_its_place_and_nobody_is_reminded(
    either: Scene,
) -> None:
    await ask(either, "ben", "pause refund-replies Wrong amounts.")
    (message,) = either.direct("ada")
    channel = next(one for one in either.box.world.channels.values() if one.im_of == user_id("ada"))
    await either.act(
        "ada",
        "click",
        action_id="go_on",
        channel=channel.id,
        ts=message["ts"],
        wait_s=5,
        until="view",
    )
    done = await either.act("ada", "submit", view="go_on", values={"why": {"why": "The prompt is mended."}})
    for _ in range(5):
        await either.later(6 * 3_600)

    assert done["ok"]
    assert status(either) == "live"
    assert heard(either, "ada") == [
        [
            "refund-replies goes on: what is approved may go out again.",
            "Ada, 23 Nov 09:00 UTC: “The prompt is mended.”",
        ]
    ]
    assert heard(either, "grace") == []
