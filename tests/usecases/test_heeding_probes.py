"""Where planted mistakes are let through too often, everything is checked again: at once, and never the other way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.clock import MovableClock
from domain.policy import Checking, RelaxAfter
from domain.probes import Noticed, ProbeVerdict, too_few_caught
from domain.transitions import REVIEWED, SAMPLING
from handlers.clock.noticing import heed_all_probes
from handlers.clock.reach import Reach
from storage.database import Database
from storage.noticing import workflows_probed
from tests.builders import SLUG, Company
from tests.usecases.test_fixing import wishes
from tests.usecases.test_probes import plant, say
from tests.usecases.test_stages import POLICY, changes, signed, standing, trial
from usecases.heed_probes import HeedProbes, heed_probes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CAREFUL = replace(POLICY, checking=Checking(relax_after=RelaxAfter(planted=10)))


@pytest.fixture
async def company(company: Company) -> AsyncIterator[Company]:
    """The same, over a serving database: the clock asks it."""
    await company.db.start()
    yield company
    await company.db.stop()


@pytest.fixture
async def on_sqlite(sqlite_url: str) -> AsyncIterator[Company]:
    """What differs between the databases is seen by one test of these."""
    company = Company(Database(sqlite_url))
    company.settle_in()
    await company.db.start()
    yield company
    await company.db.stop()


async def heed(company: Company) -> bool:
    """Let the clock look at what was caught; say whether anything came of it."""
    before = changes(company)
    await heed_all_probes(Reach(company.db, MovableClock(company.now)))
    return changes(company) != before


def meet(company: Company, who: str, verdict: ProbeVerdict, *numbers: int) -> None:
    """Somebody judges planted mistakes, each of these the same."""
    for number in numbers:
        plant(company, "ada", number)
        before = company.hand_in(f"Text {number} before {who}", sampled=True)
        say(company, who, before, verdict, number)


async def test_let_through_too_often_people_decide_everything_again_and_all_are_told(
    company: Company,
) -> None:
    signed(company)
    company.hand_in("One", sampled=True)
    company.later(days=1)

    meet(company, "ben", "approve", *range(7))
    assert company.db.read_now(workflows_probed) == [SLUG]
    assert not await heed(company)
    assert standing(company) == SAMPLING
    meet(company, "ben", "approve", 7)
    assert await heed(company)

    assert standing(company) == REVIEWED
    assert company.hand_in("Two").state == "in_review"
    last = changes(company)[0]
    assert (last.why, last.was, last.numbers) == ("probes", SAMPLING, {"planted": 8, "caught": None})
    told = [wish for wish in wishes(company, "stage") if wish["subject"] == str(_newest(company))]
    assert len(told) == 2, "the channel, and who answers for it"


async def test_what_has_had_its_consequences_has_them_once(on_sqlite: Company) -> None:
    company = on_sqlite
    signed(company)
    company.later(days=1)
    meet(company, "ben", "approve", *range(8))
    assert await heed(company)

    company.vote(company.hand_in("Of the next attempt"), "ben", via="modal")
    assert not await heed(company)
    company.later(days=1)
    meet(company, "mia", "approve", *range(20, 28))
    assert await heed(company), "in review, too, what such a checking lets pass is no evidence"
    assert trial(company) is None
    assert [one.why for one in changes(company)[:2]] == ["probes", "probes"]
    assert not await heed(company)
    late = HeedProbes(SLUG, Noticed(), Noticed(0, 8, 1), company.now)
    assert not company.db.write_now(heed_probes, late), "another process was quicker"


async def test_fewer_than_a_signature_reckoned_with_are_too_few_though_half_would_take_more(
    on_sqlite: Company,
) -> None:
    company = on_sqlite
    company.apply(CAREFUL)
    meet(company, "ben", "reject", *range(10))
    company.sign()
    company.later(days=1)

    meet(company, "mia", "fix", *range(30, 33))
    meet(company, "tom", "approve", *range(40, 51))
    assert not await heed(company)
    meet(company, "tom", "approve", 51)

    assert not too_few_caught(Noticed(3, 15), Noticed(), RelaxAfter(), 0.95)
    assert await heed(company)
    assert standing(company) == REVIEWED


@pytest.mark.parametrize(("days", "caught"), [(0, None), (7, 1)])
async def test_figures_are_told_with_it_where_they_are_told_anyway_and_nothing_gets_lighter_by_it(
    on_sqlite: Company, days: int, caught: int | None
) -> None:
    company = on_sqlite
    signed(company)
    company.later(days=7)
    meet(company, "ben", "reject", 1)
    for place, who in enumerate(("mia", "tom", "cleo", "grace"), start=1):
        assert not await heed(company)
        meet(company, who, "approve", *range(10 * place, 10 * place + 3))

    company.later(days=days)
    assert await heed(company)

    assert changes(company)[0].numbers == {"planted": 13, "caught": caught}
    company.later(days=1)
    meet(company, "ben", "reject", *range(60, 64))
    assert not await heed(company)
    assert standing(company) == REVIEWED


def _newest(company: Company) -> int:
    return max(int(str(wish["subject"])) for wish in wishes(company, "stage"))
