"""People judge outputs where they work: by reaction and by button, over both transports, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.policy import Policy, Standard
from handlers.cards.modals import Carried
from handlers.slack.presses import Submission
from handlers.slack.submissions.registry import SUBMISSIONS
from tests.builders import CHANNEL
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons

ALWAYS_HUMAN = replace(STANDING_POLICY, lane="always_human")


async def test_a_mark_approves_and_a_minute_later_it_is_final(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881")

    await either.react("ben", output)
    pending = either.card(output)
    await either.later(61)

    assert "Approved by Ben. Goes out from" in pending["text"]
    assert buttons(pending) == ["undo", "reject"]
    assert either.look(output).state == "approved"
    assert either.card(output)["text"].startswith("✅ Reply to order 1881 · Ben, ")
    assert buttons(either.card(output)) == ["read_all"]


async def test_a_click_approves_and_can_be_undone_by_its_own_person_alone(either: Scene) -> None:
    output = await either.hand_in()

    pressed = await either.click("ben", output, "approve")
    await either.click("mia", output, "undo")
    told = either.private("mia")
    await either.click("ben", output, "undo")

    assert (pressed["ok"], either.private("ben")) == (True, [])
    assert "Only the one who decided can take it back: Ben." in told[0]
    assert either.standing(output) == []
    assert buttons(either.card(output)) == ["approve", "reject", "fix", "ask", "more"]


async def test_the_reject_modal_decides_when_it_is_submitted(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881")
    await either.click("ben", output, "reject", wait_s=10, until="view")

    values = {"reason": {"reason": "wrong"}, "note": {"note": "Shipping isn't refundable here."}}
    submitted = await either.act("ben", "submit", view="reject", values=values)

    assert (submitted["ok"], submitted["view"]) == (True, None)
    assert either.look(output).state == "rejected"
    line = either.card(output)["text"]
    assert line.startswith("❌ Reply to order 1881 · not going out · Ben, ")
    assert line.endswith("“Shipping isn't refundable here.” (wrong)")


async def test_whoever_had_approved_is_told_privately_who_stopped_it_and_why(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881")
    await either.react("mia", output)
    await either.click("ben", output, "reject", wait_s=10, until="view")

    values = {"reason": {"reason": "wrong"}, "note": {"note": "Shipping isn't refundable here."}}
    await either.act("ben", "submit", view="reject", values=values)

    (told,) = either.private("mia")
    assert told.startswith("About Reply to order 1881: Ben stopped this at ")
    assert told.endswith(": “Shipping isn't refundable here.” (wrong). It is not going out.")
    assert either.private("ben") == []


@pytest.mark.parametrize("sign", ["\x00", "\ud83d"])
async def test_a_sign_that_no_database_takes_does_not_undo_a_rejection(either: Scene, sign: str) -> None:
    output = await either.hand_in()
    await either.click("ben", output, "reject", wait_s=10, until="view")

    values = {"reason": {"reason": "wrong"}, "note": {"note": f"The amount {sign}"}}
    answer = await either.act("ben", "submit", view="reject", values=values)

    assert answer["ok"], answer
    (vote,) = either.votes(output)
    assert (vote.verdict, vote.note) in (("reject", "The amount"), ("reject", "The amount ?"))


async def test_a_closed_modal_has_done_nothing(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.click("ben", output, "reject", wait_s=10, until="view")

    await scene.act("ben", "close", view="reject")

    assert scene.votes(output) == []


async def test_a_modal_that_slack_does_not_open_is_said_to_be_worth_another_press(scene: Scene) -> None:
    output = await scene.hand_in()
    scene.fault("views.open", "error:expired_trigger_id")

    await scene.click("ben", output, "reject")
    await scene.until(lambda: bool(scene.private("ben")))

    assert scene.private("ben") == [
        "Slack could not open it just now. Please press again. Nothing has changed."
    ]
    assert scene.votes(output) == []


async def test_a_stop_by_reaction_asks_why_and_tells_the_reason(either: Scene) -> None:
    output = await either.hand_in()

    await either.react("ben", output, "x")
    question = either.private_messages("ben")[-1]
    answered = await either.act(
        "ben", "click", action_id="reason:tone", channel=question.channel, ts=question.ts
    )
    await either.later(61)

    assert question.thread_ts == either.where(output)["ts"]
    assert answered["ok"]
    assert either.votes(output)[0].reason == "tone"
    assert either.look(output).state == "rejected"
    assert either.card(output)["text"].endswith("· tone")
    assert either.private("ben")[-1] == "Thanks. Noted: tone."


async def test_another_reason_is_given_in_words(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, "x")
    question = scene.private_messages("ben")[-1]

    where = {"channel": question.channel, "ts": question.ts}
    await scene.act("ben", "click", action_id="reason:other", wait_s=10, until="view", **where)
    done = await scene.act("ben", "submit", view="reason", values={"note": {"note": "We never say “Hi”."}})
    await scene.until(lambda: scene.private("ben") == ["Thanks. Noted: “We never say “Hi”.” (other)."])

    assert done["ok"]
    vote = scene.votes(output)[0]
    assert (vote.reason, vote.note) == ("other", "We never say “Hi”.")


async def test_nobody_has_to_say_why(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, "x")
    question = scene.private_messages("ben")[-1]

    await scene.act("ben", "click", action_id="reason:skip", channel=question.channel, ts=question.ts)

    assert scene.votes(output)[0].reason is None
    assert scene.votes(output)[0].reason_until is None
    assert scene.private("ben")[-1] == "All right, no reason."


@pytest.mark.parametrize("choice", ["tone", "other"])
async def test_a_reason_for_what_was_taken_back_is_not_kept(scene: Scene, choice: str) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output, "x")
    question = scene.private_messages("ben")[-1]
    await scene.click("ben", output, "undo")

    await scene.act("ben", "click", action_id=f"reason:{choice}", channel=question.channel, ts=question.ts)
    await scene.until(
        lambda: scene.private("ben") == ["Your rejection does not count any more, so no reason is needed."]
    )

    assert scene.votes(output)[0].reason is None
    assert scene.modal("ben") is None


async def test_a_question_whose_answer_is_known_says_so_in_its_place(scene: Scene) -> None:
    output = await scene.hand_in()
    for _ in range(2):
        await scene.react("ben", output, "x")
        await scene.click("ben", output, "undo")
        await scene.react("ben", output, "x", "unreact")
    await scene.react("ben", output, "x")
    first, *_, last = scene.private_messages("ben")

    for question in (last, first):
        where = {"channel": question.channel, "ts": question.ts}
        await scene.act("ben", "click", action_id="reason:tone", **where)

    await scene.until(lambda: scene.private("ben")[0] == "Your reason is noted already: tone.")
    assert scene.private("ben")[-1] == "Thanks. Noted: tone."


async def test_the_question_why_has_an_undo_that_takes_it_away(either: Scene) -> None:
    output = await either.hand_in()
    await either.react("ben", output, "x")
    (question,) = either.private_messages("ben")

    await either.act("ben", "click", action_id="undo", channel=question.channel, ts=question.ts)
    await either.until(lambda: either.private("ben") == ["Taken back. It is as if you had not decided."])

    assert either.standing(output) == []
    assert buttons(either.card(output)) == ["approve", "reject", "fix", "ask", "more"]


@pytest.mark.parametrize("means", ["eyes", "more"])
async def test_taking_a_review_shows_who_has_it(either: Scene, means: str) -> None:
    output = await either.hand_in()

    if means == "eyes":
        await either.react("ben", output, "eyes")
    else:
        await either.click("ben", output, "more", value="take")

    assert "Ben has it." in either.card(output)["text"]


async def test_taking_the_mark_off_withdraws_the_approval_it_made(either: Scene) -> None:
    output = await either.hand_in()
    await either.react("ben", output)
    await either.later(61)

    await either.react("ben", output, do="unreact")

    assert either.look(output).state == "in_review"
    assert either.standing(output) == []


async def test_an_objection_is_settled_in_the_thread_by_the_owner(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881")
    await either.react("ben", output)
    await either.later(61)

    await either.react("mia", output, "x")
    objected = either.card(output)["text"]
    why = either.private("mia")[-1]
    question = next(reply for reply in either.thread(output) if buttons(reply) == ["uphold", "overrule"])
    where = {"channel": either.where(output)["channel"], "ts": question["ts"]}
    await either.act("tom", "click", action_id="overrule", **where)
    refused = either.private("tom")
    await either.act("ada", "click", action_id="overrule", **where)

    assert "Mia objects to what Ben approved. Ada decides" in objected
    assert why == "It's held until the objection is settled. What is it, Mia?"
    assert "<@U0ADA>" in question["text"]
    assert "This is for Ada to decide." in refused[-1]
    assert either.look(output).state == "approved"
    answer = next(reply for reply in either.thread(output) if reply["ts"] == question["ts"])
    assert (answer["text"], buttons(answer)) == (
        "Ada says it can go out. The approval counts again.",
        [],
    )


async def test_the_question_about_an_objection_that_was_taken_back_does_not_settle_the_next_one(
    scene: Scene,
) -> None:
    output = await scene.hand_in(title="Reply to order 1881")
    await scene.react("ben", output)
    await scene.later(61)
    await scene.react("mia", output, "x")
    first = next(reply for reply in scene.thread(output) if "overrule" in buttons(reply))
    await scene.click("mia", output, "undo")
    await scene.react("tom", output, "x")

    await scene.act("ada", "click", channel=CHANNEL, ts=first["ts"], action_id="overrule")
    told, held = scene.private("ada"), scene.look(output).state
    second = next(reply for reply in scene.thread(output)[::-1] if "overrule" in buttons(reply))
    await scene.act("ada", "click", channel=CHANNEL, ts=second["ts"], action_id="overrule")

    assert "Tom objects" in second["text"]
    assert (len(told), "This objection is settled already" in told[0], held) == (1, True, "in_review")
    assert scene.look(output).state == "approved"


async def test_an_upheld_objection_stops_it(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.react("ben", output)
    await scene.later(61)
    await scene.react("mia", output, "x")

    question = next(reply for reply in scene.thread(output) if "uphold" in buttons(reply))
    where = {"channel": scene.where(output)["channel"], "ts": question["ts"]}
    await scene.act("ada", "click", action_id="uphold", **where)

    assert scene.look(output).state == "rejected"


async def test_always_human_is_confirmed_with_the_text_open(either: Scene) -> None:
    either.company.apply(ALWAYS_HUMAN)
    output = await either.hand_in("Dear Mr Weber, we pay € 40.", title="Reply to order 1881")

    await either.react("ben", output)
    told = either.private("ben")
    pressed = await either.click("ben", output, "approve", wait_s=10, until="view")
    submitted = await either.act("ben", "submit", view="approve")

    assert "please press Approve" in told[0]
    assert pressed["view"]["callback_id"] == "approve"
    assert "Dear Mr Weber, we pay € 40." in str(pressed["view"]["blocks"])
    assert (submitted["ok"], submitted["view"]) == (True, None)
    assert [(vote.verdict, vote.via) for vote in either.votes(output)] == [("approve", "modal")]
    assert either.look(output).state == "approved"


async def test_a_mark_that_does_not_count_is_named_on_the_card(scene: Scene) -> None:
    scene.company.apply(ALWAYS_HUMAN)
    output = await scene.hand_in(requested_by="cleo@example.com")

    await scene.react("cleo", output)
    with_a_mark = scene.card(output)["text"]
    await scene.react("cleo", output, do="unreact")

    assert "Still needs a reviewer. Cleo's ✅ doesn't count: Cleo asked for it." in with_a_mark
    assert "Still needs a reviewer" not in scene.card(output)["text"]


async def test_a_long_text_has_to_be_read_before_one_click_approves(scene: Scene) -> None:
    text = "A line that says something worth reading.\n" * 200
    output = await scene.hand_in(text)
    card = scene.card(output)

    await scene.react("ben", output)
    refused = scene.private("ben")
    await scene.react("ben", output, do="unreact")
    opened = await scene.click("ben", output, "read_all", wait_s=10, until="view")
    await scene.until(lambda: scene.has_read("ben", output))
    await scene.act("ben", "close", view="read_all")
    await scene.react("ben", output)

    assert "This is the beginning" in str(card["blocks"])
    assert "Please read the rest first" in refused[0]
    assert "".join(_quoted(opened["view"])) == text
    assert scene.standing(output) == [("U0BEN", "approve")]


async def test_who_has_not_read_a_long_text_confirms_with_it_open(scene: Scene) -> None:
    output = await scene.hand_in("A line that says something worth reading.\n" * 200)

    pressed = await scene.click("ben", output, "approve", wait_s=10, until="view")
    await scene.act("ben", "submit", view="approve")

    assert pressed["view"]["callback_id"] == "approve"
    assert [(vote.verdict, vote.via) for vote in scene.votes(output)] == [("approve", "modal")]


async def test_the_longest_text_is_read_page_by_page(scene: Scene) -> None:
    text = "寿司と天ぷら\n" * 5_700
    output = await scene.hand_in(text)
    opened = await scene.click("ben", output, "read_all", wait_s=10, until="view")
    shown = _quoted(opened["view"])
    await scene.react("ben", output)
    too_early = scene.standing(output)

    while "page:next" in str(opened["view"]):
        opened = await scene.act(
            "ben", "click", action_id="page:next", inside="read_all", view="read_all", wait_s=10, until="view"
        )
        shown += _quoted(opened["view"])
    await scene.until(lambda: scene.has_read("ben", output))
    await scene.act("ben", "close", view="read_all")
    await scene.react("ben", output, do="unreact")
    await scene.react("ben", output)

    assert "".join(shown) == text
    assert too_early == []
    assert scene.standing(output) == [("U0BEN", "approve")]


async def test_two_people_decide_where_the_policy_asks_for_two(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, approvals=2))
    output = await scene.hand_in()

    await scene.click("ben", output, "approve")
    half_way = scene.card(output)["text"]
    await scene.click("mia", output, "approve")
    await scene.later(61)

    assert "✅ Ben approved. 1 more needed." in half_way
    assert scene.look(output).state == "approved"
    assert "Ben and Mia" in scene.card(output)["text"]


async def test_the_slower_of_two_is_told_by_whom_it_was_settled(scene: Scene) -> None:
    output = await scene.hand_in()
    await scene.click("ben", output, "reject", wait_s=10, until="view")
    await scene.click("mia", output, "reject", wait_s=10, until="view")
    values = {"reason": {"reason": "wrong"}}
    await scene.act("mia", "submit", view="reject", values=values)

    late = await scene.act("ben", "submit", view="reject", values=values)

    assert late["errors"]["reason"].startswith("Mia stopped this at ")


async def test_the_same_submission_twice_is_one_vote(scene: Scene) -> None:
    output = await scene.hand_in()
    opened = await scene.click("ben", output, "reject", wait_s=10, until="view")
    carried = Carried.unpacked(opened["view"]["private_metadata"])
    values = {"reason": {"reason": {"selected_option": {"value": "wrong"}}}}
    submission = Submission("reject", carried, "U0BEN", values)

    answers = [await SUBMISSIONS["reject"](scene.desk, submission) for _ in range(2)]

    assert answers == [{}, {}]
    assert len(scene.votes(output)) == 1


async def test_the_card_says_the_standard_and_the_second_try_what_was_wrong(scene: Scene) -> None:
    standard = Standard(criteria=("The amount matches the order",), never=("promises money outside policy",))
    scene.company.apply(Policy(purpose="Drafts replies", standard=standard))
    first = await scene.hand_in("We pay 40 euros.", title="Reply to order 1881")
    await scene.click("ben", first, "reject", wait_s=10, until="view")
    values = {"reason": {"reason": "wrong"}, "note": {"note": "wrong amount"}}
    await scene.act("ben", "submit", view="reject", values=values)

    second = await scene.hand_in("We pay 45 euros.", title="Reply to order 1881", supersedes=first.id)

    blocks = str(scene.card(second)["blocks"])
    assert "Good enough here: The amount matches the order" in blocks
    assert "Never: promises money outside policy" in blocks
    assert "2nd try. Last time: “wrong amount” (wrong). Changes are marked." in blocks
    assert "It is given to Ben." in scene.card(second)["text"]


def _quoted(view: dict[str, object]) -> list[str]:
    """The text that a modal shows in quotes."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return [
        element["text"]
        for block in blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for element in part["elements"]
    ]
