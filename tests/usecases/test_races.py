"""What two processes decide at the same moment comes out as if one of them had been first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import replace
from typing import TypeVar

import pytest

from domain.lanes import Lane
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from storage.database import Database
from storage.outputs import votes_of
from storage.transaction import Tx
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_marks import mark
from usecases.pause_workflow import PauseWorkflow, pause_workflow
from usecases.release_output import ReleaseOutput, release_output
from usecases.sign_lane import LaneSigned, SignLane, sign_lane
from usecases.submit_output import Submitted, submit_output

R = TypeVar("R")
PURPOSE = "Drafts the replies to refund requests"


class Beside:
    """A company and a second process on the same PostgreSQL. SQLite has one process, and one writer."""

    def __init__(self, url: str, pool: ThreadPoolExecutor) -> None:
        self.one, self._pool = Company(Database(url)), pool
        self.one.settle_in(Policy(purpose=PURPOSE))
        self.other = Company(Database(url))

    def meanwhile(self, first: Callable[[Tx], object], then: Callable[[], R]) -> R:
        """Let one process do something, and the other begin before that is committed; what the other got."""
        begun: list[Future[R]] = []

        def slow(tx: Tx, _: None) -> None:
            first(tx)
            begun.append(self._pool.submit(then))
            with pytest.raises(StillWaiting):
                begun[0].result(timeout=0.3)

        self.one.db.write_now(slow, None)
        return begun[0].result(timeout=10)


@pytest.fixture
def beside(postgresql_url: str) -> Iterator[Beside]:
    with ThreadPoolExecutor(1) as pool:
        both = Beside(postgresql_url, pool)
        yield both
        both.one.db.close()
        both.other.db.close()


def standing(company: Company, output: Output) -> list[str]:
    return [vote.verdict for vote in company.db.read_now(votes_of, output.id) if vote.stands]


def inside(company: Company, tx: Tx, act: Callable[[Company], object]) -> None:
    """Let a company do something in an open transaction."""

    class Open:
        def write_now(self, usecase: Callable[[Tx, object], object], command: object) -> object:
            return usecase(tx, command)

        read_now = company.db.read_now

    act(replace(company, db=Open()))  # type: ignore[type-var]  # the two methods that builders use


def test_a_mark_taken_off_stays_off_though_another_process_still_puts_it_on(beside: Beside) -> None:
    output = beside.one.hand_in()
    mark(beside.one, output, "ben", "white_check_mark", at=1)
    mark(beside.one, output, "ben", "white_check_mark", at=2, present=False)

    beside.meanwhile(
        lambda tx: inside(
            beside.one, tx, lambda one: mark(one, output, "ben", "white_check_mark", at=4, present=False)
        ),
        lambda: mark(beside.other, output, "ben", "white_check_mark", at=3),
    )

    assert standing(beside.one, output) == []


def test_what_is_handed_in_while_rules_get_stricter_is_under_the_stricter_ones(beside: Beside) -> None:
    stricter = Policy(purpose=PURPOSE, lane="always_human", approvals=2)

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.apply(stricter)),
        lambda: beside.other.db.write_now(submit_output, beside.other.submission()),
    )

    assert isinstance(answer, Submitted)
    found = beside.one.look(answer.output)
    assert (found.lane, found.needed, found.policy_version) == ("always_human", 2, 2)


def test_nothing_goes_out_of_a_workflow_that_is_being_stopped(beside: Beside) -> None:
    output = beside.one.hand_in()
    beside.one.vote(output, "ben", via="modal")
    now = beside.one.now

    answer = beside.meanwhile(
        lambda tx: pause_workflow(tx, PauseWorkflow(SLUG, user_id("mia"), "Stop.", now)),
        lambda: beside.other.db.write_now(
            release_output, ReleaseOutput(output.id, SLUG, "key_support", "1", now)
        ),
    )

    assert isinstance(answer, Refused)
    assert beside.one.look(output).state == "approved"


@pytest.mark.parametrize("lane", ["reviewed", "always_human"])
def test_a_lane_signed_while_rules_change_is_signed_for_the_new_rules(beside: Beside, lane: Lane) -> None:
    changed = Policy(purpose="Drafts replies")
    signature = SignLane(SLUG, lane, user_id("ada"), "Because.", beside.one.now)

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.apply(changed)),
        lambda: beside.other.db.write_now(sign_lane, signature),
    )

    found = beside.one.db.read_now(workflow, SLUG)
    assert answer == LaneSigned("reviewed", lane)
    assert found is not None
    assert (found.lane, found.policy_version) == (lane, 2)
