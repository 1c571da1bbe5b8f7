"""How much comes in on a working day: of the last four weeks, and nothing said while it is too new."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from domain.policy import Policy
from domain.working_time import WorkingHours
from storage.tables import review_times
from storage.transaction import Tx
from storage.workflows import workflow
from storage.workload import Look, measured_look, outputs_a_day, working_days
from tests.builders import SLUG, Company

HOURS = WorkingHours("Europe/Berlin")


def a_day(company: Company) -> float | None:
    return company.db.read_now(outputs_a_day, SLUG, HOURS, company.now)


def test_it_is_the_mean_of_the_working_days_before_today(company: Company) -> None:
    nothing = a_day(company)
    for _ in range(6):  # on Monday, the week's first day
        company.hand_in()
    company.later(days=4)
    too_new = a_day(company)
    company.later(days=3)  # the Monday after: today does not count yet
    company.hand_in()
    after_a_week = a_day(company)
    company.later(days=28)

    assert (nothing, too_new) == (None, None)
    assert after_a_week == 6 / 5
    assert a_day(company) == 1 / 20


def test_a_day_is_a_working_day_since_the_first_came_and_no_longer_ago_than_is_asked(
    company: Company,
) -> None:
    company.hand_in()  # on Monday morning

    def days(back: int) -> float:
        since = company.now - timedelta(days=back)
        return company.db.read_now(working_days, SLUG, HOURS, since, company.now)

    begun = days(90)
    company.later(days=14)

    assert begun == 1
    assert (days(90), days(7)) == (10, 5)


def test_a_look_takes_what_was_measured_once_enough_were_by_five_people(company: Company) -> None:
    five = ("ben", "mia", "tom", "cleo", "grace")
    company.apply(Policy(purpose="Drafts the replies"), reviewers=five)
    live = company.db.read_now(workflow, SLUG)
    assert live is not None

    def measured(count: int, *who: str) -> Look | None:
        for one in who:
            company.vote(company.hand_in(f"For {one}, {company.now}"), one, via="modal")
        row = {"workflow": SLUG, "day": company.now.date().isoformat(), "measured": "queue", "seconds": 90.0}

        def add(tx: Tx, _: None) -> None:
            tx.conn.execute(insert(review_times), [row] * count)

        company.db.write_now(add, None)
        company.later(days=7)
        return company.db.read_now(measured_look, live, company.now)

    assert measured(19, *five) is None
    assert measured(20, *five[:4]) is None, "in that week they were four"
    assert measured(1, *five) == Look(1.5, 20)
    company.later(days=60)
    assert company.db.read_now(measured_look, live, company.now) is None
