"""A second look in *Review now*: nothing shows how the first went; what they disagree about is settled by message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.policy import Checking
from storage.outputs import has_read
from storage.second_looks import pairs_in, second_said
from tests.builders import MONDAY, SLUG, user_id
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons

ALL = replace(STANDING_POLICY, checking=Checking(double_review_share=1.0, probe_share=0.0))


async def test_two_who_know_nothing_of_each_other_disagree_and_who_answers_for_it_settles_that(
    either: Scene,
) -> None:
    scene = either
    scene.company.apply(ALL)
    output = await scene.hand_in(
        "Dear Mr Weber.", title="Reply to order 1881", requested_by="cleo@example.com"
    )
    await scene.say("tom", output, "I would not send this.")
    await scene.release(output)

    nothing = [(await reviews(scene, who)).lines for who in ("ben", "tom")]
    modal = await reviews(scene, "mia")
    shown, pressable = modal.lines, modal.buttons
    await modal.press("skip")
    await modal.press("back")
    await modal.press("reject", until_callback="reject")
    modal.callback = "queue"
    reason = {"reason": {"reason": {"value": "wrong"}}, "note": {"note": {"value": "The amount is another."}}}
    await modal.submit("reject", reason)
    ended = modal.lines
    before = scene.look(output)
    message = scene.direct("ada")[-1]
    await scene.act("ada", "open_home", wait_s=5)
    await scene.until(lambda: "Two reviewers disagree" in str(scene.home("ada")))
    settling = {"channel": _direct(scene, "ada"), "ts": message["ts"], "action_id": "first_was_wrong"}
    answer = await scene.act("ada", "click", **settling)

    assert [one[0] for one in nothing] == ["All done.", "Nothing waits for you."], (
        "one decided it, one talked of it"
    )
    assert shown[1:3] == ["refund-replies · for Cleo · a second look", "· 1 waiting"]
    assert "Dear Mr Weber." in shown
    assert pressable == ["approve", "reject", "skip"]
    assert not any(name in line for line in shown for name in ("Ben", "Tom", "approved", "gone out", "✅"))
    assert ended == ["All done.", "One today."]
    assert before.state == "released"
    assert buttons(message) == ["first_stands", "first_was_wrong", "read_all"]
    assert "two reviewers disagree about Reply to order 1881" in message["text"]
    assert "The amount is another." in message["text"]
    assert not any(name in message["text"] for name in ("Ben", "Mia"))
    assert answer["ok"], answer
    assert scene.look(output).state == "recalled"
    assert any(
        "the first verdict on Reply to order 1881 was wrong" in one["text"] for one in scene.direct("ada")
    )
    said = scene.company.db.read_now(second_said, output.id)
    assert said is not None
    assert (said.verdict, said.note, said.was_wrong) == ("reject", "The amount is another.", True)


async def test_one_press_keeps_what_is_good_enough_and_the_next_one_is_there(scene: Scene) -> None:
    scene.company.apply(ALL)
    output = await scene.hand_in("Dear Mr Weber.", title="Reply to order 1881")
    await scene.release(output)
    opened = await scene.click("tom", output, "read_all", wait_s=10, until="view")
    assert opened["view"]["callback_id"] == "read_all", opened
    await scene.act("tom", "close", view="read_all")
    await scene.until(lambda: scene.company.db.read_now(has_read, scene.look(output), user_id("tom")))
    who_read = await reviews(scene, "tom")
    assert who_read.lines[0] == "Nothing waits for you.", "there stands what a fix has changed"
    await scene.hand_in("Dear Mrs Noor.", title="Reply to order 1890")
    modal = await reviews(scene, "mia")
    if "Dear Mr Weber." not in modal.quoted:
        await modal.press("skip")

    await modal.press("approve")

    assert modal.lines[0] == "Kept. Nothing changes by it."
    assert scene.look(output).state == "released"
    assert scene.company.db.read_now(pairs_in, SLUG, MONDAY, MONDAY + timedelta(days=1)).both_approve == 1


def _direct(scene: Scene, who: str) -> str:
    return next(one.id for one in scene.box.world.channels.values() if one.im_of == user_id(who))
