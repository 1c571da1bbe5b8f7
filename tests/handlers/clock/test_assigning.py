"""What nobody can be given is looked at once a workflow, and what somebody can be is given, as a try at each would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from domain.clock import MovableClock
from domain.outputs import Output
from domain.policy import Policy
from handlers.clock.assigning import assign_reviews
from handlers.clock.reach import Reach
from storage.assignment import nobodys
from storage.database import Database
from storage.workflows import workflow
from tests.builders import SLUG, Company
from tests.usecases.test_assigning import POLICY, assign, escalate, given, hand_back, holder, take
from tests.usecases.test_leave import leave
from usecases.assign_review import can_be_assigned
from usecases.escalate_overdue import PlanEscalation, plan_escalation

DAY = timedelta(days=1)


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Company]:
    """The cast with reviews given by load, over a serving database."""
    company = Company(Database(database_url))
    company.settle_in(assign="by_load")
    await company.db.start()
    yield company
    await company.db.stop()


async def tick(company: Company) -> tuple[int, int]:
    """Assign as the clock does; return how many transactions and how many statements it took."""
    before = company.db.transactions, company.db.statements
    await assign_reviews(Reach(company.db, MovableClock(company.now)))
    return company.db.transactions - before[0], company.db.statements - before[1]


def found(company: Company, limit: int = 100) -> list[str]:
    """What the clock would try to give."""
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(can_be_assigned, live, company.now, limit=limit)


def waiting(company: Company) -> list[str]:
    """What nobody has."""
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(nobodys, live, limit=1_000)


async def nobody_is_there(company: Company) -> None:
    leave(company, "ben", company.now, company.now + DAY)


async def the_day_is_full(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben",), daily_cap=1)
    given(company, "One is enough")


async def all_is_their_own(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("cleo",))


@pytest.mark.parametrize("hindered", [nobody_is_there, the_day_is_full, all_is_their_own])
async def test_two_hundred_that_nobody_can_be_given_cost_what_two_do(
    company: Company, hindered: object
) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben",))
    assert callable(hindered)
    await hindered(company)
    several = [company.hand_in(f"Text {number}", requested_by="cleo@example.com") for number in range(2)]
    of_two = await tick(company)
    several += [
        company.hand_in(f"Text {number}", requested_by="cleo@example.com") for number in range(2, 200)
    ]

    assert await tick(company) == of_two
    assert of_two[0] == 0
    assert of_two[1] <= 24
    assert {holder(company, one) for one in several[::50]} == {None}


async def test_what_all_have_missed_costs_no_transaction_until_somebody_else_decides_here(
    company: Company,
) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"), take_decays=5 * DAY)
    several = [given(company, f"Text {number}") for number in range(4)]
    for one in several:
        company.db.write_now(plan_escalation, PlanEscalation(one.id, company.now))
    for step in range(2):
        company.later(hours=2, minutes=1)
        for one in several:
            escalate(company, one, step)

    moved, _ = await tick(company)
    again, _ = await tick(company)
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia", "tom"), take_decays=5 * DAY)
    await tick(company)

    assert moved >= len(several)
    assert again == 0
    assert {holder(company, one) for one in several} == {"tom"}


async def test_what_somebody_can_be_given_is_behind_more_than_a_hundred_that_nobody_can(
    company: Company,
) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("cleo",))
    own = [company.hand_in(f"Text {number}", requested_by="cleo@example.com") for number in range(101)]
    company.later(minutes=1)
    output = company.hand_in("For anybody")

    await tick(company)

    assert holder(company, output) == "cleo"
    assert {holder(company, one) for one in own[:3]} == {None}


async def test_of_what_can_be_given_the_first_wanted_is_tried_first(company: Company) -> None:
    several: list[Output] = []
    for number in range(3):
        several.append(company.hand_in(f"Text {number}"))
        company.later(minutes=1)

    assert found(company) == [one.id for one in several]
    assert found(company, limit=2) == [one.id for one in several[:2]]


async def test_the_one_look_finds_what_a_try_at_each_would_give(company: Company) -> None:
    company.apply(
        Policy(purpose="Two decide", approvals=2), assign="by_load", reviewers=("ben", "mia"), daily_cap=20
    )
    named = {
        "anybody's": company.hand_in("anybody's"),
        "one has judged it": company.hand_in("one has judged it"),
        "both have let it go": company.hand_in("both have let it go"),
        "one has let it go, and the other asked for it": company.hand_in("c", requested_by="mia@example.com"),
        "one asked for it": company.hand_in("one asked for it", requested_by="ben@example.com"),
        "one has judged it, and the other asked for it": company.hand_in("f", requested_by="ben@example.com"),
    }
    company.vote(named["one has judged it"], "ben", via="modal")
    company.vote(named["one has judged it, and the other asked for it"], "mia", via="modal")
    _go_round(company, named["both have let it go"], ("ben", "mia"))
    _go_round(company, named["one has let it go, and the other asked for it"], ("ben",))
    company.later(minutes=2)
    company.tick()
    assert set(waiting(company)) == {one.id for one in named.values()}

    looked = found(company)
    tried = [one.id for one in named.values() if assign(company, one) is not None]

    assert set(looked) == set(tried)
    assert [name for name, one in named.items() if one.id in tried] == [
        "anybody's",
        "one has judged it",
        "one asked for it",
    ]


def _go_round(company: Company, output: Output, people: Sequence[str]) -> None:
    """Let each of them take it and hand it back, in a pool: so that it is given to nobody meanwhile."""
    policy = Policy(purpose="Two decide", approvals=2)
    company.apply(policy, assign="pool", reviewers=("ben", "mia"), daily_cap=20)
    for who in people:
        take(company, output, who)
        assert hand_back(company, output, who) is None
    company.apply(policy, assign="by_load", reviewers=("ben", "mia"), daily_cap=20)
