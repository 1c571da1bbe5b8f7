"""Ask and answer where people work: a modal, the card's thread, and who is told what."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from domain.outputs import Output
from domain.policy import Policy
from domain.questions import Question
from handlers.clock.questions import ask_owners
from handlers.clock.reach import Reach
from storage.questions import questions_about
from storage.tables import outputs, people
from tests.builders import CHANNEL, user_id
from tests.handlers.slack.scene import STANDING_POLICY, Scene, buttons
from tests.handlers.slack.test_events import stored
from tests.handlers.slack.test_fixing import fix
from tests.usecases.test_questions import by_api

WHICH = "Which of the two orders is it about?"


def about(scene: Scene, output: Output) -> list[Question]:
    return scene.company.db.read_now(questions_about, output.id)


async def ask(scene: Scene, who: str, output: Output, text: str = WHICH) -> dict[str, Any]:
    await scene.click(who, output, "ask", wait_s=10, until="view")
    return await scene.act(who, "submit", view="ask", values={"question": {"question": text}})


async def press_answer(scene: Scene, who: str, output: Output, **given: Any) -> dict[str, Any]:
    """Press *Answer* below the question in the card's thread."""
    ts = next(reply["ts"] for reply in scene.thread(output) if "answer" in buttons(reply))
    return await scene.act(who, "click", channel=CHANNEL, ts=ts, action_id="answer", **given)


async def answer(scene: Scene, who: str, output: Output, text: str = "The second") -> dict[str, Any]:
    await press_answer(scene, who, output, wait_s=10, until="view")
    return await scene.act(who, "submit", view="answer", values={"answer": {"answer": text}})


async def a_day_later(scene: Scene) -> None:
    """Let a working day pass, with what the clock does about questions."""
    scene.company.later(days=1)
    scene.clock.advance(timedelta(days=1).total_seconds())
    await ask_owners(Reach(scene.desk.db, scene.clock, "UTC"))
    await scene.settle()


async def test_a_question_goes_to_the_thread_and_stands_on_the_card(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")

    asked = await ask(either, "ben", output)

    assert (asked["ok"], asked["view"]) == (True, None)
    (put,) = either.thread(output)
    assert put["text"].startswith(
        "<@U0CLEO>, Ben has a question about Reply to order 1881:\n“Which of the two"
    )
    assert {"type": "user", "user_id": "U0CLEO"} in put["blocks"][0]["elements"][0]["elements"]
    assert buttons(put) == ["answer"]
    card = either.card(output)
    assert f"Ben asked: “{WHICH}” · waiting for Cleo" in json.dumps(card["blocks"], ensure_ascii=False)
    assert "waiting for Cleo" in card["text"]
    assert buttons(card) == ["approve", "reject", "fix", "more"]


async def test_an_answer_by_modal_is_told_in_the_thread_and_on_the_card(either: Scene) -> None:
    output = await either.hand_in(requested_by="cleo@example.com")
    await ask(either, "ben", output)

    answered = await answer(either, "cleo", output, "The second one.")

    assert (answered["ok"], answered["view"]) == (True, None)
    told = either.thread(output)[-1]["text"]
    assert told.startswith("<@U0BEN>, Cleo has answered. It is yours again, by ")
    assert told.endswith("\n“The second one.”")
    card = json.dumps(either.card(output)["blocks"], ensure_ascii=False)
    assert f"Ben asked: “{WHICH}”\\nCleo: “The second one.”" in card
    assert buttons(either.card(output)) == ["approve", "reject", "fix", "ask", "more"]


async def test_once_it_is_answered_no_message_asks_for_an_answer_any_more(either: Scene) -> None:
    output = await either.hand_in(title="Reply to order 1881", requested_by="cleo@example.com")
    await ask(either, "ben", output)
    await a_day_later(either)

    await answer(either, "cleo", output)

    first, second, _ = either.thread(output)
    assert (buttons(first), buttons(second)) == ([], [])
    assert first["text"] == f"<@U0CLEO>, Ben has a question about Reply to order 1881:\n“{WHICH}”"
    assert second["text"] == f"<@U0ADA>, Cleo has not answered Ben for a working day:\n“{WHICH}”"


async def test_a_decision_without_an_answer_takes_the_button_off_too(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)

    await scene.react("mia", output, "x")
    await scene.later(61)

    assert buttons(scene.thread(output)[0]) == []


async def test_a_question_below_the_card_of_before_a_fix_is_found_there(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, approvals=2))
    output = await scene.hand_in("Dear Mr Weber", requested_by="cleo@example.com")
    await ask(scene, "ben", output)
    before = scene.where(output)["ts"]
    await fix(scene, "mia", output, "Mr", "Ms")

    by_api(scene.company, output, "The second")
    await scene.settle()

    old = next(message for message in scene.messages() if message["ts"] == before)
    assert scene.where(output)["ts"] != before
    assert about(scene, output)[0].closed_at is not None
    assert buttons(old["thread"][0]) == []


async def test_words_of_the_requester_in_the_thread_are_the_answer(either: Scene) -> None:
    output = await either.hand_in(requested_by="cleo@example.com")
    await ask(either, "ben", output)

    await either.say("cleo", output, "The second & <last> one")

    (put,) = about(either, output)
    assert (put.answer, put.answered_via) == ("The second & <last> one", "thread")
    assert either.private("cleo")[-1].endswith("Thanks, that is your answer. Ben is told.")
    told = [one["text"] for one in either.thread(output) if "ephemeral_to" not in one][-1]
    assert told.startswith("<@U0BEN>, Cleo has answered.")
    assert "second" not in told
    assert either.look(output).question is None


@pytest.mark.parametrize("who", ["ruth", "ada", "grace"])
async def test_the_keys_owner_and_whoever_is_answerable_may_answer_there_too(scene: Scene, who: str) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)

    await scene.say(who, output, "The second")

    assert about(scene, output)[0].answered_by == user_id(who)


@pytest.mark.parametrize("who", ["gus", "xenia", "ticketbot"])
async def test_words_of_others_are_silence(scene: Scene, who: str) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)

    await scene.say(who, output, "The second")

    assert about(scene, output)[0].answer is None
    assert scene.private(who) == []


async def test_whoever_may_not_answer_is_told_whose_it_is(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)

    await press_answer(scene, "tom", output)
    await scene.until(lambda: bool(scene.private("tom")))

    assert scene.private("tom")[-1].endswith("This is for Cleo or Ada to answer. Nothing has changed.")
    assert scene.modal("tom") is None


async def test_whoever_may_not_decide_may_not_ask(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")

    await scene.click("cleo", output, "ask")
    await scene.until(lambda: bool(scene.private("cleo")))

    assert "You asked for this one" in scene.private("cleo")[-1]
    assert scene.modal("cleo") is None


async def test_who_asks_second_is_told_at_the_field_who_asked_what(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await scene.click("mia", output, "ask", wait_s=10, until="view")
    await ask(scene, "ben", output)

    late = await scene.act("mia", "submit", view="ask", values={"question": {"question": "Is it urgent?"}})

    assert late["errors"]["question"].startswith(f"Ben has asked already: “{WHICH}”")
    assert [one.body for one in about(scene, output)] == [WHICH]


async def test_whoever_asked_hears_that_the_ai_system_has_answered(scene: Scene) -> None:
    output = await scene.hand_in()
    await ask(scene, "ben", output)

    by_api(scene.company, output, "The second one.")
    await scene.settle()

    told = scene.thread(output)[-1]["text"]
    assert told.startswith("<@U0BEN>, the AI system has answered. It is yours again, by ")
    assert told.endswith("\n“The second one.”")


async def test_blanks_are_no_question(scene: Scene) -> None:
    output = await scene.hand_in()

    sent = await ask(scene, "ben", output, " \n ")

    assert sent["errors"] == {"question": "Please write something."}
    assert about(scene, output) == []


async def test_of_two_answers_at_once_one_wins_and_the_other_hears_it(either: Scene) -> None:
    output = await either.hand_in(requested_by="cleo@example.com")
    await ask(either, "ben", output)
    where = either.where(output)
    act = either.act("cleo", "say", channel=where["channel"], thread_ts=where["ts"], text="The first")

    by_api(either.company, output, "The second")
    await act

    assert [one.answer for one in about(either, output)] == ["The second"]
    assert "The AI system has answered this already" in either.private("cleo")[-1]


async def test_an_answer_after_the_decision_hears_that_nobody_waits(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)
    await press_answer(scene, "cleo", output, wait_s=10, until="view")
    await scene.react("mia", output, "x")
    await scene.later(61)

    late = await scene.act("cleo", "submit", view="answer", values={"answer": {"answer": "The second"}})

    assert scene.look(output).state == "rejected"
    assert late["errors"]["answer"].startswith("Nobody waits for an answer here any more")


async def test_after_the_decision_words_in_the_thread_are_nobodys_business(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await scene.react("mia", output)
    await scene.later(61)
    before = len(stored(scene))

    await scene.say("cleo", output, "a secret")
    await scene.say("ben", output, "a secret")

    assert len(stored(scene)) == before
    assert (scene.private("cleo"), scene.private("ben")) == ([], [])


async def test_after_a_working_day_the_owner_is_asked_once(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ben", output)

    await a_day_later(scene)
    await a_day_later(scene)

    _, second = scene.thread(output)
    assert second["text"].startswith("<@U0ADA>, Cleo has not answered Ben for a working day:\n“Which")
    assert buttons(second) == ["answer"]
    assert "waiting for Cleo and Ada" in scene.card(output)["text"]


async def test_the_owner_who_asks_is_not_asked_and_the_deputy_is(scene: Scene) -> None:
    scene.company.apply(STANDING_POLICY, reviewers=("ada", "ben"))
    output = await scene.hand_in(requested_by="cleo@example.com")
    await ask(scene, "ada", output)

    await a_day_later(scene)

    assert scene.thread(output)[-1]["text"].startswith("<@U0GRACE>, Cleo has not answered Ada")


async def test_where_nobody_is_known_to_have_asked_the_keys_owner_is_mentioned(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="nobody@example.com")

    await ask(scene, "ben", output)

    assert scene.thread(output)[-1]["text"].startswith("<@U0RUTH>, Ben has a question")
    assert "waiting for Ruth" in scene.card(output)["text"]


async def test_a_requester_known_by_e_mail_alone_is_looked_up_before_the_modal_says_who_is_asked(
    scene: Scene,
) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    unknown = update(people).where(people.c.user_id == user_id("cleo")).values(email=None)
    scene.desk.db.write_now(lambda tx, _: tx.conn.execute(unknown), None)
    unlinked = update(outputs).values(requester=None)
    scene.desk.db.write_now(lambda tx, _: tx.conn.execute(unlinked), None)

    opened = await scene.click("ben", output, "ask", wait_s=10, until="view")

    assert "Cleo is asked in the thread." in json.dumps(opened["view"])


async def test_a_question_whose_post_was_cut_off_is_posted_once(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    scene.fault("chat.postMessage", "drop_after_accept")

    await ask(scene, "ben", output)
    for _ in range(3):
        await asyncio.sleep(0.4)
        await scene.later(5)

    assert len(scene.thread(output)) == 1


async def test_a_hostile_question_and_answer_stay_words(scene: Scene) -> None:
    output = await scene.hand_in(requested_by="cleo@example.com")
    attack = "<!channel> <@U0ADA> *bold* `x` http://evil.example \u202egnp"

    await ask(scene, "ben", output, attack)
    await scene.say("cleo", output, attack)

    texts = [scene.card(output)["text"], *(reply["text"] for reply in scene.thread(output)[:1])]
    assert all("<!channel>" not in text and "<@U0ADA>" not in text and "\u202e" not in text for text in texts)
    assert about(scene, output)[0].answer == attack


async def test_a_question_is_asked_where_the_text_must_be_read_first(scene: Scene) -> None:
    scene.company.apply(replace(STANDING_POLICY, lane="always_human"))
    output = await scene.hand_in("Dear Mr Weber. " * 400)

    await ask(scene, "ben", output)

    assert about(scene, output)[0].body == WHICH


async def test_two_who_decide_see_the_question_and_the_first_approval(scene: Scene) -> None:
    scene.company.apply(Policy(STANDING_POLICY.purpose, approvals=2))
    output = await scene.hand_in(requested_by="cleo@example.com")
    await scene.react("mia", output)
    await scene.later(61)

    await ask(scene, "ben", output)

    text = scene.card(output)["text"]
    assert "Mia approved. 1 more needed." in text
    assert "waiting for Cleo" in text
