"""Steps up the chain: each once, whoever tries, and never for what is decided, asked about, or stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from domain.escalation import Goes, Move, Passes, Waits
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.working_time import WorkingHours
from storage.database import Database
from storage.escalation import done_with, due_steps, steps_taken, without_chain
from storage.evidence import story_of
from storage.late import late_counts, late_list, left_behind
from storage.overdue import overdue_steps
from storage.tables import escalation_steps, escalations, late_items, outbox, people
from storage.transaction import Tx
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_leave import leave
from tests.usecases.test_questions import ask, by_api
from tests.usecases.test_watching import look_at, watch
from usecases.be_quiet import BeQuiet, EndQuiet, be_quiet, end_quiet
from usecases.escalate_overdue import (
    EndEscalation,
    EscalateOverdue,
    PassOnLate,
    PlanEscalation,
    end_escalation,
    escalate_overdue,
    pass_on_late,
    plan_escalation,
)
from usecases.give_more_time import GiveMoreTime, give_more_time
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.record_summary import WishSummaries, wish_summaries
from usecases.take_review import TakeReview, take_review

LEADERS = "C0LEADERS"
POLICY = Policy("Drafts the replies", working_hours=WorkingHours("Europe/Berlin"))


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(POLICY)
    yield company
    company.db.close()


def tick(company: Company, leaders: str | None = LEADERS) -> list[tuple[int, Move | None]]:
    """Do what the clock does; return each step that was due, and what became of it."""
    for one in company.db.read_now(done_with):
        company.db.write_now(end_escalation, EndEscalation(*one))
    for one, kind in company.db.read_now(without_chain):
        company.db.write_now(plan_escalation, PlanEscalation(one, company.now, kind))
    done: list[tuple[int, Move | None]] = []
    while due := company.db.read_now(due_steps, company.now):
        for output_id, kind, step in due:
            command = EscalateOverdue(output_id, step, leaders, company.now, kind)
            done.append((step, company.db.write_now(escalate_overdue, command)))
    return done


def hours(company: Company, count: float) -> list[tuple[int, Move | None]]:
    """Let that many hours pass, then tick."""
    company.later(hours=count)
    return tick(company)


def heard(company: Company, output: Output) -> list[tuple[int, str | None]]:
    return [(one.step, one.person) for one in company.db.read_now(steps_taken, output.id)]


def listed(company: Company) -> list[tuple[str, str, str]]:
    def read(conn: Connection) -> list[tuple[str, str, str]]:
        rows = conn.execute(select(late_items).order_by(late_items.c.person, late_items.c.output_id))
        return [(row.person, row.output_id, row.role) for row in rows]

    return company.db.read_now(read)


def take(company: Company, output: Output, who: str) -> None:
    company.db.write_now(take_review, TakeReview(output.id, company.person(who), company.now))


def wishes(company: Company) -> list[tuple[str, str]]:
    def read(conn: Connection) -> list[tuple[str, str]]:
        rows = conn.execute(select(outbox).where(outbox.c.kind.startswith("late")).order_by(outbox.c.id))
        return [(row.kind, row.subject) for row in rows]

    return company.db.read_now(read)


def change(company: Company, who: str, **values: object) -> None:
    def write(tx: Tx, _: None) -> None:
        tx.conn.execute(update(people).where(people.c.user_id == user_id(who)).values(**values))

    company.db.write_now(write, None)


def test_handing_in_plans_nothing_and_the_clock_plans_it_once(company: Company) -> None:
    output = company.hand_in()
    before = company.db.read_now(lambda conn: conn.execute(select(escalations)).all())

    first = company.db.write_now(plan_escalation, PlanEscalation(output.id, company.now))
    second = company.db.write_now(plan_escalation, PlanEscalation(output.id, company.now))

    assert (before, first, second) == ([], True, False)


def test_each_in_turn_hears_once_and_in_time(company: Company) -> None:
    output = company.hand_in()
    take(company, output, "ben")

    too_early = hours(company, 1.9)
    steps = [
        hours(company, 0.1),
        hours(company, 2),
        hours(company, 2),
        hours(company, 1),
        hours(company, 17),
    ]

    assert too_early == []
    assert steps == [
        [(0, Goes("assignee", user_id("ben")))],
        [(1, Goes("owner", user_id("ada")))],
        [(2, Goes("deputy", user_id("grace")))],
        [],  # 17:00 in Berlin: the last hour is on Tuesday
        [(3, Goes("leaders", LEADERS))],
    ]
    assert heard(company, output) == [
        (0, user_id("ben")),
        (1, user_id("ada")),
        (2, user_id("grace")),
        (3, LEADERS),
    ]
    assert company.look(output).state == "in_review"
    company.db.write_now(wish_summaries, WishSummaries(LEADERS, company.now))
    assert set(wishes(company)) == {
        ("late", user_id("ben")),
        ("late", user_id("ada")),
        ("late", user_id("grace")),
        ("late_leaders", LEADERS),
    }


def test_what_has_gone_out_goes_up_the_same_chain_until_somebody_looks(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    take(company, output, "ben")
    tick(company)
    steps = [hours(company, count) for count in (1.9, 0.1, 2, 2, 18)]

    assert steps == [
        [],
        [(0, Goes("assignee", user_id("ben")))],
        [(1, Goes("owner", user_id("ada")))],
        [(2, Goes("deputy", user_id("grace")))],
        [(3, Goes("leaders", LEADERS))],
    ]
    assert hours(company, 100) == [], "each once"
    taken = company.db.read_now(steps_taken, output.id, "audit")
    assert [one.person for one in taken] == [user_id("ben"), user_id("ada"), user_id("grace"), LEADERS]
    assert company.look(output).state == "released", "silence changes nothing"
    kinds = [one.action for one in company.db.read_now(story_of, output.id) if "escalated" in one.action]
    assert kinds == ["audit.escalated"] * 4
    of_ada = company.db.read_now(late_list, user_id("ada"), company.now)
    (late,) = of_ada.lists
    assert (late.kind, late.role, late.count, late.taken) == ("audit", "owner", 1, 1)
    (counted,) = company.db.read_now(late_counts, LEADERS, company.now).counts
    assert (counted.slug, counted.count, counted.kind) == (SLUG, 1, "audit")

    look_at(company, output, "mia")
    tick(company)
    assert listed(company) == []
    assert company.db.read_now(late_list, user_id("ada"), company.now).is_empty


def test_a_stop_holds_no_look_and_what_is_found_wrong_has_a_chain_of_its_own(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    tick(company)
    stop = PauseWorkflow(SLUG, user_id("mia"), "Wrong amounts.", company.now)
    company.db.write_now(pause_workflow, stop)
    late = [hours(company, 2), hours(company, 2)]
    looked = look_at(company, output, "ben", "reject")
    again = [tick(company), hours(company, 2), hours(company, 18)]

    assert late == [[(0, Passes())], [(1, Goes("owner", user_id("ada")))]]
    assert not isinstance(looked, Refused)
    assert again[0] == []
    assert again[1:] == [[(0, Goes("assignee", user_id("ada")))], [(1, Goes("owner", user_id("ada")))]]
    assert [one.step for one in company.db.read_now(steps_taken, output.id, "audit")] == [0, 1]
    assert {role for _, _, role in listed(company)} == {"owner"}


def test_more_time_for_what_has_gone_out_is_told_of_that_alone(company: Company) -> None:
    watch(company)
    company.hand_in("Gone out")
    company.hand_in("Waits", risk="high")
    for count in (0, 2, 2):
        hours(company, count)
    until = company.now + timedelta(hours=2)
    asked = GiveMoreTime(SLUG, company.person("ada"), "It is down.", until, "once", company.now, "audit")
    assert company.db.write_now(give_more_time, asked) == 1

    told = company.db.read_now(late_list, user_id("ada"), company.now).lists
    assert {one.kind: one.held and one.held.reason for one in told} == {
        "review": None,
        "audit": "It is down.",
    }


def test_the_record_says_who_heard_by_their_random_name(company: Company) -> None:
    output = company.hand_in()

    hours(company, 4)
    steps = [one for one in company.db.read_now(story_of, output.id) if one.action == "output.escalated"]

    assert [(one.actor, dict(one.facts)) for one in steps] == [
        ("clock", {"step": 0, "role": "assignee", "heard": None, "person": None}),
        ("clock", {"step": 1, "role": "owner", "heard": "owner", "person": company.person("ada").subject}),
    ]


def test_nobody_is_told_of_what_is_decided_taken_back_or_replaced(company: Company) -> None:
    decided, pending, replaced = company.hand_in("a"), company.hand_in("b"), company.hand_in("c")
    tick(company)
    company.vote(decided, "ben", via="modal")
    company.later(hours=3, minutes=59, seconds=50)
    company.vote(pending, "ben")
    successor = company.hand_in("d", supersedes=replaced.id)
    company.later(seconds=20)

    done = tick(company)

    assert done == []
    assert company.look(pending).state == "in_review"
    assert heard(company, successor) == heard(company, decided) == heard(company, replaced) == []


def test_what_is_decided_leaves_every_list(company: Company) -> None:
    output = company.hand_in()
    hours(company, 4)
    before = listed(company)

    company.vote(output, "ben", "reject", via="modal", reason="wrong")
    tick(company)

    assert before == [(user_id("ada"), output.id, "owner")]
    assert listed(company) == []
    assert heard(company, output) == [(0, None), (1, user_id("ada"))], "what was done stays"


def test_what_is_reopened_goes_on_where_it_was(company: Company) -> None:
    output = company.hand_in()
    hours(company, 4)
    company.vote(output, "ben", via="modal")
    tick(company)
    company.later(minutes=5)
    company.vote(output, "mia", "reject", via="modal", reason="wrong")

    again = tick(company)
    later = hours(company, 2)

    assert company.look(output).state == "in_review"
    assert (again, later) == ([], [(2, Goes("deputy", user_id("grace")))])


def test_a_question_stops_the_clock_and_puts_every_step_off(company: Company) -> None:
    output = company.hand_in()
    tick(company)
    company.later(hours=1)
    ask(company, output)
    while_asked = hours(company, 4)
    by_api(company, output)

    assert while_asked == []
    assert hours(company, 0) == [(0, None)], "it was put off"
    assert hours(company, 0.9) == []
    assert hours(company, 0.1) == [(0, Passes())], "two hours without the four of the question"


def test_a_policy_that_tightens_leaves_the_deadlines_as_they_were(company: Company) -> None:
    output = company.hand_in()
    tick(company)

    company.apply(replace(POLICY, approvals=2, review_within=timedelta(hours=1), escalation=()))

    assert hours(company, 2) == [(0, Passes())]
    assert hours(company, 2) == [(1, Goes("owner", user_id("ada")))]
    assert company.look(output).needed == 2


def test_a_new_owner_hears_since_that_is_live(company: Company) -> None:
    company.hand_in()
    tick(company)

    change_owner(company, "mia")

    assert hours(company, 4)[-1] == (1, Goes("owner", user_id("mia")))


def change_owner(company: Company, who: str) -> None:
    def write(tx: Tx, _: None) -> None:
        tx.conn.execute(text("UPDATE workflows SET owner = :who"), {"who": user_id(who)})

    company.db.write_now(write, None)


def test_a_stopped_workflow_stands_still_and_goes_on_one_after_the_other(company: Company) -> None:
    company.hand_in()
    tick(company)
    stop = PauseWorkflow(SLUG, user_id("ben"), "Wrong amounts.", company.now)
    company.db.write_now(pause_workflow, stop)
    while_stopped = hours(company, 24)

    go_on = ResumeWorkflow(SLUG, user_id("ada"), "Put right.", company.now)
    company.db.write_now(resume_workflow, go_on)

    assert while_stopped == []
    assert tick(company) == [(0, Passes()), (1, Goes("owner", user_id("ada")))]
    assert hours(company, 1) == []
    assert hours(company, 1) == [(2, Goes("deputy", user_id("grace")))]


def test_after_ten_days_without_the_bot_one_hears_and_the_next_only_after_their_time(
    company: Company,
) -> None:
    output = company.hand_in()
    take(company, output, "ben")

    back = hours(company, 10 * 24 + 1)
    next_ones = [hours(company, 1), hours(company, 1), hours(company, 2)]

    assert back == [(0, Goes("assignee", user_id("ben")))]
    assert next_ones == [[], [(1, Goes("owner", user_id("ada")))], [(2, Goes("deputy", user_id("grace")))]]


def test_nobody_hears_at_night(company: Company) -> None:
    change(company, "ada", timezone="America/New_York")
    company.hand_in()

    in_berlin = hours(company, 4)
    too_early = hours(company, 0.9)
    at_nine = hours(company, 0.1)

    assert in_berlin == [(0, Passes()), (1, Waits(MONDAY + timedelta(hours=5)))]
    assert too_early == []
    assert at_nine == [(1, Goes("owner", user_id("ada")))]


def test_what_is_urgent_goes_to_the_next_who_works(company: Company) -> None:
    company.apply(replace(POLICY, urgent=True))
    change(company, "ada", timezone="America/New_York")
    company.hand_in()

    assert hours(company, 4) == [(0, Passes()), (1, Goes("deputy", user_id("grace")))]


def test_who_has_left_is_passed_over(company: Company) -> None:
    change(company, "ada", kind="deactivated")
    company.hand_in()

    assert hours(company, 4) == [(0, Passes()), (1, Goes("deputy", user_id("grace")))]


def go(company: Company, who: str, days: int = 7) -> None:
    leave(company, who, company.now, company.now + timedelta(days=days))


def test_who_is_on_leave_is_passed_over_and_heard_of_again_when_back(company: Company) -> None:
    go(company, "ada", days=1)
    first = company.hand_in()
    away = hours(company, 4)
    company.hand_in()

    back = hours(company, 24)

    assert away == [(0, Passes()), (1, Goes("deputy", user_id("grace")))]
    assert (1, Goes("owner", user_id("ada"))) in back
    assert heard(company, first)[:2] == [(0, None), (1, user_id("grace"))]


def test_what_lies_with_an_owner_who_goes_away_is_on_the_deputys_list_once(company: Company) -> None:
    output = company.hand_in()
    hours(company, 4)
    none_yet = company.db.read_now(left_behind, company.now)
    go(company, "ada")
    behind = company.db.read_now(left_behind, company.now)
    command = PassOnLate(output.id, user_id("ada"), company.now)

    done = [company.db.write_now(pass_on_late, command) for _ in range(2)]

    assert (none_yet, behind) == ([], [(user_id("ada"), output.id, "review")])
    assert done == [True, True]
    assert company.db.read_now(left_behind, company.now) == []
    assert listed(company) == [
        (user_id("ada"), output.id, "owner"),
        (user_id("grace"), output.id, "deputy"),
    ]
    assert hours(company, 2) == [(2, Goes("deputy", user_id("grace")))]


def test_nothing_is_passed_on_to_a_deputy_who_is_away_too(company: Company) -> None:
    output = company.hand_in()
    hours(company, 4)
    go(company, "ada")
    go(company, "grace")

    done = company.db.write_now(pass_on_late, PassOnLate(output.id, user_id("ada"), company.now))

    assert not done
    assert hours(company, 2) == [(2, Goes("leaders", LEADERS))]


def test_without_anybody_it_is_held_and_said_so(company: Company) -> None:
    for who in ("ada", "grace"):
        change(company, who, kind="deactivated")
    output = company.hand_in()

    company.later(days=3)
    done = tick(company, leaders=None)

    assert [move for _, move in done] == [Passes()] * 4
    assert company.look(output).state == "in_review"
    assert company.db.read_now(without_chain) == []


def test_no_chain_is_no_step_and_expiry_only_takes_away(company: Company) -> None:
    company.apply(replace(POLICY, escalation=(), on_expiry="expire", expire_after=timedelta(hours=1)))
    output = company.hand_in()

    done = hours(company, 30)
    company.tick()

    assert done == []
    assert company.look(output).state == "expired"


@pytest.mark.parametrize(
    "statement", [update(escalation_steps).values(person="U0BEN"), delete(escalation_steps)]
)
def test_no_step_is_ever_changed_or_deleted(company: Company, statement: object) -> None:
    company.hand_in()
    hours(company, 4)

    with pytest.raises(DBAPIError):
        company.db.write_now(lambda tx, _: tx.conn.execute(statement), None)  # type: ignore[call-overload]


def overdue(company: Company) -> int:
    """How many steps of escalation are late: nobody sends anything here, so deliveries are too."""
    late = company.db.read_now(overdue_steps, company.now)
    return sum(one.count for one in late if one.step == "escalations")


def test_a_step_that_nobody_takes_is_found_late_and_one_that_stood_still_is_not(company: Company) -> None:
    output = company.hand_in()
    tick(company)
    ask(company, output)
    company.later(hours=3)
    while_asked = overdue(company)
    by_api(company, output)
    just_answered = overdue(company)
    tick(company)
    on_time = overdue(company)
    company.later(hours=2, minutes=6)

    assert while_asked == just_answered == on_time == 0
    assert overdue(company) == 1
    tick(company)
    assert overdue(company) == 0


@pytest.mark.parametrize("sooner", [None, timedelta(minutes=15)])
def test_who_wanted_peace_hears_as_soon_as_they_want_none_any_more(
    company: Company, sooner: timedelta | None
) -> None:
    output, ben = company.hand_in(), user_id("ben")
    take(company, output, "ben")
    company.db.write_now(be_quiet, BeQuiet(ben, company.now + timedelta(hours=3), "UTC", company.now))
    assert hours(company, 2) == [(0, Waits(MONDAY + timedelta(hours=3)))]

    if sooner is None:
        company.db.write_now(end_quiet, EndQuiet(ben, False, company.now))
    else:
        company.db.write_now(be_quiet, BeQuiet(ben, company.now + sooner, "UTC", company.now))
        tick(company)

    assert hours(company, 0.25) == [(0, Goes("assignee", ben))]
