"""A queue of thousands: a step through it costs what a step through three does, and loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.outputs import Output
from domain.policy import Policy
from storage.database import Database
from storage.home_views import home_view
from storage.places import COUNTED, Spot
from storage.queue_views import AskNext, LastLooked, Step, queue_step
from storage.rolling import quiet_channel
from tests.builders import CHANNEL, Company, user_id
from tests.usecases.test_questions import ask, by_api
from tests.usecases.test_watching import look_at, watch
from usecases.submit_output import submit_outputs
from usecases.withdraw_vote import WithdrawApproval, withdraw_approval

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 5_000
BEN = user_id("ben")


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts the replies to refund requests"))
    yield company
    company.db.close()


def hand_in_many(company: Company, count: int) -> None:
    for start in range(0, count, 500):
        commands = [company.submission(f"Reply {start + each}") for each in range(min(500, count - start))]
        company.db.write_now(submit_outputs, commands)


def step(company: Company, **asked: object) -> Step:
    return company.db.read_now(queue_step, AskNext(BEN, **asked), company.now)  # type: ignore[arg-type]  # by name


def statements(company: Company, **asked: object) -> int:
    before = company.db.statements
    step(company, **asked)
    return company.db.statements - before


def home_statements(company: Company) -> int:
    before = company.db.statements
    company.db.read_now(home_view, BEN, company.now)
    return company.db.statements - before


def test_a_step_and_home_take_no_more_statements_however_much_waits(company: Company) -> None:
    hand_in_many(company, 3)
    few, few_at_home = statements(company), home_statements(company)
    hand_in_many(company, MANY)
    start = step(company)
    assert start.spot is not None

    far = Spot("nobody", start.spot.due_at, f"out_{MANY - 10:026d}")
    shown = company.db.read_now(home_view, BEN, company.now)

    assert statements(company) <= few <= 32
    assert statements(company, after=far) <= few
    assert step(company, after=far).spot == Spot("nobody", start.spot.due_at, f"out_{MANY - 9:026d}")
    assert start.waiting == COUNTED + 1
    assert home_statements(company) <= few_at_home <= 33  # a few for each part of the page
    assert (len(shown.waiting), shown.count) == (15, COUNTED + 1)


def test_what_waits_to_go_out_comes_before_what_has_gone_out_with_the_same_deadline(company: Company) -> None:
    start = company.now

    def hand_in_all(what: str) -> list[Output]:
        wanted = [start + timedelta(minutes=at) for at in (40, 10, 20, 30, 30, 10)]
        return [company.hand_in(f"{what} {number}", needed_by=at) for number, at in enumerate(wanted)]

    waiting = hand_in_all("Text")
    watch(company)
    gone_out = hand_in_all("Another text")
    in_order = sorted([*waiting, *gone_out], key=lambda one: (one.due_at, one.needed == 0, one.id))

    met, after = [], None
    while (found := step(company, after=after).spot) is not None:
        assert step(company, keep=found.output_id).spot == found
        met.append((found.output_id, found.gone_out))
        after = found

    assert met == [(one.id, one.needed == 0) for one in in_order]
    home, *others = (company.db.read_now(home_view, BEN, company.now, page) for page in (1, 2, 3))
    assert (step(company).waiting, home.count, home.looks.count) == (12, 12, 6)
    assert [one.output.id for one in home.waiting] == [one for one, gone in met if not gone]
    shown = [one.output.id for view in (home, others[0]) for one in view.looks.items]
    assert shown == [one for one, gone in met if gone]
    assert others[1].looks == others[0].looks, "the last page that there is"


def test_what_somebody_has_looked_at_waits_for_nobody_else(company: Company) -> None:
    watch(company)
    looked, left = company.hand_in("One"), company.hand_in("Two")
    company.hand_in("Three", requested_by=BEN)
    look_at(company, looked, "mia", "reject", via="button")

    found = step(company)
    look_at(company, left, "ben")
    end = step(company, last=left.id)

    assert (found.spot, found.waiting) == (Spot("nobody", left.due_at, left.id, gone_out=True), 1)
    assert (end.spot, end.waiting, end.today) == (None, 0, 1)
    assert isinstance(end.last, LastLooked)
    assert end.last.vote.verdict == "approve"


def test_walking_through_the_queue_meets_everything_once_by_deadline(company: Company) -> None:
    wanted = [company.now + timedelta(minutes=10 + number % 7) for number in range(120)]
    handed_in = [company.hand_in(f"Text {number}", needed_by=at) for number, at in enumerate(wanted)]

    met, after = [], None
    while (found := step(company, after=after).spot) is not None:
        met.append(found.output_id)
        after = found

    assert met == [each.id for each in sorted(handed_in, key=lambda each: (each.due_at, each.id))]


def test_the_queue_and_home_say_the_same(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", approvals=2))
    handed_in = [company.hand_in(f"Text {number}") for number in range(6)]
    company.vote(handed_in[0], "ben")
    company.vote(handed_in[1], "mia")
    company.vote(handed_in[1], "tom")
    company.vote(handed_in[2], "mia", "reject")
    company.vote(handed_in[3], "mia")

    queue = step(company)
    home = company.db.read_now(home_view, BEN, company.now)

    assert queue.spot is not None
    assert queue.spot.output_id == handed_in[3].id
    assert [one.output.id for one in home.waiting] == [each.id for each in handed_in[3:]]
    assert queue.waiting == home.count == 3


def test_what_was_reopened_is_back_first_with_who_had_it(company: Company) -> None:
    company.hand_in("Text 0")
    rejected = company.hand_in("Text 1")
    company.vote(rejected, "ben", "reject", via="modal")
    again = company.hand_in("Text 2", supersedes=rejected.id)
    company.vote(again, "mia", source="reaction:1")
    company.later(minutes=2)
    company.tick()
    gone = step(company).spot

    taken_off = WithdrawApproval(again.id, company.person("mia"), "reaction:1", company.now)
    company.db.write_now(withdraw_approval, taken_off)

    back = step(company).spot
    assert gone is not None
    assert gone.holder == "nobody"
    assert back is not None
    assert (back.holder, back.output_id) == ("mine", again.id)


def test_what_a_question_has_moved_has_its_place_by_the_moved_deadline(company: Company) -> None:
    start = company.now
    moved, second, third = (
        company.hand_in(f"Text {at}", needed_by=start + timedelta(minutes=at)) for at in (10, 20, 40)
    )
    ask(company, moved, who="mia")
    company.later(minutes=20)
    by_api(company, moved)
    in_order = [second.id, moved.id, third.id]

    met, after = [], None
    while (found := step(company, after=after).spot) is not None:
        met.append((found.output_id, found.due_at))
        after = found

    assert [one for one, _ in met] == in_order
    assert [at - start for _, at in met] == [timedelta(minutes=at) for at in (20, 30, 40)]
    home = company.db.read_now(home_view, BEN, company.now)
    assert [(one.output.id, one.due_at) for one in home.waiting] == met
    assert step(company, keep=moved.id).spot == Spot("nobody", start + timedelta(minutes=30), moved.id)


def test_a_quiet_channel_counts_by_the_reviewers_clock(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests"), quiet=True)
    start = company.now
    output = company.hand_in(needed_by=start + timedelta(minutes=10))
    company.later(minutes=5)
    ask(company, output)
    company.later(minutes=20)
    (asked,) = company.db.read_now(quiet_channel, CHANNEL, company.now).waits
    by_api(company, output)

    (answered,) = company.db.read_now(quiet_channel, CHANNEL, company.now).waits
    company.later(minutes=6)
    (late,) = company.db.read_now(quiet_channel, CHANNEL, company.now).waits

    assert (asked.count, asked.late, asked.first_due_at) == (1, 0, start + timedelta(minutes=10))
    assert (answered.late, answered.first_due_at) == (0, start + timedelta(minutes=30))
    assert late.late == 1
