"""Where planted mistakes are let through too often, everything is checked again: at once, and never the other way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.policy import Checking, RelaxAfter
from domain.probes import Noticed, ProbeVerdict, too_few_caught
from domain.transitions import REVIEWED, SAMPLING
from storage.database import Database
from storage.noticing import noticing, workflows_probed
from tests.builders import SLUG, Company
from tests.usecases.test_fixing import wishes
from tests.usecases.test_probes import plant, say
from tests.usecases.test_stages import POLICY, changes, signed, standing, trial
from usecases.heed_probes import HeedProbes, heed_probes

if TYPE_CHECKING:
    from collections.abc import Iterator

CAREFUL = replace(POLICY, checking=Checking(relax_after=RelaxAfter(planted=10)))


@pytest.fixture
def on_sqlite(sqlite_url: str) -> Iterator[Company]:
    """What differs between the databases is seen by one test of these."""
    company = Company(Database(sqlite_url))
    company.settle_in()
    yield company
    company.db.close()


def heed(company: Company) -> bool:
    """Look at what was caught, as the clock does; say whether anything came of it."""
    found = company.db.read_now(noticing, SLUG, company.now)
    if found is None:
        return False
    policy = found.workflow.policy
    if not too_few_caught(found.since, found.before, policy.checking.relax_after, policy.standard.confidence):
        return False
    return company.db.write_now(heed_probes, HeedProbes(SLUG, found.before, found.since, company.now))


def meet(company: Company, who: str, verdict: ProbeVerdict, *numbers: int) -> None:
    """Somebody judges planted mistakes, each of these the same."""
    for number in numbers:
        plant(company, "ada", number)
        before = company.hand_in(f"Text {number} before {who}", sampled=True)
        say(company, who, before, verdict, number)


def test_let_through_too_often_people_decide_everything_again_and_all_are_told(company: Company) -> None:
    signed(company)
    company.hand_in("One", sampled=True)
    company.later(days=1)

    meet(company, "ben", "approve", *range(7))
    assert company.db.read_now(workflows_probed) == [SLUG]
    assert not heed(company)
    assert standing(company) == SAMPLING
    meet(company, "ben", "approve", 7)
    assert heed(company)

    assert standing(company) == REVIEWED
    assert company.hand_in("Two").state == "in_review"
    last = changes(company)[0]
    assert (last.why, last.was, last.numbers) == ("probes", SAMPLING, {"planted": 8, "caught": None})
    told = [wish for wish in wishes(company, "stage") if wish["subject"] == str(_newest(company))]
    assert len(told) == 2, "the channel, and who answers for it"


def test_what_has_had_its_consequences_has_them_once(on_sqlite: Company) -> None:
    company = on_sqlite
    signed(company)
    company.later(days=1)
    meet(company, "ben", "approve", *range(8))
    assert heed(company)

    company.vote(company.hand_in("Of the next attempt"), "ben", via="modal")
    assert not heed(company)
    company.later(days=1)
    meet(company, "mia", "approve", *range(20, 28))
    assert heed(company), "in review, too, what such a checking lets pass is no evidence"
    assert trial(company) is None
    assert [one.why for one in changes(company)[:2]] == ["probes", "probes"]
    assert not heed(company)


def test_fewer_than_a_signature_reckoned_with_are_too_few_though_half_would_take_more(
    on_sqlite: Company,
) -> None:
    company = on_sqlite
    company.apply(CAREFUL)
    meet(company, "ben", "reject", *range(10))
    company.sign()
    company.later(days=1)

    meet(company, "mia", "fix", *range(30, 33))
    meet(company, "tom", "approve", *range(40, 51))
    assert not heed(company)
    meet(company, "tom", "approve", 51)

    assert not too_few_caught(Noticed(3, 15), Noticed(), RelaxAfter(), 0.95)
    assert heed(company)
    assert standing(company) == REVIEWED


def test_of_five_people_it_is_told_in_figures_and_nothing_gets_lighter_by_it(on_sqlite: Company) -> None:
    company = on_sqlite
    signed(company)
    company.later(days=1)
    meet(company, "ben", "reject", 1)
    for place, who in enumerate(("mia", "tom", "cleo", "grace"), start=1):
        assert not heed(company)
        meet(company, who, "approve", *range(10 * place, 10 * place + 3))

    assert heed(company)

    assert changes(company)[0].numbers == {"planted": 13, "caught": 1}
    company.later(days=1)
    meet(company, "ben", "reject", *range(60, 64))
    assert not heed(company)
    assert standing(company) == REVIEWED


def _newest(company: Company) -> int:
    return max(int(str(wish["subject"])) for wish in wishes(company, "stage"))
