"""A reviewer asks, somebody answers, and the reviewers' clock stands in between; the requester's never does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from domain.outputs import Output
from domain.policy import Policy
from domain.questions import Question
from domain.refusals import Refused
from storage.evidence import story_of
from storage.questions import questions_about
from storage.tables import outbox, reviews
from tests.builders import SLUG, Company, user_id
from usecases.answer_question import Answered, AnswerQuestion, answer_question
from usecases.ask_owner import AskOwner, ask_owner, waiting_questions
from usecases.ask_question import Asked, AskQuestion, ask_question
from usecases.recall_output import RecallOutput, recall_output
from usecases.withdraw_vote import UndoVote, undo_vote

PURPOSE = "Drafts the replies to refund requests"
WHICH = "Which of the two orders is it about?"
EXPIRING = Policy(PURPOSE, on_expiry="expire", escalation=(), expire_after=timedelta(hours=1))
numbers = count(1)


def ask(
    company: Company, output: Output, who: str = "ben", body: str = WHICH, **fields: Any
) -> Asked | Refused:
    number = next(numbers)
    command = AskQuestion(
        f"question_{number:026d}", output.id, company.person(who), body, f"press:{number}", company.now
    )
    return company.db.write_now(ask_question, replace(command, **fields))


def by_person(
    company: Company, output: Output, who: str, answer: str = "The second", **fields: Any
) -> Answered | Refused:
    command = AnswerQuestion(output.id, answer, "modal", company.now, person=company.person(who))
    return company.db.write_now(answer_question, replace(command, **fields))


def by_api(company: Company, output: Output, answer: str = "The second", **fields: Any) -> Answered | Refused:
    command = AnswerQuestion(output.id, answer, "api", company.now, key_id="key_support", workflow=SLUG)
    return company.db.write_now(answer_question, replace(command, **fields))


def about(company: Company, output: Output) -> list[Question]:
    return company.db.read_now(questions_about, output.id)


def reviewers_due_at(company: Company, output: Output) -> datetime:
    moved = select(reviews.c.due_at).where(reviews.c.output_id == output.id)
    return company.db.read_now(lambda conn: conn.execute(moved).scalar_one()) or output.due_at


def wishes(company: Company, kind: str) -> list[dict[str, Any]]:
    query = select(outbox.c.payload).where(outbox.c.kind == kind).order_by(outbox.c.id)
    return company.db.read_now(lambda conn: list(conn.execute(query).scalars()))


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def test_a_question_is_kept_told_and_recorded_without_its_words(company: Company) -> None:
    output = company.hand_in(requested_by="cleo@example.com", callback_url="https://ai.example.com/hook")

    asked = ask(company, output)

    assert isinstance(asked, Asked)
    assert company.look(output).question == asked.question.id
    (told,) = wishes(company, "webhook")
    assert (told["body"]["type"], told["body"]["sequence"]) == ("output.question", 1)
    assert told["body"]["data"]["question"]["text"] == WHICH
    assert told["body"]["data"]["question"]["asked_by"] == {"slack_user_id": user_id("ben"), "name": "Ben"}
    assert len(wishes(company, "question")) == 1
    story = company.db.read_now(story_of, output.id)
    assert [one.action for one in story] == ["output.handed_in", "question.asked"]
    assert WHICH not in str(story)


@pytest.mark.parametrize("who", ["cleo", "ruth", "ada", "gus"])
def test_whoever_may_not_decide_may_not_ask(company: Company, who: str) -> None:
    output = company.hand_in(requested_by="cleo@example.com")

    refused = ask(company, output, who)

    expected = {"cleo": "is_requester", "ruth": "is_key_owner", "ada": "not_on_roster", "gus": "is_guest"}
    assert code(refused) == expected[who]
    assert about(company, output) == []


def test_one_question_at_a_time_and_who_comes_second_is_told_what_was_asked(company: Company) -> None:
    output = company.hand_in()
    ask(company, output)

    second = ask(company, output, "mia", "Is it about two orders?")

    assert code(second) == "question_open"
    assert isinstance(second, Refused)
    assert (second.facts["by"], second.facts["question"]) == (user_id("ben"), WHICH)
    assert [one.body for one in about(company, output)] == [WHICH]


def test_the_same_act_asks_once_even_after_the_answer(company: Company) -> None:
    output = company.hand_in()
    ask(company, output, source="press:same")
    by_api(company, output)

    again = ask(company, output, source="press:same")

    assert isinstance(again, Asked)
    assert again.repeated
    assert company.look(output).question is None
    assert len(about(company, output)) == len(wishes(company, "question")) == 1


def test_an_answer_lets_the_reviewers_clock_run_on_from_where_it_stood(company: Company) -> None:
    output = company.hand_in()
    company.later(hours=1)
    ask(company, output)
    company.later(hours=2)

    answered = by_person(company, output, "ruth")

    assert isinstance(answered, Answered)
    assert (answered.question.answer, answered.question.answered_by) == ("The second", user_id("ruth"))
    assert reviewers_due_at(company, output) == output.due_at + timedelta(hours=2)
    assert company.look(output).due_at == output.due_at
    assert company.look(output).question is None
    assert len(wishes(company, "answer")) == 1
    assert company.db.read_now(story_of, output.id)[-1].action == "question.answered"
    assert "The second" not in str(company.db.read_now(story_of, output.id))


def test_several_questions_add_up_and_never_move_what_the_requester_was_promised(company: Company) -> None:
    output = company.hand_in()

    for _ in range(3):
        ask(company, output)
        company.later(minutes=30)
        by_api(company, output, f"answer {company.now}")
        company.later(minutes=10)

    assert reviewers_due_at(company, output) == output.due_at + timedelta(minutes=90)
    assert company.look(output).due_at == output.due_at


def test_while_a_question_is_open_nothing_expires_and_silence_lets_nothing_out(company: Company) -> None:
    company.apply(EXPIRING)
    output = company.hand_in()
    assert output.expires_at is not None
    company.later(hours=1)
    ask(company, output)

    company.later(days=3)
    company.tick()
    while_open = company.look(output).state
    by_api(company, output)
    company.tick()
    answered = company.look(output)
    company.later(days=1)
    company.tick()

    assert (while_open, answered.state) == ("in_review", "in_review")
    assert answered.expires_at == output.expires_at + timedelta(days=3)
    assert company.look(output).state == "expired"


@pytest.fixture
def asked(company: Company) -> Iterator[Output]:
    """An output that Ben has asked about, wanted by Cleo, come through Ruth's key."""
    output = company.hand_in(requested_by="cleo@example.com")
    ask(company, output)
    company.later(minutes=5)
    return output


@pytest.mark.parametrize("who", ["cleo", "ruth", "ada", "grace"])
def test_who_asked_for_it_owns_the_key_or_answers_for_the_workflow_may_answer(
    company: Company, asked: Output, who: str
) -> None:
    assert isinstance(by_person(company, asked, who), Answered)


@pytest.mark.parametrize(
    ("who", "why"), [("ben", "not_asked"), ("mia", "not_asked"), ("ticketbot", "is_bot")]
)
def test_nobody_else_may(company: Company, asked: Output, who: str, why: str) -> None:
    assert code(by_person(company, asked, who)) == why
    assert company.look(asked).question is not None


def test_whoever_cannot_be_verified_does_not_answer(company: Company, asked: Output) -> None:
    long_ago = replace(company.person("cleo"), fetched_at=company.now - timedelta(minutes=6))

    assert code(by_person(company, asked, "cleo", person=long_ago)) == "unknown_person"


def test_the_first_answer_counts_and_the_other_hears_whose_it_was(company: Company, asked: Output) -> None:
    (put,) = about(company, asked)
    by_api(company, asked)

    late = by_person(company, asked, "cleo", "The first", question_id=put.id)

    assert code(late) == "already_answered"
    assert isinstance(late, Refused)
    assert late.facts["by"] == "key:key_support"
    assert about(company, asked)[0].answer == "The second"


def test_the_same_answer_again_is_the_same_and_another_one_a_conflict(
    company: Company, asked: Output
) -> None:
    (put,) = about(company, asked)
    by_api(company, asked)
    due_at = reviewers_due_at(company, asked)
    company.later(hours=1)

    again, named = by_api(company, asked), by_api(company, asked, question_id=put.id)
    other, other_named = by_api(company, asked, "No"), by_api(company, asked, "No", question_id=put.id)

    assert isinstance(again, Answered)
    assert again.repeated
    assert isinstance(named, Answered)
    assert named.repeated
    assert (code(other), code(other_named)) == ("no_question", "already_answered")
    assert reviewers_due_at(company, asked) == due_at
    assert len(wishes(company, "answer")) == 1


def test_only_what_was_asked_here_can_be_answered(company: Company, asked: Output) -> None:
    other = company.hand_in("Another text")

    assert code(by_api(company, other)) == "no_question"
    assert code(by_api(company, other, question_id=company.look(asked).question)) == "no_question"
    assert code(by_api(company, asked, workflow="faq-bot")) == "not_found"


def test_a_decision_closes_the_question_once_it_is_final(company: Company, asked: Output) -> None:
    company.vote(asked, "mia")
    while_undoable = company.look(asked).question
    company.later(seconds=60)
    company.tick()

    assert while_undoable is not None
    assert (company.look(asked).state, company.look(asked).question) == ("approved", None)
    (put,) = about(company, asked)
    assert (put.answer, put.closed_at) == (None, company.now)
    assert code(by_api(company, asked)) == "no_question"
    assert reviewers_due_at(company, asked) == asked.due_at + timedelta(minutes=6)


def test_a_decision_that_is_undone_leaves_the_question_open(company: Company, asked: Output) -> None:
    company.vote(asked, "mia")
    company.db.write_now(undo_vote, UndoVote(asked.id, company.person("mia"), company.now))

    assert isinstance(by_api(company, asked), Answered)


def test_taking_the_output_back_closes_it_too(company: Company, asked: Output) -> None:
    company.db.write_now(recall_output, RecallOutput(asked.id, SLUG, "key_support", company.now))

    assert company.look(asked).question is None
    assert about(company, asked)[0].closed_at == company.now


def test_what_is_decided_just_now_cannot_be_asked_about(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "mia")

    pending, own = ask(company, output), ask(company, output, "mia")
    company.later(seconds=60)
    company.tick()
    approved = ask(company, output)
    company.release(output)
    released = ask(company, output)

    assert (code(pending), code(own)) == ("already_decided", "already_voted")
    assert (code(approved), code(released)) == ("already_decided", "already_released")


def test_where_two_decide_the_second_may_still_ask(company: Company) -> None:
    company.apply(Policy(PURPOSE, approvals=2))
    output = company.hand_in()
    company.vote(output, "mia", via="modal")

    assert isinstance(ask(company, output), Asked)


def pass_on(company: Company) -> list[bool]:
    due = company.db.read_now(waiting_questions, company.now)
    return [company.db.write_now(ask_owner, AskOwner(*one, company.now)) for one in due]


def test_after_a_working_day_it_goes_to_the_owner_once_and_not_before(company: Company) -> None:
    output = company.hand_in()
    company.later(hours=4)
    ask(company, output)

    company.later(hours=23, minutes=59)
    early = pass_on(company)
    company.later(minutes=1)
    (put,) = about(company, output)
    at_once = [company.db.write_now(ask_owner, AskOwner(put.id, output.id, company.now)) for _ in range(2)]

    assert (early, at_once, pass_on(company)) == ([], [True, False], [])
    assert len(wishes(company, "question_owner")) == 1
    assert about(company, output)[0].owner_asked_at == company.now


def test_an_answered_question_goes_to_nobody(company: Company, asked: Output) -> None:
    (put,) = about(company, asked)
    by_api(company, asked)
    company.later(days=2)

    assert pass_on(company) == []
    assert not company.db.write_now(ask_owner, AskOwner(put.id, asked.id, company.now))
    assert wishes(company, "question_owner") == []
