"""A person hands in what an AI wrote elsewhere, hears what came of it, and uses what was approved."""

from __future__ import annotations

from typing import Any

import pytest

from domain.outputs import Output
from handlers.cards.handing_in import PART_ROOM, cut, whole_text
from handlers.cards.modals import Carried
from handlers.slack.plain_message import plain_message
from storage.outputs import outputs_where, text_of
from storage.tables import outputs
from tests.builders import CHANNEL, SLUG, user_id
from tests.handlers.slack.scene import Scene, buttons

TEXT = "Dear Mr Weber, your money is on its way & <soon> there."


async def open_modal(scene: Scene, who: str, **where: Any) -> dict[str, Any]:
    return await scene.act(who, "shortcut", callback_id="hand_in", wait_s=10, until="view", **where)


async def handed_in(scene: Scene, who: str = "cleo", text: str = TEXT, **fields: Any) -> Output:
    await open_modal(scene, who)
    values = {"text1": {"text1": text}, "title": {"title": "A letter"}} | fields
    answer = await scene.act(who, "submit", view="hand_in", values=values)
    assert answer["ok"], answer
    return newest(scene)


def newest(scene: Scene) -> Output:
    (found,) = scene.company.db.read_now(
        lambda conn: outputs_where(conn, outputs.c.workflow == SLUG, limit=1)
    )
    return found


def text(scene: Scene, output: Output) -> str | None:
    return scene.company.db.read_now(text_of, output.id, output.current_sha256)


def place(scene: Scene, who: str, message: dict[str, Any]) -> dict[str, str]:
    channel = next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id(who))
    return {"channel": channel, "ts": message["ts"]}


async def test_from_the_lightning_bolt_to_the_text_to_be_copied(either: Scene) -> None:
    output = await handed_in(either)
    (waits,) = either.direct("cleo")

    await either.react("ben", output)
    await either.later(61)
    _, approved = either.direct("cleo")
    await either.act("cleo", "click", action_id="use_it", **place(either, "cleo", approved))
    _, used = either.direct("cleo")

    assert text(either, output) == TEXT
    assert (
        waits["text"]
        == "You handed A letter in to refund-replies. Ben, Mia or Tom can decide. You will hear here."
    )
    assert buttons(waits) == ["open_card"]
    assert approved["text"] == "Ben approved A letter. It is yours to use."
    assert buttons(approved) == ["use_it", "read_all"]
    assert either.look(output).state == "released"
    assert buttons(used) == ["read_all", "report_wrong"]
    copied = [
        one["text"]
        for block in used["blocks"]
        for part in block.get("elements", [])
        if part["type"] == "rich_text_preformatted"
        for one in part["elements"]
    ]
    assert "".join(copied) == TEXT


async def test_from_a_message_its_text_is_in_the_modal_already(scene: Scene) -> None:
    said = await scene.act("cleo", "say", text=TEXT, channel=CHANNEL)

    opened = await open_modal(scene, "cleo", channel=CHANNEL, ts=said["ts"])
    await scene.act("cleo", "submit", view="hand_in")

    state = opened["view"]["state"]["values"]
    assert state["text1"]["text1"]["value"] == TEXT
    assert state["workflow"]["workflow"]["selected_option"]["value"] == SLUG
    assert text(scene, newest(scene)) == TEXT


async def test_a_long_message_comes_in_parts_and_is_whole_again(scene: Scene) -> None:
    long = "\n".join(f"{number}. A line that says something, and then some more." for number in range(150))
    said = await scene.act("cleo", "say", text=long, channel=CHANNEL)

    opened = await open_modal(scene, "cleo", channel=CHANNEL, ts=said["ts"])
    await scene.act("cleo", "submit", view="hand_in")

    assert sorted(opened["view"]["state"]["values"]) == [
        "asked",
        "text1",
        "text2",
        "text3",
        "title",
        "workflow",
    ]
    assert text(scene, newest(scene)) == long


async def test_what_is_too_long_for_a_window_is_said_to_be(scene: Scene) -> None:
    said = await scene.act("cleo", "say", text="word " * 2_500, channel=CHANNEL)

    opened = await open_modal(scene, "cleo", channel=CHANNEL, ts=said["ts"])

    assert opened["view"]["callback_id"] == "notice"
    assert "more than 12,000 characters" in str(opened["view"]["blocks"])


async def test_a_card_is_not_handed_in_again(scene: Scene) -> None:
    output = await scene.hand_in()

    opened = await open_modal(scene, "cleo", **scene.where(output))

    assert "This is here to be looked at already." in str(opened["view"]["blocks"])


@pytest.mark.parametrize("sign", ["\x00", "\ud83d"])
async def test_a_sign_that_no_database_takes_is_said_at_the_text(either: Scene, sign: str) -> None:
    await open_modal(either, "cleo")

    answer = await either.act(
        "cleo",
        "submit",
        view="hand_in",
        values={"text1": {"text1": f"49 {sign}"}, "title": {"title": "A letter"}},
    )

    assert "There is half a sign in it" in answer["errors"]["text1"]


async def test_guests_are_told_to_ask_a_colleague(scene: Scene) -> None:
    opened = await open_modal(scene, "gus")

    assert "Guests cannot hand in here. Please ask a colleague to." in str(opened["view"]["blocks"])


async def test_what_is_stopped_is_told_with_its_reason(scene: Scene) -> None:
    output = await handed_in(scene)
    await scene.click("ben", output, "reject", wait_s=10, until="view")
    await scene.act("ben", "submit", view="reject", values={"reason": {"reason": "tone"}})

    told = scene.direct("cleo")[-1]

    assert told["text"] == "Ben stopped A letter: tone. It is not going out."
    assert buttons(told) == ["read_all"]


async def test_after_an_objection_it_is_no_longer_there_to_be_used(scene: Scene) -> None:
    output = await handed_in(scene)
    await scene.react("ben", output)
    await scene.later(61)
    approved = scene.direct("cleo")[-1]

    await scene.react("mia", output, "x")
    await scene.act("cleo", "click", action_id="read_all", **place(scene, "cleo", approved))
    told = scene.direct("cleo")[-1]

    assert told["text"] == "A letter is being looked at again. Please do not use it yet."
    assert buttons(told) == []
    assert scene.look(output).state == "in_review"


async def test_what_turned_out_wrong_is_told_to_who_uses_it(scene: Scene) -> None:
    output = await handed_in(scene)
    await scene.react("ben", output)
    await scene.later(61)
    await scene.act("cleo", "click", action_id="use_it", **place(scene, "cleo", scene.direct("cleo")[-1]))
    await scene.click("mia", output, "report_wrong", wait_s=10, until="view")
    await scene.act("mia", "submit", view="report_wrong", values={"note": {"note": "Wrong name."}})
    asked = scene.thread(output)[0]

    await scene.act(
        "ada", "click", channel=CHANNEL, ts=asked["ts"], action_id="confirm_wrong", wait_s=10, until="view"
    )
    await scene.act("ada", "submit", view="confirm", values={"person": {"person": user_id("tom")}})

    used, news = scene.direct("cleo")[-2:]
    assert used["text"] == "A letter is taken back. Please do not use it any more."
    assert news["text"].startswith(
        "A letter was wrong and is taken back. Please stop using it. Tom puts it right by "
    )


@pytest.mark.parametrize(
    "text", ["a" * 7_000, "line\n" * 2_000, "two words " * 900, "x" * PART_ROOM, "👋" * 4_000]
)
def test_a_text_that_was_cut_is_whole_again(text: str) -> None:
    parts, joints = cut(text)

    entered = {
        f"text{number}": {f"text{number}": {"value": part}} for number, part in enumerate(parts, start=1)
    }

    assert whole_text(entered, Carried("", "", "", via=",".join(joints))) == text
    assert all(part and part == part.strip("\n") for part in parts[:-1])


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("see <https://example.com/a>", "see https://example.com/a"),
        ("see <http://example.com|example.com>", "see example.com"),
        ("see <https://example.com/a|the page>", "see the page (https://example.com/a)"),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("ask <@U123|ben> in <#C123|support>", "ask @ben in #support"),
        ("<!here> and <!subteam^S1|@team>", "@here and @team"),
    ],
)
def test_a_message_is_taken_as_people_see_it(sent: str, seen: str) -> None:
    assert plain_message(sent) == seen
