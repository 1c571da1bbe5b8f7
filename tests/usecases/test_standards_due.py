"""A standard is looked at again: who answers for it is reminded twice at most, and everybody can see that it is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.standards import Reminder, reminder_on
from domain.weeks import Week
from storage.standards import Shortfall, shortfalls
from storage.standards_due import reminded_since, standards_to_remind_of
from storage.weekly import weekly_summary
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_standards import POLICY, SAID, apply, draft, look, sign, told
from usecases.remind_of_standard import RemindOfStandard, remind_of_standard

# The company's clock begins on Monday, 23 November 2026.
IN_THREE_WEEKS = date(2026, 12, 14)


def tick(company: Company) -> list[Reminder]:
    """Do what the clock does; which reminders came of it."""
    done = []
    for one in company.db.read_now(standards_to_remind_of, company.now):
        command = RemindOfStandard(one.workflow.slug, one.review_by, one.reminder, company.now)
        assert company.db.write_now(remind_of_standard, command)
        assert not company.db.write_now(remind_of_standard, command)
        done.append(one.reminder)
    return done


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 29), None),
        (date(2026, 11, 30), "soon"),
        (date(2026, 12, 13), "soon"),
        (date(2026, 12, 14), "due"),
        (date(2027, 2, 1), "due"),
    ],
)
def test_it_is_time_two_weeks_before_and_from_the_day_on(today: date, expected: Reminder | None) -> None:
    assert reminder_on(IN_THREE_WEEKS, today) == expected


def test_who_answers_is_reminded_once_before_and_once_on_the_day(company: Company) -> None:
    apply(company, replace(POLICY, standard=replace(SAID, review_by=IN_THREE_WEEKS)))
    came = [tick(company)]
    for _ in range(4):
        company.later(days=7)
        came += [tick(company), tick(company)]

    assert [one for each in came for one in each] == ["soon", "due"]


def test_nobody_is_reminded_while_nobody_works(company: Company) -> None:
    apply(company, replace(POLICY, standard=replace(SAID, review_by=company.now.date())))
    company.later(hours=-9)
    at_night = tick(company)
    company.later(hours=9)

    assert (at_night, tick(company)) == ([], ["due"])


def test_another_day_that_is_signed_has_reminders_of_its_own(company: Company) -> None:
    apply(company, replace(POLICY, standard=replace(SAID, review_by=company.now.date())))
    since = company.now
    assert tick(company) == ["due"]
    due = [
        one.workflow.slug for one in company.db.read_now(reminded_since, user_id("ada"), since, company.now)
    ]
    draft(company, "ada", review_by=IN_THREE_WEEKS)
    sign(company)

    assert due == [SLUG]
    assert company.db.read_now(reminded_since, user_id("ada"), since, company.now) == []
    assert tick(company) == []
    company.later(days=7)
    assert tick(company) == ["soon"]
    assert ("draft", "draft_1", "owner") not in told(company)


def test_past_its_date_home_and_the_weeks_summary_say_so(company: Company) -> None:
    apply(company, replace(POLICY, standard=replace(SAID, review_by=company.now.date())))
    sign(company, draft_id=None)
    on_the_day = company.db.read_now(shortfalls, [look(company)], company.now)
    company.later(days=1)
    after = company.db.read_now(shortfalls, [look(company)], company.now)
    week = company.db.read_now(weekly_summary, Week.named("2026-W48"), "Europe/Berlin")

    assert on_the_day == {}
    assert after == {SLUG: Shortfall(None, date(2026, 11, 23))}
    assert [one.past_date for one in week.workflows] == [date(2026, 11, 23)]
    assert not week.is_quiet
