"""*Review now*: one person's queue in a modal, one text after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from domain.policy import Policy, Standard
from storage.tables import review_times as times
from tests.builders import user_id
from tests.handlers.slack.reviewing import reviews
from tests.handlers.slack.scene import STANDING_POLICY, Scene

ALWAYS_HUMAN = replace(STANDING_POLICY, lane="always_human")


async def test_one_click_decides_and_the_next_is_there_in_the_same_modal(either: Scene) -> None:
    first = await either.hand_in(
        "Dear Mr Weber.", title="Reply to order 1881", requested_by="cleo@example.com"
    )
    second = await either.hand_in("Dear Mrs Noor.", title="Reply to order 1890")

    modal = await reviews(either, "ben")
    opened, view_id = modal.lines, modal.id
    await modal.press("approve")

    assert opened[:2] == ["Reply to order 1881", "refund-replies · for Cleo"]
    assert "Dear Mr Weber." in opened
    assert "· 2 waiting" in opened
    assert either.standing(first) == [("U0BEN", "approve")]
    assert either.votes(first)[0].via == "button"
    assert modal.id == view_id
    assert modal.lines[0].startswith("✅ Approved: Reply to order 1881. Goes out from ")
    assert "Dear Mrs Noor." in modal.lines
    assert "· 1 waiting" in modal.lines
    assert either.standing(second) == []


async def test_a_decision_here_has_its_minute_and_can_be_taken_back_here(either: Scene) -> None:
    first = await either.hand_in("Dear Mr Weber.", title="One")
    await either.hand_in("Dear Mrs Noor.", title="Two")
    modal = await reviews(either, "ben")
    await modal.press("approve")

    await modal.press("undo")
    again = modal.lines
    await modal.press("approve")
    await either.later(61)

    assert again[0] == "Taken back. Here it is again."
    assert "Dear Mr Weber." in again
    assert either.look(first).state == "approved"


async def test_a_rejection_stops_it_at_once_and_asks_why_beside_the_next_one(either: Scene) -> None:
    first = await either.hand_in("Dear Mr Weber.", title="One")
    await either.hand_in("Dear Mrs Noor.", title="Two")
    modal = await reviews(either, "ben")

    await modal.press("reject")
    asked = modal.lines
    await modal.choose("reason", "tone")

    assert asked[0].startswith("❌ Stopped: One. Final at ")
    assert modal.lines[0].startswith("❌ Stopped: One, tone. Final at ")
    assert "Dear Mrs Noor." in modal.lines
    assert [(vote.verdict, vote.reason) for vote in either.votes(first)] == [("reject", "tone")]
    assert either.private("ben") == [], "the reason is not asked a second time in the thread"


async def test_another_reason_is_given_in_words_and_the_next_text_stays(scene: Scene) -> None:
    first = await scene.hand_in("Dear Mr Weber.", title="One")
    await scene.hand_in("Dear Mrs Noor.", title="Two")
    modal = await reviews(scene, "ben")
    await modal.press("reject")

    await modal.choose("reason", "other", until_callback="reason")
    await modal.submit("reason", {"note": {"note": "We never say “Hi”."}})

    assert scene.votes(first)[0].note == "We never say “Hi”."
    assert modal.lines[0].startswith("❌ Stopped: One, “We never say “Hi”.” (other).")
    assert "Dear Mrs Noor." in modal.lines


async def test_what_is_skipped_comes_back_and_nothing_of_it_is_lost(scene: Scene) -> None:
    for number in range(3):
        await scene.hand_in(f"Text {number}", title=f"Title {number}")
    modal = await reviews(scene, "ben")

    await modal.press("skip")
    second = modal.lines
    await modal.press("approve")
    await modal.press("skip")
    at_the_end = modal.lines
    await modal.press("back")

    assert "Text 1" in second
    assert at_the_end[-2:] == ["That was the last one.", "2 that you went past still wait."]
    assert "Text 0" in modal.lines


async def test_the_end_says_what_one_did_today_to_that_person_alone(scene: Scene) -> None:
    for number in range(2):
        await scene.hand_in(f"Text {number}")
    await scene.click("mia", await scene.hand_in("Text 2"), "approve")
    modal = await reviews(scene, "ben")

    await modal.press("approve")
    await modal.press("reject")

    assert modal.lines[-2:] == ["All done.", "2 today."]


async def test_who_has_nothing_to_decide_is_told_so(scene: Scene) -> None:
    await scene.hand_in()

    assert (await reviews(scene, "cleo")).lines == ["Nothing waits for you."]
    assert (await reviews(scene, "gus")).lines == ["Nothing waits for you."]


async def test_ones_own_request_is_not_in_ones_queue(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("ben", "cleo", "ruth"))
    await scene.hand_in("For Cleo by mail", requested_by="Cleo@example.com")
    await scene.hand_in("For Cleo by id", requested_by=user_id("cleo"))

    assert (await reviews(scene, "cleo")).lines == ["Nothing waits for you."]
    assert (await reviews(scene, "ruth")).lines == ["Nothing waits for you."], "it came through her key"
    assert "· 2 waiting" in (await reviews(scene, "ben")).lines


async def test_what_one_has_taken_comes_first_and_what_others_have_last(scene: Scene) -> None:
    await scene.hand_in("Text 0")
    mias = await scene.hand_in("Text 1")
    bens = await scene.hand_in("Text 2")
    await scene.react("mia", mias, "eyes")
    await scene.react("ben", bens, "eyes")
    modal = await reviews(scene, "ben")

    seen = [modal.lines]
    for _ in range(2):
        await modal.press("skip")
        seen.append(modal.lines)

    assert [next(line for line in lines if line.startswith("Text ")) for lines in seen] == [
        "Text 2",
        "Text 0",
        "Text 1",
    ]
    assert "· you have it" in seen[0]
    assert "· Mia has it" in seen[2]


async def test_two_who_work_through_the_same_queue_are_shown_different_texts(scene: Scene) -> None:
    for number in range(2):
        await scene.hand_in(f"Text {number}")

    ben = await reviews(scene, "ben")
    mia = await reviews(scene, "mia")

    assert "Text 0" in ben.lines
    assert "Text 1" in mia.lines


async def test_who_comes_second_is_told_who_was_faster_and_goes_on(scene: Scene) -> None:
    first = await scene.hand_in("Text 0", title="Zero")
    await scene.hand_in("Text 1", title="One")
    modal = await reviews(scene, "ben")
    await scene.click("mia", first, "reject", wait_s=10, until="view")
    await scene.act("mia", "submit", view="reject", values={"reason": {"reason": "wrong"}})

    await modal.press("approve")

    assert modal.lines[0].startswith("About Zero: Mia stopped this at ")
    assert "Text 1" in modal.lines
    assert scene.standing(first) == [("U0MIA", "reject")]


async def test_who_approves_what_somebody_has_just_approved_is_told_and_goes_on(scene: Scene) -> None:
    first = await scene.hand_in("Text 0", title="Zero")
    modal = await reviews(scene, "ben")
    await scene.click("mia", first, "approve")

    await modal.press("approve")

    assert modal.lines[0].startswith("About Zero: Mia was faster, at ")
    assert sorted(scene.standing(first)) == [("U0BEN", "approve"), ("U0MIA", "approve")]


async def test_what_somebody_has_decided_waits_for_nobody_else(scene: Scene) -> None:
    first = await scene.hand_in("Text 0")
    await scene.click("mia", first, "approve")

    assert (await reviews(scene, "ben")).lines == ["Nothing waits for you."]


async def test_where_two_are_needed_the_second_sees_it_too(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, approvals=2))
    first = await scene.hand_in("Text 0", title="Zero")
    ben = await reviews(scene, "ben")
    await ben.press("approve")
    mia = await reviews(scene, "mia")

    assert ben.lines[0] == "✅ Approved by you: Zero. 1 more needed."
    assert "✅ Ben approved. 1 more needed." in "".join(mia.lines)
    await mia.press("approve")
    await scene.later(61)

    assert scene.look(first).state == "approved"


async def test_in_always_human_it_is_confirmed_with_the_text_open_and_final_at_once(either: Scene) -> None:
    either.company.apply(ALWAYS_HUMAN)
    first = await either.hand_in("Text 0", title="Zero")
    await either.hand_in("Text 1", title="One")
    modal = await reviews(either, "ben")

    await modal.press("approve", until_callback="approve")
    confirming = either.modal("ben")
    await modal.submit("approve")

    assert "Text 0" in str(confirming)
    assert [(vote.verdict, vote.via) for vote in either.votes(first)] == [("approve", "modal")]
    assert either.look(first).state == "approved"
    assert modal.lines[0] == "✅ Approved: Zero."
    assert "Text 1" in modal.lines


async def test_in_always_human_a_rejection_is_its_own_modal(scene: Scene) -> None:
    scene.company.apply(ALWAYS_HUMAN)
    first = await scene.hand_in("Text 0", title="Zero")
    modal = await reviews(scene, "ben")

    await modal.press("reject", until_callback="reject")
    await modal.submit("reject", {"reason": {"reason": "unsafe"}})

    assert scene.look(first).state == "rejected"
    assert modal.lines == ["❌ Stopped: Zero.", "All done.", "One today."]


async def test_a_long_text_is_approved_on_its_last_page_only(scene: Scene) -> None:
    text = "寿司と天ぷら\n" * 5_700
    first = await scene.hand_in(text)
    modal = await reviews(scene, "ben")
    shown, pages = list(modal.quoted), 1

    while "page:next" in modal.buttons:
        assert "approve" not in modal.buttons
        await modal.press("page:next")
        shown += modal.quoted
        pages += 1
    await modal.press("approve")

    assert pages > 1
    assert "".join(shown) == text
    assert scene.standing(first) == [("U0BEN", "approve")]


async def test_a_second_try_says_what_was_wrong_and_marks_what_is_new(scene: Scene) -> None:
    standard = Standard(criteria=("The amount matches the order",), never=("promises money",))
    scene.company.apply(Policy(purpose="Drafts replies", standard=standard))
    first = await scene.hand_in("We pay 40 euros.", title="Reply to order 1881")
    modal = await reviews(scene, "ben")
    await modal.press("reject")
    await modal.choose("reason", "wrong")
    await scene.hand_in("We pay 45 euros.", title="Reply to order 1881", supersedes=first.id)

    modal = await reviews(scene, "ben")

    assert "2nd try. Last time: wrong. Changes are marked." in modal.lines
    assert "Good enough here: The amount matches the order" in modal.lines
    assert "Never: promises money" in modal.lines
    assert "'text': '45', 'style': {'bold': True}" in str(modal.blocks)
    assert "".join(modal.quoted) == "We pay 45 euros."


async def test_a_question_is_asked_from_here_and_the_next_text_is_there(either: Scene) -> None:
    first = await either.hand_in("Text 0", title="Zero", requested_by="cleo@example.com")
    await either.hand_in("Text 1", title="One")
    modal = await reviews(either, "ben")

    await modal.press("ask", until_callback="ask")
    await modal.submit("ask", {"question": {"question": "Which order is meant?"}})
    asking = modal.lines
    others = (await reviews(either, "mia")).lines
    await either.act("ben", "close")

    assert either.look(first).question is not None
    assert "Text 1" in asking
    assert "· 1 waiting" in asking, "what Ben asked about waits for its answer, not for him"
    assert "Which order is meant?" in "".join(others)


async def test_in_a_quiet_channel_a_question_is_put_in_the_channel_itself(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, quiet=True)
    first = await scene.hand_in("Text 0", title="Zero", requested_by="cleo@example.com")
    modal = await reviews(scene, "ben")

    await modal.press("ask", until_callback="ask")
    await modal.submit("ask", {"question": {"question": "Which order is meant?"}})
    await scene.settle()

    assert scene.look(first).state == "in_review"
    assert any("Which order is meant?" in message["text"] for message in scene.messages())


async def test_an_objection_in_a_quiet_channel_reaches_the_owner_there(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, quiet=True)
    first = await scene.hand_in("Text 0", title="Zero")
    modal = await reviews(scene, "ben")
    scene.company.vote(first, "mia", via="modal")

    await modal.press("reject")
    await scene.settle()

    assert scene.look(first).objection is not None
    assert any("<@U0ADA>: Ben objects to what Mia approved" in each["text"] for each in scene.messages())


async def test_the_same_press_again_decides_nothing_more(scene: Scene) -> None:
    first = await scene.hand_in("Text 0")
    second = await scene.hand_in("Text 1")
    modal = await reviews(scene, "ben")
    payload = modal.payload("approve")

    for _ in range(3):
        await modal.send(payload)

    assert scene.standing(first) == [("U0BEN", "approve")]
    assert scene.standing(second) == []
    assert "Text 1" in modal.lines


async def test_a_second_press_of_an_impatient_hand_does_not_reach_the_next_text(scene: Scene) -> None:
    first = await scene.hand_in("Text 0")
    second = await scene.hand_in("Text 1")
    object.__setattr__(scene.desk, "too_quick_s", 60.0)
    modal = await reviews(scene, "ben")

    await modal.press("approve")
    await modal.press("approve")
    refused = (modal.lines, scene.standing(second))
    await modal.press("approve")

    assert scene.standing(first) == [("U0BEN", "approve")]
    assert refused[0][0] == "That was quick: this is the next one. If you mean it, press again."
    assert "Text 1" in refused[0]
    assert refused[1] == []
    assert scene.standing(second) == [("U0BEN", "approve")]


async def test_a_modal_that_slack_did_not_bring_up_to_date_goes_on_at_the_next_press(scene: Scene) -> None:
    first = await scene.hand_in("Text 0")
    second = await scene.hand_in("Text 1")
    modal = await reviews(scene, "ben")
    scene.fault("views.update", "500")
    await modal.press("approve", changes=False)
    stale = modal.lines

    await modal.press("approve")

    assert "Text 0" in stale
    assert "Text 1" in modal.lines
    assert len(scene.votes(first)) == 1
    assert scene.votes(second) == []


async def test_a_text_that_was_taken_back_meanwhile_is_said_to_be_settled(scene: Scene) -> None:
    text = "寿司と天ぷら\n" * 5_700
    first = await scene.hand_in(text, title="Zero")
    modal = await reviews(scene, "ben")
    scene.company.vote(first, "mia", "reject", via="modal")

    await modal.press("page:next")

    assert modal.lines == ["Zero: that one is settled by now.", "Nothing waits for you."]


async def test_when_slack_does_not_open_it_that_is_said(scene: Scene) -> None:
    scene.fault("views.open", "error:expired_trigger_id")

    answer = await scene.act("ben", "command", command="/answerable", text="queue")

    assert answer["private"][0]["text"] == (
        "Slack could not open it just now. Please press again. Nothing has changed."
    )


async def test_how_long_it_took_is_kept_without_person_and_output(either: Scene) -> None:
    await either.hand_in("Text 0")
    await either.hand_in("Text 1")
    modal = await reviews(either, "ben")

    either.clock.advance(12)
    await modal.press("approve")
    either.clock.advance(700)
    either.company.now = either.clock.now()
    await modal.press("approve")

    assert review_times(either) == [("refund-replies", "2026-11-23", "queue", 12.0)]


async def test_a_confirmation_with_the_text_open_is_measured_and_a_bare_rejection_is_not(
    scene: Scene,
) -> None:
    scene.company.apply(ALWAYS_HUMAN)
    first = await scene.hand_in("Text 0")
    second = await scene.hand_in("Text 1")
    await scene.click("ben", first, "approve", wait_s=10, until="view")
    scene.clock.advance(30)
    await scene.act("ben", "submit", view="approve")
    await scene.click("ben", second, "reject", wait_s=10, until="view")
    scene.clock.advance(30)
    await scene.act("ben", "submit", view="reject", values={"reason": {"reason": "wrong"}})

    assert review_times(scene) == [("refund-replies", "2026-11-23", "modal", 30.0)]


def review_times(scene: Scene) -> list[tuple[Any, ...]]:
    return scene.company.db.read_now(_times)


def _times(conn: Connection) -> list[tuple[Any, ...]]:
    kept = select(times.c.workflow, times.c.day, times.c.measured, times.c.seconds).order_by(times.c.id)
    return [tuple(row) for row in conn.execute(kept)]


async def test_what_somebody_else_asked_about_says_so_and_can_still_be_decided(scene: Scene) -> None:
    first = await scene.hand_in("Dear Mr Weber.", title="One", requested_by="cleo@example.com")
    await scene.click("mia", first, "ask", wait_s=10, until="view")
    await scene.act("mia", "submit", view="ask", values={"question": {"question": "Which order?"}})

    modal = await reviews(scene, "ben")

    assert "· the clock stands until there is an answer" in modal.lines
    assert modal.lines.count("Mia asked: “Which order?” · waiting for Cleo") == 1
    assert "ask" not in modal.buttons
    assert "approve" in modal.buttons
