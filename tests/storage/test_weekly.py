"""A week's figures, counted from what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.load_weeks import WEEKS
from domain.policy import Costs, Policy
from domain.signals.leading import Leading
from domain.weekly import Stop, WeeklySummary, WorkflowWeek
from domain.weeks import Week
from storage.database import Database
from storage.load_weeks import load_weeks
from storage.weekly import weekly_summary
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_questions import ask, by_api
from tests.usecases.test_watching import look_at
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow

WEEK = Week.named("2026-W48")
EXPIRING = Policy(purpose="Drafts the replies to refund requests", on_expiry="expire")


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`."""
    company = Company(Database(database_url))
    company.settle_in()
    yield company
    company.db.close()


def week(company: Company, of: Week = WEEK) -> WorkflowWeek:
    (found,) = summary(company, of).workflows
    return found


def summary(company: Company, of: Week = WEEK) -> WeeklySummary:
    return company.db.read_now(weekly_summary, of, "Europe/Berlin")


def test_a_week_without_anything_is_quiet(company: Company) -> None:
    found = summary(company)

    assert found.is_quiet
    (workflow,) = found.workflows
    assert replace(workflow, signals=Leading()) == WorkflowWeek(SLUG, user_id("ada"), people_first=True)
    assert (workflow.signals.wrong.gone_out, workflow.signals.time.looks) == (0, 0)
    assert found.names == {user_id("ada"): "Ada"}


def test_the_first_four_weeks_are_a_pilot_since_the_day_that_was_signed_or_the_first_output(
    company: Company,
) -> None:
    assert not week(company).is_pilot, "nothing has come in"
    for who in ("ben", "mia", "tom"):
        company.vote(company.hand_in(f"For {who}."), who, via="modal")

    assert [week(company, Week.named(f"2026-W{number}")).is_pilot for number in (47, 48, 50, 51, 52)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    for day, is_pilot in (
        (date(2026, 11, 1), False),
        (date(2026, 11, 20), True),
        (date(2026, 12, 20), False),
    ):
        company.apply(replace(EXPIRING, costs=Costs(live_since=day)))
        assert week(company).is_pilot == is_pilot


def test_what_fewer_than_three_have_reviewed_is_still_a_pilot(company: Company) -> None:
    reviewed = [company.hand_in(f"Text {number}.") for number in range(2)]
    for output, who in zip(reviewed, ("ben", "mia"), strict=True):
        company.vote(output, who, via="modal")
    company.later(weeks=5)
    company.vote(company.hand_in("Five weeks later."), "ben", via="modal")
    then = Week.named("2026-W53")

    by_two = week(company, then).is_pilot
    company.vote(company.hand_in("Another."), "tom", via="modal")

    assert (by_two, week(company, then).is_pilot) == (True, False)
    assert not week(company, Week.named("2027-W01")).is_pilot, "whoever is there in that week"
    assert week(company, Week.named("2026-W52")).is_pilot, "then they were two"


def test_what_was_handed_in_decided_released_and_left_waiting_is_counted(company: Company) -> None:
    approved, rejected, released, _waiting = (company.hand_in() for _ in range(4))
    company.vote(approved, "ben", via="modal")
    company.vote(rejected, "ben", "reject", via="modal", reason="wrong")
    company.vote(released, "mia", via="modal")
    company.release(released)

    found = week(company)

    assert (found.handed_in, found.decided, found.approved, found.rejected) == (4, 3, 2, 1)
    assert (found.released, found.unchecked, found.expired) == (1, 0, 0)
    assert (found.waiting, found.oldest_at) == (1, MONDAY)
    assert found.late == 1, "what waits as the week ends was due four hours after it came"


def test_a_decision_after_the_deadline_is_late(company: Company) -> None:
    output = company.hand_in()
    company.later(days=1)
    company.vote(output, "ben", via="modal")

    assert (week(company).decided, week(company).late, week(company).waiting) == (1, 1, 0)


def test_what_is_decided_next_week_waited_this_week(company: Company) -> None:
    output = company.hand_in()
    company.later(days=7)
    company.vote(output, "ben", via="modal")

    this, following = week(company), week(company, WEEK.after)

    assert (this.handed_in, this.decided, this.waiting) == (1, 0, 1)
    assert (following.handed_in, following.decided, following.waiting) == (0, 1, 0)


def test_what_nobody_decided_in_time_has_expired(company: Company) -> None:
    company.apply(EXPIRING)
    company.hand_in()
    company.later(days=3)
    company.tick()

    found = week(company)

    assert (found.expired, found.decided, found.waiting) == (1, 0, 0)


def test_the_last_instant_of_sunday_belongs_to_the_week_and_the_next_does_not(company: Company) -> None:
    company.now = MONDAY + timedelta(days=6, hours=13, minutes=59, seconds=59)
    company.hand_in()
    company.now += timedelta(seconds=1)
    company.hand_in()

    assert week(company).handed_in == 1
    assert week(company, WEEK.after).handed_in == 1


def test_only_the_workflows_asked_for_are_told_of(company: Company) -> None:
    nothing = company.db.read_now(weekly_summary, WEEK, "Europe/Berlin", of=["another"])

    assert nothing.workflows == ()


def test_late_is_counted_by_the_reviewers_deadline_and_questions_are_counted(company: Company) -> None:
    answered, still_open, silent = company.hand_in(), company.hand_in(), company.hand_in()
    company.later(hours=1)
    for output in (answered, still_open):
        ask(company, output)
    company.later(hours=3)
    by_api(company, answered)
    company.later(hours=2)
    company.vote(answered, "ben", via="modal")
    company.vote(silent, "ben", via="modal")

    found = week(company)

    assert (found.decided, found.waiting, found.asked) == (2, 1, 2)
    assert found.late == 1, "nobody asked about the third, and it was decided two hours late"


def test_what_was_late_when_it_was_asked_about_stays_late(company: Company) -> None:
    output = company.hand_in()
    company.later(hours=5)
    ask(company, output)

    assert week(company).late == 1


def test_the_last_weeks_are_what_each_was_summed_up_as(company: Company) -> None:
    decided, _waits = company.hand_in(), company.hand_in("Another.")
    company.later(days=7)
    company.vote(decided, "ben", via="modal")
    company.hand_in("A third.")

    weeks = company.db.read_now(load_weeks, [SLUG], WEEK.after, "Europe/Berlin")

    assert len(weeks) == WEEKS
    assert [(one.week, one.came, one.open) for one in weeks[-2:]] == [(WEEK, 2, 2), (WEEK.after, 1, 2)]
    for one in weeks[-2:]:
        found = week(company, one.week)
        assert (found.handed_in, found.waiting) == (one.came, one.open)
    assert all(not one.came and not one.open for one in weeks[:-2])


def test_what_is_decided_on_the_instant_of_its_deadline_is_late_as_everywhere(company: Company) -> None:
    output = company.hand_in()
    company.later(hours=4)
    company.vote(output, "ben", via="modal")

    assert week(company).late == 1


def test_nothing_is_late_while_it_is_stopped_and_the_week_says_that_it_was(company: Company) -> None:
    company.hand_in()
    company.later(days=1)
    stopped_at = company.now
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("ben"), "Wrong amounts.", company.now))
    company.later(days=7)
    resume = ResumeWorkflow(SLUG, user_id("ada"), "Mended.", company.now)
    company.db.write_now(resume_workflow, resume)

    this, then, after = (week(company, each) for each in (WEEK, WEEK.after, WEEK.after.after))

    assert (this.stop, this.waiting, this.late) == (Stop(stopped_at), 1, 0)
    assert then.stop == Stop(stopped_at, company.now)
    assert then.late == 1, "it goes on, and waits past its time"
    assert after.stop is None
    assert not this.is_as_agreed


def test_looks_that_nobody_has_taken_in_time_are_late_until_somebody_does(company: Company) -> None:
    company.apply(replace(EXPIRING, lane="automated", on_expiry="hold"))
    company.sign_standard()
    company.sign()
    output = company.hand_in(sampled=True)
    company.later(days=6)

    before = week(company)
    look_at(company, output, "ben")
    company.later(minutes=2)
    company.tick()

    assert (before.looks_late, before.is_as_agreed) == (1, False)
    assert week(company).looks_late == 0
