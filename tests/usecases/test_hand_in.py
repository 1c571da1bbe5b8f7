"""Texts that people hand in by hand: looked at like any other, used by a press of theirs and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from domain.api_keys import ApiKey, hand_in_key_id, id_in_key, is_by_hand
from domain.content import commitment
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from handlers.fresh import fresh_id
from storage.aftermath import notices_about
from storage.api_keys import all_api_keys
from storage.output_views import Page, is_in_review, output_page, output_view
from tests.builders import SLUG, Company, user_id
from usecases.answer_question import AnswerQuestion, answer_question
from usecases.ask_question import AskQuestion, ask_question
from usecases.give_feedback import GiveFeedback, give_feedback
from usecases.hand_in import HandIn, hand_in
from usecases.recall_output import RecallOutput, recall_output
from usecases.record_reading import RecordReading, record_reading
from usecases.revoke_key import RevokeKey, revoke_key
from usecases.sign_lane import SignLane, sign_lane
from usecases.submit_output import Submitted, submit_output
from usecases.use_hand_in import UseHandIn, use_hand_in


def by_hand(
    company: Company, who: str = "cleo", text: str = "Dear Mr Weber, …", source: str | None = None
) -> Submitted | Refused:
    salt = bytes(32)
    command = HandIn(
        output_id=fresh_id("out", company.now),
        workflow=SLUG,
        person=company.person(who),
        content=text,
        title="A letter",
        asked="Write a letter.",
        source=source or fresh_id("view"),
        salt=salt,
        key_sha256=commitment(salt, fresh_id("x")),
        now=company.now,
    )
    return company.db.write_now(hand_in, command)


def output_by_hand(company: Company, who: str = "cleo", **fields: Any) -> Output:
    done = by_hand(company, who, **fields)
    assert isinstance(done, Submitted), done
    return done.output


def use(company: Company, output: Output, who: str) -> Output | Refused:
    return company.db.write_now(use_hand_in, UseHandIn(output.id, company.person(who), company.now))


def keys(company: Company) -> list[ApiKey]:
    return [one for one in company.db.read_now(all_api_keys) if is_by_hand(one.id)]


def test_it_waits_for_a_person_and_whoever_handed_it_in_is_not_one(company: Company) -> None:
    output = output_by_hand(company, "ben")

    own = company.vote(output, "ben", via="modal")
    company.vote(output, "mia", via="modal")

    assert own == Refused.of("is_requester")
    assert company.look(output).state == "approved"
    assert (output.requester, output.key_owner, output.title) == (user_id("ben"), user_id("ben"), "A letter")


def test_somebody_looks_even_where_nobody_has_to(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", lane="automated"))
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Good.", company.now))

    output = output_by_hand(company)

    assert (output.state, output.lane, output.needed) == ("in_review", "reviewed", 1)


def test_a_person_has_one_key_for_a_workflow_and_nobody_can_send_it(company: Company) -> None:
    output_by_hand(company, "cleo", text="One")
    output_by_hand(company, "cleo", text="Two")
    output_by_hand(company, "tom", text="Three")

    ids = {one.id for one in keys(company)}
    assert ids == {hand_in_key_id(SLUG, user_id("cleo")), hand_in_key_id(SLUG, user_id("tom"))}
    for key_id in ids:
        sent = f"ans_{key_id.removeprefix('hand_')}_{bytes(32).hex()}"
        assert id_in_key(sent) not in ids
        assert id_in_key(f"ans_{key_id}_{bytes(32).hex()}") is None


def test_the_same_submission_again_is_the_same_output(company: Company) -> None:
    first = by_hand(company, source="modal:1")
    again = by_hand(company, source="modal:1")

    assert isinstance(first, Submitted)
    assert isinstance(again, Submitted)
    assert (again.output.id, again.replayed) == (first.output.id, True)


@pytest.mark.parametrize(
    ("who", "why"),
    [("gus", "is_guest"), ("xenia", "is_external"), ("dora", "is_deactivated"), ("ticketbot", "is_bot")],
)
def test_members_alone_hand_in(company: Company, who: str, why: str) -> None:
    answer = by_hand(company, who)

    assert isinstance(answer, Refused)
    assert answer.code == why
    assert keys(company) == []


def test_an_operator_can_stop_one_persons_handing_in(company: Company) -> None:
    output_by_hand(company)
    company.db.write_now(revoke_key, RevokeKey(hand_in_key_id(SLUG, user_id("cleo")), company.now))

    answer = by_hand(company, text="Another")

    assert answer == Refused.of("hand_in_stopped", workflow=SLUG)


def test_what_was_approved_before_is_not_used_after_it(company: Company) -> None:
    output = output_by_hand(company)
    company.vote(output, "ben", via="modal")
    company.db.write_now(revoke_key, RevokeKey(hand_in_key_id(SLUG, user_id("cleo")), company.now))

    answer = use(company, output, "cleo")

    assert answer == Refused.of("hand_in_stopped", workflow=SLUG, act="use")
    assert company.look(output).state == "approved"


def test_approved_it_goes_out_by_its_persons_press_alone(company: Company) -> None:
    output = output_by_hand(company)
    early = use(company, output, "cleo")
    read = RecordReading(output.id, output.current_sha256, user_id("ben"))
    company.db.write_now(record_reading, read)
    company.vote(output, "ben")
    pending = use(company, output, "cleo")
    company.later(days=30)
    company.tick()

    waiting = company.look(output).state
    others = use(company, output, "ben")
    used, again = use(company, output, "cleo"), use(company, output, "cleo")

    assert early == Refused.of("not_releasable", state="in_review")
    assert isinstance(pending, Refused)
    assert pending.code == "not_yet_final"
    assert waiting == "approved"
    assert others == Refused.of("not_yours", by=user_id("cleo"), act="use")
    assert used == again
    assert company.look(output).state == "released"


def test_no_ai_systems_key_reaches_it(company: Company) -> None:
    output = output_by_hand(company)
    company.vote(output, "ben", via="modal")
    taken_back = RecallOutput(output.id, SLUG, "key_support", company.now)
    said = GiveFeedback(
        feedback_id="fb",
        report_id="rep",
        output_id=output.id,
        kind="used",
        given_by="key:key_support",
        actor="key:key_support",
        source="api:1",
        via="api",
        now=company.now,
        workflow=SLUG,
    )

    answers = [
        company.release(output),
        company.db.write_now(recall_output, taken_back),
        company.db.write_now(give_feedback, said),
    ]

    assert answers == [Refused.of("not_found")] * 3
    assert company.db.read_now(output_view, output.id, SLUG) is None
    assert company.db.read_now(output_page, Page(SLUG, 10)) == []


def test_no_ai_systems_key_ends_it_or_answers_for_its_person(company: Company) -> None:
    output = output_by_hand(company)
    ask = AskQuestion("q_1", output.id, company.person("ben"), "Which order?", "modal:1", company.now)
    company.db.write_now(ask_question, ask)
    answered = AnswerQuestion(output.id, "1881", "api", company.now, key_id="key_support", workflow=SLUG)

    answers = [
        company.db.write_now(submit_output, company.submission("A next try", supersedes=output.id)),
        company.db.write_now(answer_question, answered),
    ]

    assert answers == [Refused.of("not_found", field="supersedes"), Refused.of("not_found")]
    assert (company.look(output).state, company.look(output).question) == ("in_review", "q_1")
    assert not company.db.read_now(is_in_review, output.id, SLUG)


def test_the_person_hears_of_each_decision_once(company: Company) -> None:
    output = output_by_hand(company)
    company.vote(output, "ben", "reject", via="modal", reason="tone")

    told = company.db.read_now(notices_about, output.id)
    assert [(one.kind, one.person) for one in told] == [
        ("answer", user_id("cleo")),
        ("handed_in", user_id("cleo")),
    ]
