"""What tells of load and cost in one workflow, from what people did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.policy import Policy
from domain.signals.signal import Read
from domain.working_time import WorkingHours
from storage.database import Database
from storage.organisation import team_sizes
from storage.signals.behind import READERS
from storage.signals.scope import Scope
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_questions import ask
from usecases.recall_output import RecallOutput, recall_output

WEEK = timedelta(days=7)
BERLIN = WorkingHours("Europe/Berlin")


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`, by Berlin's office hours."""
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts the replies", team="Support", working_hours=BERLIN))
    yield company
    company.db.close()


def read(company: Company, key: str, since: timedelta = timedelta(0), lasting: timedelta = WEEK) -> Read:
    """Return what is known of a signal in the week of that Monday."""
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    sizes = company.db.read_now(team_sizes, [live])
    begins_at = MONDAY + since
    return company.db.read_now(READERS[key], Scope(live, begins_at, begins_at + lasting, sizes))


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

    waited = sorted((one.minutes / 60, one.working / 60, one.decided, one.is_open) for one in found.waits)  # type: ignore[attr-defined]  # what this key's reader returns
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
