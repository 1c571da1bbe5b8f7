"""After a release: who says it was wrong, who confirms that, who puts it right, and what it cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.aftermath import PutRight
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from handlers.fresh import fresh_id
from storage.aftermath import after_view, feedback_on, notices_about, reports_about
from storage.evidence import story_of
from storage.put_rights import put_right_of
from storage.tables import outbox, people
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_leave import leave
from usecases.finish_put_right import FinishPutRight, finish_put_right
from usecases.give_feedback import GiveFeedback, Given, give_feedback
from usecases.hand_over_put_right import HandOverPutRight, hand_over_put_right
from usecases.judge_report import Confirmation, JudgeReport, judge_report
from usecases.sign_lane import SignLane, sign_lane

TOMORROW = timedelta(days=1)


def released(company: Company, who: str = "ben", **fields: Any) -> Output:
    output = company.hand_in(**fields)
    company.vote(output, who, via="modal")
    company.release(output)
    return company.look(output)


def say(company: Company, output: Output, who: str, kind: Any = "wrong", **fields: Any) -> Given | Refused:
    person = company.person(who)
    command = GiveFeedback(
        feedback_id=fresh_id("fb"),
        report_id=fresh_id("rep"),
        output_id=output.id,
        kind=kind,
        given_by=person.user_id,
        actor=person.subject,
        source=fresh_id("view"),
        via="button",
        now=company.now,
        person=person,
    )
    return company.db.write_now(give_feedback, replace(command, **fields))


def judge(company: Company, output: Output, who: str, to: str | None = "tom", **due: Any) -> Output | Refused:
    due_at = company.now + (timedelta(**due) if due else TOMORROW)
    given = None if to is None else Confirmation(company.person(to), due_at)
    command = JudgeReport(output.id, company.person(who), given, fresh_id("act"), company.now)
    return company.db.write_now(judge_report, command)


def finish(company: Company, output: Output, who: str, minutes: int | None = None) -> PutRight | Refused:
    command = FinishPutRight(
        output.id,
        company.person(who),
        "Paid back.",
        minutes,
        "legal",
        fresh_id("fb"),
        fresh_id("view"),
        company.now,
    )
    return company.db.write_now(finish_put_right, command)


def hand_over(company: Company, output: Output, who: str, to: str) -> PutRight | Refused:
    command = HandOverPutRight(
        output.id, company.person(who), company.person(to), fresh_id("act"), company.now
    )
    return company.db.write_now(hand_over_put_right, command)


def code(answer: object) -> str | None:
    return answer.code if isinstance(answer, Refused) else None


def webhooks(company: Company, event: str) -> list[dict[str, Any]]:
    query = select(outbox.c.payload).where(outbox.c.kind == "webhook").order_by(outbox.c.id)
    sent = company.db.read_now(lambda conn: [row["body"] for row in conn.execute(query).scalars()])
    return [body for body in sent if body["type"] == event]


def states(company: Company, output: Output) -> list[tuple[str, str]]:
    told = company.db.read_now(reports_about, output.id)
    return [(report.reported_by, report.state) for report in told]


@pytest.mark.parametrize("who", ["cleo", "ruth", "gus", "ben"])
def test_anybody_of_the_workspace_reports_what_has_gone_out(company: Company, who: str) -> None:
    output = released(company)

    say(company, output, who, note="The amount is wrong.", critical=True)

    assert states(company, output) == [(user_id(who), "open")]
    assert company.look(output).state == "released"


@pytest.mark.parametrize(
    ("who", "why"), [("xenia", "is_external"), ("dora", "is_deactivated"), ("ticketbot", "is_bot")]
)
def test_outsiders_and_bots_report_nothing(company: Company, who: str, why: str) -> None:
    output = released(company)

    answer = say(company, output, who)

    assert code(answer) == why
    assert states(company, output) == []


def test_what_has_not_gone_out_is_not_reported(company: Company) -> None:
    open_one, approved = company.hand_in(), company.hand_in("Another")
    company.vote(approved, "ben", via="modal")

    answers = [say(company, one, "cleo") for one in (open_one, approved)]

    assert answers == [
        Refused.of("not_released", state="in_review"),
        Refused.of("not_released", state="approved"),
    ]


def test_a_person_has_one_open_report_and_its_newest_words(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo", note="Wrong amount.")

    say(company, output, "cleo", note="Wrong amount and wrong name.", critical=True, minutes=5)
    say(company, output, "mia")

    told = company.db.read_now(reports_about, output.id)
    assert [(one.reported_by, one.note, one.critical) for one in told] == [
        (user_id("cleo"), "Wrong amount and wrong name.", True),
        (user_id("mia"), None, False),
    ]
    assert len(company.db.read_now(feedback_on, output.id)) == 3


def test_the_same_act_again_changes_nothing(company: Company) -> None:
    output = released(company)
    first = say(company, output, "cleo", source="modal:1")

    again = say(company, output, "cleo", source="modal:1")
    other = say(company, output, "cleo", source="modal:1", note="Something else")

    assert isinstance(first, Given)
    assert isinstance(again, Given)
    assert (again.feedback, again.repeated) == (first.feedback, True)
    assert code(other) == "idempotency_mismatch"


def test_several_reports_are_one_question(company: Company) -> None:
    output = released(company)

    say(company, output, "cleo")
    say(company, output, "mia")

    assert [(one.kind, one.person) for one in company.db.read_now(notices_about, output.id)] == [
        ("report", None)
    ]


def test_confirmed_it_is_taken_back_and_somebody_puts_it_right(company: Company) -> None:
    output = released(company, callback_url="https://example.com/hook")
    say(company, output, "cleo", note="Wrong amount.")

    answer = judge(company, output, "ada", to="tom")

    assert isinstance(answer, Output)
    now = company.look(output)
    assert (now.state, now.released_sha256) == ("recalled", output.released_sha256)
    assert states(company, output) == [(user_id("cleo"), "confirmed")]
    task = company.db.read_now(put_right_of, output.id)
    assert task is not None
    assert (task.person, task.opened_by, task.due_at) == (
        user_id("tom"),
        user_id("ada"),
        company.now + TOMORROW,
    )
    assert [body["data"]["state"] for body in webhooks(company, "output.reversed")] == ["recalled"]
    told = {(one.kind, one.person) for one in company.db.read_now(notices_about, output.id)}
    assert told == {
        ("report", None),
        ("put_right", None),
        ("task", user_id("tom")),
        ("outcome", user_id("cleo")),
    }


def test_dismissed_nothing_changes_but_the_reporter_hears(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo")

    judge(company, output, "ada", to=None)

    assert company.look(output) == output
    assert states(company, output) == [(user_id("cleo"), "dismissed")]
    assert company.db.read_now(put_right_of, output.id) is None
    assert ("outcome", user_id("cleo")) in {
        (one.kind, one.person) for one in company.db.read_now(notices_about, output.id)
    }


@pytest.mark.parametrize("who", ["grace", "ben", "cleo", "gus"])
def test_the_owner_alone_says_whether_it_was_wrong(company: Company, who: str) -> None:
    output = released(company)
    say(company, output, "cleo")

    answer = judge(company, output, who)

    assert answer == Refused.of("only_owner", judge=user_id("ada"))
    assert company.look(output).state == "released"


def test_the_deputy_answers_for_what_the_owner_approved(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies"), reviewers=("ada", "ben"))
    output = released(company, "ada")
    say(company, output, "cleo")

    owner, deputy = judge(company, output, "ada"), judge(company, output, "grace")

    assert code(owner) == "only_owner"
    assert isinstance(deputy, Output)
    assert deputy.state == "recalled"


def test_while_the_owner_is_on_leave_the_deputy_answers_and_the_owner_may(company: Company) -> None:
    first, second = released(company), released(company, content="Dear Mrs Noor, your money is on its way.")
    leave(company, "ada", company.now, company.now + timedelta(days=7))
    for output in (first, second):
        say(company, output, "cleo")

    told = company.db.read_now(after_view, first.id, company.now)
    deputy, owner = judge(company, first, "grace"), judge(company, second, "ada")

    assert told is not None
    assert told.judge == user_id("grace")
    assert isinstance(deputy, Output)
    assert isinstance(owner, Output)


def test_while_both_are_on_leave_it_is_the_owners_to_answer(company: Company) -> None:
    output = released(company)
    for who in ("ada", "grace"):
        leave(company, who, company.now, company.now + timedelta(days=7))
    say(company, output, "cleo")

    assert judge(company, output, "grace") == Refused.of("only_owner", judge=user_id("ada"))


def test_the_deputy_answers_for_what_turns_out_to_be_the_owners_request(company: Company) -> None:
    output = released(company, requested_by="ada.lovelace@example.com")
    company.db.write_now(
        lambda tx, address: tx.conn.execute(
            update(people).where(people.c.user_id == user_id("ada")).values(email=address)
        ),
        "ada.lovelace@example.com",
    )
    say(company, output, "cleo")

    owner, deputy = judge(company, output, "ada"), judge(company, output, "grace")

    assert code(owner) == "only_owner"
    assert isinstance(deputy, Output)
    assert deputy.state == "recalled"


def test_the_first_answer_counts_and_the_second_hears_whose_it_was(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo")
    judge(company, output, "ada", to=None)

    answer = judge(company, output, "ada")

    assert isinstance(answer, Refused)
    assert answer.code == "no_report"
    assert answer.facts == {"by": user_id("ada"), "at": company.now, "state": "dismissed"}
    assert company.look(output).state == "released"


def test_what_was_fine_can_be_reported_again_and_what_was_taken_back_cannot(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo")
    judge(company, output, "ada", to=None)

    say(company, output, "cleo", note="Look again.")
    judge(company, output, "ada")
    late = say(company, output, "mia", note="Wrong name.")

    assert states(company, output) == [(user_id("cleo"), "dismissed"), (user_id("cleo"), "confirmed")]
    assert isinstance(late, Given)
    assert late.report is None


@pytest.mark.parametrize(
    ("to", "due", "why"),
    [("gus", 1, "not_a_member"), ("dora", 1, "not_a_member"), ("tom", 0, "due_in_the_past")],
)
def test_the_task_needs_a_member_and_time(company: Company, to: str, due: int, why: str) -> None:
    output = released(company)
    say(company, output, "cleo")

    answer = judge(company, output, "ada", to=to, hours=due)

    assert code(answer) == why
    assert company.look(output).state == "released"


def test_stale_facts_about_a_person_decide_nothing(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo")
    company.now += timedelta(minutes=6)

    answers = [say(company, output, "mia"), judge(company, output, "ada", to=None)]

    assert [code(answer) for answer in answers] == ["unknown_person", "unknown_person"]


def test_what_was_let_out_without_a_check_is_reported_and_taken_back_too(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", lane="automated"))
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Good.", company.now))
    output = company.hand_in("Never looked at.")

    say(company, output, "cleo")
    judge(company, output, "ada")

    assert company.look(output).state == "recalled"
    told = {(one.kind, one.person) for one in company.db.read_now(notices_about, output.id)}
    assert told == {("report", user_id("ada")), ("task", user_id("tom")), ("outcome", user_id("cleo"))}


@pytest.mark.parametrize("who", ["tom", "ada", "grace"])
def test_who_has_the_task_or_answers_for_it_says_that_it_is_done(company: Company, who: str) -> None:
    output = released(company)
    say(company, output, "cleo")
    judge(company, output, "ada")

    done = finish(company, output, who, minutes=40)
    again = finish(company, output, "tom", minutes=40)

    assert isinstance(done, PutRight)
    assert (done.done_by, done.note) == (user_id(who), "Paid back.")
    assert again == Refused.of("task_done", by=user_id(who), at=company.now)
    (cleanup,) = [one for one in company.db.read_now(feedback_on, output.id) if one.kind == "cleanup"]
    assert (cleanup.minutes, cleanup.team) == (40, "legal")


def test_the_task_goes_on_to_somebody_else_with_its_deadline(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo")
    judge(company, output, "ada")
    before = company.db.read_now(put_right_of, output.id)

    hand_over(company, output, "tom", "mia")

    after = company.db.read_now(put_right_of, output.id)
    assert before is not None
    assert after == replace(before, person=user_id("mia"))
    assert code(finish(company, output, "tom")) == "not_your_task"
    assert code(hand_over(company, output, "tom", "ben")) == "not_your_task"
    assert code(hand_over(company, output, "mia", "gus")) == "not_a_member"
    assert ("task", user_id("mia")) in {
        (one.kind, one.person) for one in company.db.read_now(notices_about, output.id)
    }


def test_the_record_tells_all_of_it_without_a_word_of_anybody(company: Company) -> None:
    output = released(company)
    say(company, output, "cleo", note="Wrong amount.", team="legal", minutes=5)
    judge(company, output, "ada")
    hand_over(company, output, "tom", "mia")
    finish(company, output, "mia", minutes=10)

    story = company.db.read_now(story_of, output.id)

    actions = [one.action for one in story]
    assert actions[-7:] == [
        "feedback.given",
        "report.opened",
        "report.confirmed",
        "output.reversed",
        "put_right.opened",
        "put_right.handed_over",
        "put_right.done",
    ]
    said = str(story)
    assert not any(word in said for word in ("amount", "Paid", "legal", "U0CLEO", "U0ADA", "U0MIA", "U0TOM"))
