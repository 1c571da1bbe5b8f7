"""What stands behind the wrong ones that got out, from what people did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.policy import Policy
from domain.signals.overturned import FirstDecisionsChanged, LookedAtTwice
from domain.signals.sampling import CheckingDone, Drawn
from storage.database import Database
from storage.signals import overturned, sampling
from storage.signals.scope import Scope
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_second_looks import ALL, decided, settle
from tests.usecases.test_second_looks import say as look_again
from tests.usecases.test_watching import look_at


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in()
    company.sign_standard()
    yield company
    company.db.close()


def scope(company: Company, days: int = 7) -> Scope:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return Scope(found, MONDAY, MONDAY + timedelta(days=days))


def test_what_was_drawn_is_judged_in_time_or_late_or_waits(company: Company) -> None:
    reviewed, _waiting = company.hand_in("One."), company.hand_in("Another.")
    company.vote(reviewed, "ben", via="modal")
    company.later(minutes=2)
    company.tick()
    company.apply(Policy(purpose="Drafts the replies", lane="automated"))
    company.sign()
    company.hand_in("Nobody looks at this.")
    in_time, late = (company.hand_in(text, sampled=True) for text in ("A good one.", "A wrong one."))
    look_at(company, in_time, "ben")
    company.later(days=3)
    look_at(company, late, "ben", "reject", reason="wrong")

    chance = company.look(late).pi
    assert chance is not None
    assert company.db.read_now(sampling.read, scope(company)) == CheckingDone(
        (Drawn(chance, 3, 2, judged=2, in_time=1), Drawn(1.0, 2, 2, judged=1, in_time=1, waiting=1))
    )
    assert company.db.read_now(
        sampling.read, Scope(scope(company).live, MONDAY - timedelta(days=7), MONDAY)
    ) == (CheckingDone())


def test_what_a_second_look_changes_is_read_with_the_chance_it_had(company: Company) -> None:
    company.apply(ALL)
    kept, changed = decided(company), decided(company)
    look_again(company, kept)
    look_again(company, changed, verdict="reject", reason="wrong")
    settle(company, changed, was_wrong=True)
    company.later(days=7)

    found = company.db.read_now(overturned.read, scope(company, days=8))

    assert found.twice == (
        LookedAtTwice("approve", "approve", 1.0, 1),
        LookedAtTwice("approve", "reject", 1.0, 1),
    )
    assert (found.people, found.reported) == (2, 0), (
        "what a second look brings about is no report by anybody else"
    )
    assert company.db.read_now(overturned.read, scope(company, days=-90)) == FirstDecisionsChanged()
