"""A reviewer corrects the text in a modal, and what goes out is what they left there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.content import content_sha256
from domain.outputs import Output
from domain.refusals import Refused
from sandbox import interactions
from storage.cards import past_cards_of
from storage.outputs import text_of
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import PACE, STANDING_POLICY, Scene, buttons
from tests.usecases.test_fixing import changed

QUORUM = replace(STANDING_POLICY, approvals=2)
ALWAYS_HUMAN = replace(STANDING_POLICY, lane="always_human")
WRONG = "Dear Mr Weber,\n\nwe refund 49 EUR.\n"
RIGHT = "Dear Mr Weber,\n\nwe refund 94 EUR.\n"


def inputs(view: dict[str, Any]) -> dict[str, str]:
    """What stands in the fields of a modal, by block."""
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    return {block["block_id"]: block["element"]["initial_value"] for block in blocks}


async def open_fix(scene: Scene, who: str, output: Output, **given: Any) -> dict[str, str]:
    pressed = await scene.click(who, output, "fix", wait_s=10, until="view", **given)
    assert pressed["view"]["callback_id"] == "fix"
    return inputs(pressed["view"])


async def submit(scene: Scene, who: str, entered: dict[str, str]) -> dict[str, Any]:
    values = {block_id: {"text": words} for block_id, words in entered.items()}
    return await scene.act(who, "submit", view="fix", values=values)


async def fix(scene: Scene, who: str, output: Output, old: str, new: str) -> dict[str, Any]:
    fields = await open_fix(scene, who, output)
    return await submit(scene, who, {at: words.replace(old, new) for at, words in fields.items()})


def what_went_out(scene: Scene, output: Output) -> str | None:
    released = scene.company.release(scene.look(output))
    assert not isinstance(released, Refused), released
    return scene.company.db.read_now(text_of, output.id, released.released_sha256)


@pytest.mark.parametrize("lane", ["reviewed", "always_human"])
async def test_what_is_left_in_the_modal_is_what_goes_out(either: Scene, lane: str) -> None:
    if lane == "always_human":
        either.company.apply(ALWAYS_HUMAN)
    output = await either.hand_in(WRONG, title="Reply to order 1881")

    done = await fix(either, "ben", output, "49", "94")

    assert (done["ok"], done["view"]) == (True, None)
    assert [(vote.verdict, vote.via) for vote in either.votes(output)] == [("fix", "modal")]
    assert either.card(output)["text"].startswith("✅ Reply to order 1881 · Ben fixed it, ")
    assert what_went_out(either, output) == RIGHT


async def test_a_modal_that_is_closed_has_fixed_nothing(scene: Scene) -> None:
    output = await scene.hand_in(WRONG)
    await open_fix(scene, "ben", output)

    await scene.act("ben", "close", view="fix")

    assert scene.votes(output) == []
    assert scene.look(output) == output


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        (WRONG.strip(), "You have not changed anything. If it is good as it is, approve it."),
        ("  ", "That leaves nothing of the text."),
        ("We refund 94\u200b EUR.", "There is something here that cannot be seen: ⟨U+200B⟩"),
        ("We refund 94 EUR :tada:", "Slack has written an emoji as :tada:"),
    ],
)
async def test_what_is_wrong_with_a_correction_is_said_in_the_modal(
    scene: Scene, entered: str, said: str
) -> None:
    output = await scene.hand_in(WRONG)
    await open_fix(scene, "ben", output)

    done = await submit(scene, "ben", {"text1": entered})

    assert said in done["errors"]["text1"]
    assert done["view"]["callback_id"] == "fix"
    assert scene.votes(output) == []


async def test_a_long_text_is_in_several_fields_and_only_what_was_touched_changes(scene: Scene) -> None:
    text = "\n".join(f"{number}. {'Refunds take five days. ' * 9}" for number in range(1, 50)) + "\n\n"
    output = await scene.hand_in(text)

    fields = await open_fix(scene, "ben", output)
    last = list(fields)[-1]
    await submit(scene, "ben", {last: fields[last].replace("49. ", "Lastly: ")})

    assert "".join(fields.values()) == text
    assert len(fields) > 4
    assert what_went_out(scene, output) == text.replace("49. ", "Lastly: ")


async def test_in_a_long_text_it_is_said_which_part_holds_what_cannot_be_seen(scene: Scene) -> None:
    output = await scene.hand_in("Refunds take five days. " * 200)
    fields = await open_fix(scene, "ben", output)

    done = await submit(scene, "ben", {"text2": fields["text2"] + "\u200b"})

    said = "In part 2 there is something that cannot be seen: ⟨U+200B⟩. Please take it out."
    assert done["errors"] == {"text2": said}


async def test_what_is_too_long_is_not_fixed_here(scene: Scene) -> None:
    output = await scene.hand_in("word " * 2_401)

    await scene.react("ben", output, "broom")

    assert "fix" not in buttons(scene.card(output))
    assert "This is too long to fix here, so please reject it." in scene.private("ben")[0]


async def test_a_text_with_what_no_field_shows_is_not_fixed_here(scene: Scene) -> None:
    output = await scene.hand_in("We refund\u202e 94 EUR.")

    await scene.click("ben", output, "fix")

    assert scene.modal("ben") is None
    assert "nobody can fix it here. Reject it instead." in scene.private("ben")[0]


@pytest.mark.parametrize("who", ["cleo", "ruth", "ada", "gus"])
async def test_who_may_not_decide_is_shown_no_modal(scene: Scene, who: str) -> None:
    output = await scene.hand_in(WRONG, requested_by="cleo@example.com")

    await scene.click(who, output, "fix")

    assert scene.modal(who) is None
    assert "Nothing has changed." in scene.private(who)[0]


async def test_the_others_judge_the_fixed_text_in_a_new_message(either: Scene) -> None:
    either.company.apply(QUORUM)
    output = await either.hand_in(WRONG, title="Reply to order 1881")
    before = either.where(output)

    await fix(either, "ben", output, "49", "94")
    old = next(message for message in either.messages() if message["ts"] == before["ts"])
    new = either.card(output)

    assert new["ts"] > before["ts"]
    assert "✅ Ben fixed it. 1 more needed." in new["text"]
    assert "Mia or Tom can decide." in new["text"]
    assert "Ben fixed it. Changes are marked. Taken out: “49”." in str(new["blocks"])
    assert {"type": "text", "text": "94", "style": {"bold": True}} in quoted(new)
    assert "✏️ Reply to order 1881 · Ben fixed it, " in old["text"]
    assert old["blocks"][0]["accessory"]["url"].endswith(new["ts"].replace(".", ""))
    assert buttons(old) == ["open_card"]


def quoted(message: dict[str, Any]) -> list[dict[str, Any]]:
    block = next(block for block in message["blocks"] if ":text:" in block["block_id"])
    return list(block["elements"][0]["elements"])


async def test_the_second_approval_is_of_the_fixed_text(either: Scene) -> None:
    either.company.apply(QUORUM)
    output = await either.hand_in(WRONG, title="Reply")
    await fix(either, "ben", output, "49", "94")

    await either.react("mia", output)
    pending = either.card(output)["text"]
    await either.later(61)

    assert "✅ Fixed by Ben, approved by Mia. Goes out from" in pending
    assert either.card(output)["text"].startswith("✅ Reply · Ben fixed it · Mia, ")
    assert what_went_out(either, output) == RIGHT


@pytest.mark.parametrize("mark", ["white_check_mark", "x", "eyes", "broom"])
async def test_a_mark_on_the_message_of_before_counts_for_nothing_and_its_person_is_told(
    scene: Scene, mark: str
) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)
    before = scene.where(output)
    await fix(scene, "ben", output, "49", "94")

    await scene.act("mia", "react", name=mark, **before)

    assert scene.standing(output) == [(user_id("ben"), "fix")]
    assert "The text was changed since, so your mark did not count." in scene.private("mia")[0]


@pytest.mark.parametrize("action_id", ["approve", "reject", "fix"])
async def test_a_press_on_the_message_of_before_is_of_no_effect(scene: Scene, action_id: str) -> None:
    """The message still has its buttons for a moment, and longer where Slack is slow."""
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)
    before = scene.where(output)
    scene.fault("chat.update", "500", times=9)
    await fix(scene, "ben", output, "49", "94")

    await scene.act("mia", "click", action_id=action_id, **before)

    assert scene.standing(output) == [(user_id("ben"), "fix")]
    assert scene.modal("mia") is None
    assert "Ben has fixed the text since." in scene.private("mia")[0]


async def test_an_earlier_approval_is_void_and_its_person_is_told_privately(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)
    await scene.react("mia", output)

    await fix(scene, "ben", output, "49", "94")
    await scene.react("mia", output)

    assert "Ben has fixed the text that you had approved." in scene.private("mia")[0]
    assert set(scene.standing(output)) == {(user_id("ben"), "fix"), (user_id("mia"), "approve")}


async def test_what_was_open_for_approval_when_it_was_fixed_is_not_approved(scene: Scene) -> None:
    scene.company.apply(replace(ALWAYS_HUMAN, approvals=2))
    output = await scene.hand_in(WRONG)
    await scene.click("mia", output, "approve", wait_s=10, until="view")

    await fix(scene, "ben", output, "49", "94")
    done = await scene.act("mia", "submit", view="approve")

    assert "The text was changed since you opened it." in str(done["view"])
    assert scene.standing(output) == [(user_id("ben"), "fix")]


async def test_of_two_fixes_of_one_text_the_later_keeps_its_words_open(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)
    await open_fix(scene, "mia", output)

    await fix(scene, "ben", output, "49", "94")
    done = await submit(scene, "mia", {"text1": "Dear Mr Weber, we refund 90 EUR."})

    assert "The text was changed since you opened it." in done["errors"]["text1"]
    assert scene.modal("mia") is not None
    assert scene.standing(output) == [(user_id("ben"), "fix")]


async def test_a_fix_of_a_fix_is_measured_by_what_was_handed_in(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)

    await fix(scene, "ben", output, "49", "94")
    await fix(scene, "mia", output, "94", "49,50")

    assert changed(scene.company, output) == {
        WRONG: None,
        RIGHT: 2 / len(WRONG),
        WRONG.replace("49", "49,50"): 3 / (len(WRONG) + 3),
    }


async def test_a_fix_of_a_fix_leads_from_message_to_message(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG)
    await fix(scene, "ben", output, "49", "94")

    await fix(scene, "mia", output, "94", "90")
    past = scene.company.db.read_now(past_cards_of, output.id)
    newest = scene.card(output)

    olds = [message for message in scene.messages() if message["ts"] in {one.ts for one in past}]
    assert len(olds) == 2
    assert {old["blocks"][0]["accessory"]["url"][-17:] for old in olds} == {
        "p" + newest["ts"].replace(".", "")
    }
    assert all(one.told_at for one in past)
    assert "Mia fixed it. Changes are marked. Taken out: “49”." in str(newest["blocks"])


async def test_an_objection_to_a_fix_shows_the_fixed_text_in_a_new_message(either: Scene) -> None:
    output = await either.hand_in(WRONG, title="Reply to order 1881")
    await fix(either, "ben", output, "49", "94")

    await either.react("mia", output, "x")
    held = either.card(output)
    question = next(reply for reply in either.thread(output) if "overrule" in buttons(reply))
    where = {"channel": CHANNEL, "ts": question["ts"]}
    await either.act("ada", "click", action_id="overrule", **where)

    assert "Mia objects to what Ben approved. Ada decides" in held["text"]
    assert "94" in str(quoted(held))
    assert "fix" not in buttons(held)
    assert either.look(output).state == "approved"
    assert what_went_out(either, output) == RIGHT


async def test_the_fixed_text_can_be_read_with_what_was_changed(scene: Scene) -> None:
    output = await scene.hand_in(WRONG)
    await fix(scene, "ben", output, "49", "94")

    read = await scene.click("tom", output, "read_all", wait_s=10, until="view")

    assert "Ben fixed it. Changes are marked. Taken out: “49”." in str(read["view"]["blocks"])
    assert {"type": "text", "text": "94", "style": {"bold": True}} in [
        element
        for block in read["view"]["blocks"]
        if block["type"] == "rich_text"
        for element in block["elements"][0]["elements"]
    ]


async def test_a_broom_asks_for_the_fix_which_opens_with_a_press(either: Scene) -> None:
    output = await either.hand_in(WRONG)

    await either.react("ben", output, "broom")
    offered = either.private_messages("ben")[-1]
    pressed = await either.act(
        "ben", "click", action_id="fix", channel=offered.channel, ts=offered.ts, wait_s=10, until="view"
    )
    await submit(either, "ben", {"text1": RIGHT})

    assert offered.thread_ts == either.where(output)["ts"]
    assert inputs(pressed["view"]) == {"text1": WRONG}
    assert what_went_out(either, output) == RIGHT


async def test_a_broom_of_somebody_who_may_not_decide_is_answered_like_any_other_mark(scene: Scene) -> None:
    output = await scene.hand_in(WRONG, requested_by="cleo@example.com")

    await scene.react("cleo", output, "broom")

    assert "You asked for this one, so someone else has to decide" in scene.private("cleo")[0]
    assert scene.votes(output) == []


async def test_from_review_now_a_fix_leads_on_to_the_next_text(scene: Scene) -> None:
    output = await scene.hand_in(WRONG, title="Reply to order 1881")
    await scene.hand_in("Dear Ms Blum, your order is on its way.", title="Reply to order 1890")
    modal = await reviews(scene, "ben")

    await modal.press("fix", until_callback="fix")
    await modal.submit("fix", {"text1": {"text": RIGHT}})

    assert "Reply to order 1890" in modal.lines
    assert scene.standing(output) == [(user_id("ben"), "fix")]
    assert what_went_out(scene, output) == RIGHT


async def test_what_cannot_be_fixed_says_so_in_review_now(scene: Scene) -> None:
    await scene.hand_in("We refund\u202e 94 EUR.", title="Reply")
    modal = await reviews(scene, "ben")

    await modal.press("fix")

    assert any("nobody can fix it here. Reject it instead." in line for line in modal.lines)


async def test_after_a_crash_between_the_fix_and_its_cards_the_next_draw_is_right(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG, title="Reply")
    before = scene.where(output)

    scene.company.fix(output, "ben", RIGHT)
    broken = list(scene.messages())
    await scene.settle()

    assert [message["ts"] for message in broken] == [before["ts"]]
    old = next(message for message in scene.messages() if message["ts"] == before["ts"])
    assert "Ben fixed it" in old["text"]
    assert "94" in str(quoted(scene.card(output)))


async def test_decided_before_its_new_message_came_the_old_one_says_what_became_of_it(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    output = await scene.hand_in(WRONG, title="Reply")
    before = scene.where(output)

    scene.company.fix(output, "ben", RIGHT)
    scene.company.vote(output, "mia", via="modal", sha256=content_sha256(RIGHT))
    await scene.settle()

    (message,) = scene.messages()
    assert message["ts"] == before["ts"]
    assert message["text"].startswith("✅ Reply · Ben fixed it · Mia, ")


async def test_a_card_lost_on_the_way_is_not_taken_for_the_one_with_the_fixed_text(scene: Scene) -> None:
    scene.company.apply(QUORUM)
    scene.fault("chat.postMessage", "drop_after_accept")
    output = await scene.hand_in(WRONG)
    (posted,) = scene.messages()

    scene.company.fix(output, "ben", RIGHT)
    await asyncio.sleep(PACE.settle_s)
    await scene.settle()
    await scene.act("mia", "react", name="white_check_mark", channel=CHANNEL, ts=posted["ts"])

    assert scene.where(output)["ts"] != posted["ts"]
    assert scene.look(output).current_sha256 == content_sha256(RIGHT)
    assert scene.standing(output) == [(user_id("ben"), "fix")]


async def test_a_part_that_slack_did_not_send_is_not_taken_out_of_the_text(scene: Scene) -> None:
    paragraph = "We refund 49 EUR to the card you paid with. " * 40
    output = await scene.hand_in(f"{paragraph}\n\n{paragraph}")
    await open_fix(scene, "ben", output)
    view = scene.box.world.views.top(user_id("ben"))
    assert view is not None
    payload = interactions.submitted(scene.box.world, scene.box.world.people[user_id("ben")], view)
    payload["view"]["state"]["values"] = {"text1": {"text": {"value": paragraph.replace("49", "94")}}}

    answer = await scene.box.world.delivery.interact(payload)

    assert "Slack has not sent all of the text." in str(answer)
    assert scene.votes(output) == []
