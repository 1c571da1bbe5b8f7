"""What is to be put right goes up a chain of its own: each step once, never early, until it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import DBAPIError

from domain.escalation import Goes, Move, Passes, Waits
from domain.outputs import Output
from domain.refusals import Refused
from storage.database import Database
from storage.escalation import due_steps, steps_taken
from storage.evidence import story_of
from storage.late import left_behind
from storage.overdue import overdue_steps
from storage.tables import escalation_steps, late_items
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_aftermath import code, finish, hand_over, judge, released, say
from tests.usecases.test_escalation import LEADERS, POLICY, change, go, hours, tick
from usecases.escalate_overdue import (
    EscalateOverdue,
    PassOnLate,
    PlanEscalation,
    escalate_overdue,
    pass_on_late,
    plan_escalation,
)
from usecases.follow_person import FollowPerson, follow_person
from usecases.give_put_right_time import GivePutRightTime, give_put_right_time
from usecases.pause_workflow import PauseWorkflow, pause_workflow


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(POLICY)
    yield company
    company.db.close()


def two_steps(company: Company) -> list[tuple[int, Move | None]]:
    """Let it be late: who has it and who answers for it have had their turn."""
    return [*hours(company, 2), *hours(company, 2)]


def to_be_put_right(company: Company, by: str = "tom", within: float = 4) -> Output:
    """What went out was wrong, and has to be put right within so many hours."""
    output = released(company)
    say(company, output, "cleo")
    judge(company, output, "ada", to=by, hours=within)
    tick(company)
    return output


def listed(company: Company) -> list[tuple[str, str]]:
    def read(conn: Connection) -> list[tuple[str, str]]:
        rows = conn.execute(
            select(late_items).where(late_items.c.kind == "put_right").order_by(late_items.c.person)
        )
        return [(row.person, row.role) for row in rows]

    return company.db.read_now(read)


def test_each_in_turn_hears_once_and_in_time(company: Company) -> None:
    output = to_be_put_right(company)

    steps = [hours(company, 1.9), *(hours(company, count) for count in (0.1, 2, 2, 1, 17))]

    assert steps == [
        [],
        [(0, Goes("assignee", user_id("tom")))],
        [(1, Goes("owner", user_id("ada")))],
        [(2, Goes("deputy", user_id("grace")))],
        [],  # 17:00 in Berlin: the last hour is on Tuesday
        [(3, Goes("leaders", LEADERS))],
    ]
    assert hours(company, 1_000) == []
    story = [one for one in company.db.read_now(story_of, output.id) if one.action == "put_right.escalated"]
    assert [dict(one.facts)["person"] for one in story] == [
        *(company.person(who).subject for who in ("tom", "ada", "grace")),
        None,
    ]


def test_an_owner_who_has_it_hears_again_as_who_answers_for_it(company: Company) -> None:
    to_be_put_right(company, by="ada")

    hours(company, 2)
    before = listed(company)
    hours(company, 2)

    assert (before, listed(company)) == ([(user_id("ada"), "assignee")], [(user_id("ada"), "owner")])


def test_no_step_is_taken_twice_whoever_tries(company: Company) -> None:
    output = to_be_put_right(company)
    company.later(hours=2)
    command = EscalateOverdue(output.id, 0, LEADERS, company.now, "put_right")

    done = [company.db.write_now(escalate_overdue, command) for _ in range(2)]

    assert done == [Goes("assignee", user_id("tom")), None]
    assert company.db.write_now(plan_escalation, PlanEscalation(output.id, company.now, "put_right")) is False


def test_once_it_is_done_nobody_hears_and_the_steps_stay(company: Company) -> None:
    output = to_be_put_right(company)
    two_steps(company)

    finish(company, output, "tom")

    assert listed(company) == []
    assert hours(company, 100) == []
    assert [one.step for one in company.db.read_now(steps_taken, output.id, "put_right")] == [0, 1]


def test_who_takes_it_over_is_the_one_whose_message_has_it(company: Company) -> None:
    output = to_be_put_right(company)
    hours(company, 2)

    hand_over(company, output, "tom", "mia")

    assert listed(company) == [(user_id("mia"), "assignee")]
    assert hours(company, 2) == [(1, Goes("owner", user_id("ada")))]


def test_a_workflow_that_is_stopped_is_put_right_all_the_same(company: Company) -> None:
    to_be_put_right(company)
    stop = PauseWorkflow(SLUG, user_id("ben"), "Wrong amounts.", company.now)
    company.db.write_now(pause_workflow, stop)

    assert hours(company, 2) == [(0, Goes("assignee", user_id("tom")))]


def test_nobody_hears_at_night_or_while_they_are_away(company: Company) -> None:
    change(company, "ada", timezone="America/New_York")
    to_be_put_right(company)
    at_night = two_steps(company)
    go(company, "ada", days=1)

    assert at_night == [(0, Goes("assignee", user_id("tom"))), (1, Waits(MONDAY + timedelta(hours=5)))]
    assert hours(company, 2) == [(1, Goes("deputy", user_id("grace")))]


def test_after_an_outage_each_has_the_time_that_the_policy_leaves_them(company: Company) -> None:
    to_be_put_right(company)

    assert hours(company, 10 * 24 + 1) == [(0, Goes("assignee", user_id("tom")))]
    assert [hours(company, 1), hours(company, 1)] == [[], [(1, Goes("owner", user_id("ada")))]]


def test_without_anybody_it_stays_open_and_that_is_on_record(company: Company) -> None:
    output = to_be_put_right(company)
    for who in ("tom", "ada", "grace"):
        change(company, who, kind="deactivated")
    company.later(days=5)

    done = tick(company, leaders=None)

    assert [move for _, move in done] == [Passes()] * 4
    assert len(company.db.read_now(steps_taken, output.id, "put_right")) == 4
    assert company.look(output).state == "recalled"


def test_what_lies_with_an_owner_who_goes_away_is_on_the_deputys_list(company: Company) -> None:
    output = to_be_put_right(company)
    two_steps(company)
    go(company, "ada")
    behind = company.db.read_now(left_behind, company.now)

    company.db.write_now(pass_on_late, PassOnLate(output.id, user_id("ada"), company.now, "put_right"))

    assert behind == [(user_id("ada"), output.id, "put_right")]
    assert (user_id("grace"), "deputy") in listed(company)
    assert company.db.read_now(left_behind, company.now) == []


def more_time(company: Company, output: Output, who: str, count: float) -> Refused | None:
    until = company.now + timedelta(hours=count)
    command = GivePutRightTime(output.id, company.person(who), "The bank is closed.", until, company.now)
    return company.db.write_now(give_put_right_time, command)


def test_more_time_puts_off_who_hears_next_and_moves_no_deadline(company: Company) -> None:
    output = to_be_put_right(company)
    two_steps(company)

    done = more_time(company, output, "ada", 20)

    assert done is None
    assert hours(company, 19) == []
    assert hours(company, 1) == [(2, Goes("deputy", user_id("grace")))]
    assert "put_right.given_time" in [one.action for one in company.db.read_now(story_of, output.id)]


def test_more_time_is_for_who_answers_for_it_and_has_an_end(company: Company) -> None:
    output = to_be_put_right(company)

    refused = [
        more_time(company, output, "tom", 2),
        more_time(company, output, "ada", -1),
        more_time(company, output, "ada", 24 * 30),
    ]
    finish(company, output, "tom")

    assert [code(one) for one in refused] == ["only_owner", "due_in_the_past", "due_too_late"]
    assert code(more_time(company, output, "ada", 2)) == "task_done"


@pytest.mark.parametrize(
    "statement", [update(escalation_steps).values(person="U0BEN"), delete(escalation_steps)]
)
def test_no_step_is_ever_changed_or_deleted(company: Company, statement: object) -> None:
    to_be_put_right(company)
    hours(company, 2)

    with pytest.raises(DBAPIError):
        company.db.write_now(lambda tx, _: tx.conn.execute(statement), None)  # type: ignore[call-overload]


def test_a_step_that_nobody_takes_is_found_late(company: Company) -> None:
    to_be_put_right(company)
    company.later(hours=2, minutes=6)

    late = [one.count for one in company.db.read_now(overdue_steps, company.now) if one.step == "escalations"]

    assert late == [1]
    tick(company)
    assert all(one.step != "escalations" for one in company.db.read_now(overdue_steps, company.now))


def test_what_is_urgent_goes_to_the_next_who_works(company: Company) -> None:
    company.apply(replace(POLICY, urgent=True))
    change(company, "ada", timezone="America/New_York")
    to_be_put_right(company)

    assert two_steps(company)[-1] == (1, Goes("deputy", user_id("grace")))


def test_a_step_that_is_looked_at_before_it_is_due_is_put_off_again(company: Company) -> None:
    to_be_put_right(company)

    moved = FollowPerson(user_id("tom"), renamed=False, moved_zone=True, now=company.now)
    company.db.write_now(follow_person, moved)
    (due,) = company.db.read_now(due_steps, company.now)
    looked = company.db.write_now(
        escalate_overdue, EscalateOverdue(due[0], due[2], LEADERS, company.now, due[1])
    )

    assert looked is None
    assert company.db.read_now(due_steps, company.now) == []
    assert hours(company, 1.9) == []
    assert hours(company, 0.1) == [(0, Goes("assignee", user_id("tom")))]
