"""What tells of load and cost in one workflow, from what people did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.aftermath import FeedbackKind
from domain.assumptions import Assumption
from domain.outputs import Output
from domain.policy import Costs, Policy, Standard
from domain.signals.peoples_time import PeoplesTime
from domain.working_time import WorkingHours
from storage.database import Database
from storage.escalation import due_steps
from storage.organisation import team_sizes
from storage.signals.behind import READERS
from storage.signals.peoples_time import time_spent
from storage.signals.scope import Scope
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_aftermath import finish, judge
from tests.usecases.test_aftermath import say as report
from tests.usecases.test_naming_an_owner import seen_as
from tests.usecases.test_questions import ask
from tests.usecases.test_watching import look_at
from usecases.escalate_overdue import EscalateOverdue, PlanEscalation, escalate_overdue, plan_escalation
from usecases.give_feedback import GiveFeedback, Given, give_feedback
from usecases.note_review_time import NoteReviewTime, note_review_time
from usecases.recall_output import RecallOutput, recall_output

WEEK, HALF_A_DAY = timedelta(days=7), timedelta(hours=12)
BERLIN = WorkingHours("Europe/Berlin")
FIVE = ("ben", "mia", "tom", "cleo", "grace")


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`, by Berlin's office hours."""
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts the replies", team="Support", working_hours=BERLIN))
    yield company
    company.db.close()


def read(company: Company, key: str, since: timedelta = timedelta(0), lasting: timedelta = WEEK) -> Any:
    """Return what is known of a signal in the week of that Monday."""
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    sizes = company.db.read_now(team_sizes, [live])
    begins_at, ends_at = MONDAY + since, MONDAY + since + lasting
    return company.db.read_now(READERS[key], Scope(live, begins_at, ends_at, sizes))


def read_time(company: Company, since: timedelta, lasting: timedelta) -> PeoplesTime:
    """Return what that period took of people's time."""
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    begins_at, ends_at = MONDAY + since, MONDAY + since + lasting
    return company.db.read_now(time_spent, {SLUG: live}, begins_at, ends_at)[SLUG]


def test_what_waits_still_has_waited_until_the_period_ends(company: Company) -> None:
    approved, rejected, recalled, open_still = (company.hand_in(f"Text {number}.") for number in range(4))
    ask(company, open_still)
    company.later(hours=2)
    company.vote(approved, "ben", via="modal")
    company.release(approved)
    company.later(hours=22)
    company.vote(rejected, "ben", "reject", via="modal", reason="wrong")
    company.db.write_now(recall_output, RecallOutput(recalled.id, SLUG, "key_support", company.now))

    found = read(company, "waiting")
    as_the_first_day_ended = read(company, "waiting", lasting=timedelta(hours=8))
    the_week_after = read(company, "waiting", WEEK)

    waited = sorted((one.minutes / 60, one.working / 60, one.decided, one.is_open) for one in found.waits)
    assert waited == [
        (2, 2, True, False),
        (24, 8, False, False),
        (24, 8, True, False),
        (168, 40, False, True),
    ]
    assert (found.reading.counts["questions"], found.reading.counts["agreed_minutes"]) == (1, 240)
    assert as_the_first_day_ended.reading.counts["decided"] == 1
    assert as_the_first_day_ended.reading.counts["open"] == 3
    assert the_week_after.reading.figure.n == 0


def test_what_came_left_and_is_open(company: Company) -> None:
    early, approved, _open_still = (company.hand_in(f"Text {number}.") for number in range(3))
    company.later(days=1)
    company.vote(early, "ben", via="modal")
    company.later(days=7)
    company.vote(approved, "mia", via="modal")
    company.release(approved)
    recalled = company.hand_in("A last text.")
    company.db.write_now(recall_output, RecallOutput(recalled.id, SLUG, "key_support", company.now))

    first, second = read(company, "load"), read(company, "load", WEEK)

    assert first.reading.counts["arrived"] == 3
    assert (first.reading.counts["decided"], first.reading.figure.value) == (1, 2)
    assert (second.reading.counts["arrived"], second.reading.counts["ended_undecided"]) == (1, 1)
    assert (second.reading.counts["decided"], second.reading.figure.value) == (1, 1)
    assert second.reading.counts["steady"] is None, "too few to say"


def clean_up(
    company: Company, output: Output, team: str, minutes: int, kind: FeedbackKind = "cleanup"
) -> None:
    """Let the team say what the output took them."""
    number = next(company._count)
    said = GiveFeedback(
        feedback_id=f"fb_{number:026d}",
        report_id=f"rep_{number:026d}",
        output_id=output.id,
        kind=kind,
        given_by="key:key_support",
        actor="key:key_support",
        source=f"key:{number}",
        via="api",
        now=company.now,
        workflow=SLUG,
        minutes=minutes or None,
        team=team,
    )
    assert isinstance(company.db.write_now(give_feedback, said), Given)


def gone_out(company: Company, number: int, **fields: object) -> Output:
    """Let Ben approve an output, and its AI system use it."""
    output = company.hand_in(f"Text {number}.", **fields)
    company.vote(output, "ben", via="modal")
    company.release(output, f"release-{number}")
    return output


def test_who_cleans_up_after_whom_and_what_was_assumed_to_be_saved(company: Company) -> None:
    policy = Policy("Drafts the replies", team="Support", working_hours=BERLIN, costs=Costs(minutes_saved=6))
    company.apply(policy)
    for_sales, own, useless = (
        gone_out(company, number, beneficiary_team=team)
        for number, team in enumerate(["Sales", None, "sales "])
    )
    for team, minutes in (("Legal", 30), ("legal", 10), ("support", 5)):
        clean_up(company, for_sales, team, minutes)
    clean_up(company, own, "support", 7)
    clean_up(company, useless, "sales", 0, "no_use")

    unsigned = read(company, "cleanup")
    company.sign_standard()
    signed = read(company, "cleanup")

    assert unsigned.minutes == {
        ("sales", "legal"): 40,
        ("sales", "support"): 5,
        ("support", "support"): 7,
    }
    assert unsigned.saves is None
    assert signed.used == {"sales": 1, "support": 1}
    assert signed.saves == Assumption(6, MONDAY.date())
    assert signed.reading.rows == ({"gains": "others", "cleans_up": "others", "minutes": 52},), (
        "all are small"
    )


def test_one_report_of_clean_up_is_not_the_difference_between_two_periods(company: Company) -> None:
    output = gone_out(company, 1)
    for minutes in (30, 25):  # on Monday, and on Wednesday
        clean_up(company, output, "legal", minutes)
        company.later(days=2)
    company.later(days=10)
    clean_up(company, output, "legal", 7)

    told = set()
    for since in (0, 3, 13, 14):  # half days
        for lasting in (1, 5, 14, 29, 42):
            period = since * HALF_A_DAY, lasting * HALF_A_DAY
            table, time = read(company, "cleanup", *period), read_time(company, *period)
            assert table.times == {0: 0, 55: 2, 7: 1, 62: 3}[time.cleaned]
            assert sum(table.minutes.values()) == time.cleaned
            told.add(time.cleaned)

    assert told == {0, 55, 7, 62}, "whole weeks"


def test_what_checking_costs(company: Company) -> None:
    costs = Costs(minutes_saved=6, review_minute=1.5, error_minutes=90)
    policy = Policy("Drafts the replies", team="Support", working_hours=BERLIN, costs=costs)
    company.apply(policy, reviewers=FIVE)
    company.sign_standard()
    outputs = [gone_out(company, number) for number in range(3)]
    for who in FIVE:
        company.vote(company.hand_in(f"For {who}"), who, via="modal")
    for number in range(21):
        took = NoteReviewTime(SLUG, "modal", company.now, company.now + timedelta(minutes=2))
        company.db.write_now(note_review_time, took)
        wrong = company.hand_in(f"A wrong one, number {number}.")
        company.vote(wrong, "mia", "reject", via="modal", reason="wrong")
    clean_up(company, outputs[0], "legal", 12)
    clean_up(company, outputs[1], "legal", 0, "no_use")

    found = read(company, "cost")

    assert (found.handed_in, found.looks, found.checking, found.cleaned) == (29, 29, 58, 12)
    assert (found.caught, found.used, found.escaped) == (21, 2, 0)
    assert (found.saves.value, found.error.value, found.money_a_minute) == (6, 90, 1.5)


def test_what_became_an_exception_counts_once_from_the_day_on_which_it_went_to_work(company: Company) -> None:
    company.apply(Policy("Drafts the replies", working_hours=BERLIN))
    before = company.hand_in("A text of before.")
    company.vote(before, "ben", "reject", via="modal", reason="wrong")
    company.later(days=1)
    costs = Costs(live_since=company.now.date(), exceptions_baseline_per_1000=500)
    company.apply(Policy("Drafts the replies", working_hours=BERLIN, costs=costs))
    company.sign_standard()
    late, useless, reopened = (company.hand_in(f"Text {number}.") for number in range(3))
    out = gone_out(company, 4)
    clean_up(company, out, "legal", 0, "exception")
    company.vote(useless, "ben", "reject", via="modal", reason="not_useful")
    company.vote(reopened, "ben", via="modal")
    company.vote(reopened, "mia", "reject", via="modal", reason="wrong")
    company.db.write_now(plan_escalation, PlanEscalation(late.id, company.now))
    company.later(hours=4)
    while due := company.db.read_now(due_steps, company.now):
        for output_id, kind, step in due:
            company.db.write_now(escalate_overdue, EscalateOverdue(output_id, step, None, company.now, kind))
    company.vote(late, "ben", "reject", via="modal", reason="wrong")

    found = read(company, "exceptions")

    assert (found.handed_in, set(found.escalated), set(found.stopped)) == (4, {late.id}, {late.id})
    assert (set(found.reopened), set(found.reported)) == ({reopened.id}, set())
    assert (found.made, set(found.as_before), found.spared) == (2, {out.id}, 1)


def test_what_a_look_finds_wrong_after_it_went_out_is_an_exception_too(company: Company) -> None:
    company.apply(Policy("Drafts the replies", lane="automated", working_hours=BERLIN))
    company.sign()
    good, wrong, useless = (company.hand_in(f"Text {number}.", sampled=True) for number in range(3))
    look_at(company, good, "ben")
    look_at(company, wrong, "ben", "reject", reason="wrong")
    look_at(company, useless, "ben", "reject", reason="not_useful")
    company.later(minutes=2)

    found = read(company, "exceptions")

    assert (set(found.audited), found.made) == ({wrong.id}, 1)


def test_before_it_went_to_work_nothing_is_compared(company: Company) -> None:
    costs = Costs(live_since=(MONDAY + 2 * WEEK).date(), exceptions_baseline_per_1000=500)
    company.apply(Policy("Drafts the replies", working_hours=BERLIN, costs=costs))
    company.sign_standard()
    stopped = company.hand_in()
    company.vote(stopped, "ben", "reject", via="modal", reason="wrong")

    found = read(company, "exceptions")

    assert (found.made, found.spared) == (1, None)


def test_who_is_there_for_what_comes(company: Company) -> None:
    policy = Policy("Drafts the replies", working_hours=BERLIN, approvals=2)
    company.apply(policy, reviewers=("ben", "mia", "tom", "cleo", "grace"), daily_cap=40)
    for number, name in enumerate((*FIVE, "ben")):
        company.vote(company.hand_in(f"Text {number}."), name, via="modal")
        took = NoteReviewTime(SLUG, "modal", company.now, company.now + timedelta(minutes=1 + number % 2))
        company.db.write_now(note_review_time, took)
        company.later(minutes=10)

    this_week, the_week_after = read(company, "staffing"), read(company, "staffing", WEEK)

    assert (this_week.reviewers, this_week.came, this_week.looks_a_day) == (5, 6, 12 / 5)
    assert (this_week.people, this_week.measured) == (5, 6)
    assert (this_week.day, this_week.look, this_week.cap) == (480, 1.5, 40)
    assert (this_week.arriving, this_week.looking) == (0, pytest.approx(1 / 9))
    assert (the_week_after.came, the_week_after.measured) == (0, 6)
    assert this_week.reading.figure.suppressed


def test_what_stands_open_stands_open_until_it_is_done(company: Company) -> None:
    standard = Standard("A customer can act on it.", review_by=MONDAY.date())
    company.apply(Policy("Drafts the replies", working_hours=BERLIN, standard=standard))
    wrong = gone_out(company, 1)
    report(company, wrong, "cleo")
    judge(company, wrong, "ada", hours=4)
    company.later(days=8)
    finish(company, wrong, "tom")

    this_week, the_week_after = read(company, "standing"), read(company, "standing", WEEK)

    assert (this_week.open, this_week.late, this_week.past_date) == (1, 1, MONDAY.date())
    assert (the_week_after.open, the_week_after.late) == (0, 0)
    assert this_week.unowned_since is None


def test_since_when_nobody_owns_it(company: Company) -> None:
    company.later(days=2)
    seen_as(company, "ada", "deactivated")

    assert read(company, "standing").unowned_since == company.now.date()
    assert read(company, "standing", lasting=timedelta(days=1)).unowned_since is None, "that was before"


def test_how_long_a_look_took_is_not_the_difference_between_two_periods(company: Company) -> None:
    took = NoteReviewTime(SLUG, "modal", company.now, company.now + timedelta(minutes=3))
    company.apply(Policy("Drafts the replies", working_hours=BERLIN), reviewers=FIVE)
    for who in FIVE:
        company.vote(company.hand_in(f"One for {who} on a quiet day."), who, via="modal")
    company.db.write_now(note_review_time, took)
    live = company.db.read_now(workflow, SLUG)
    assert live is not None

    def measured(lasting: timedelta) -> tuple[int, int, float]:
        spent = company.db.read_now(time_spent, {SLUG: live}, MONDAY, MONDAY + lasting)[SLUG]
        return spent.looks, spent.measured, spent.measured_minutes

    assert measured(timedelta(days=1)) == (5, 0, 0), "that day by itself"
    assert measured(timedelta(days=6)) == (5, 0, 0), "before its week is over"
    assert measured(WEEK) == (5, 1, 3)
