"""What two processes decide at the same moment comes out as if one of them had been first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from domain.lanes import Lane
from domain.outputs import Output, Via
from domain.policy import Policy
from domain.refusals import Refused
from storage.cards import card_of, past_cards_of
from storage.database import Database
from storage.escalation import steps_taken
from storage.joining import Joining
from storage.outputs import output_for_update, votes_of
from storage.quiet import quiet_of
from storage.tables import approvals as table_of_approvals
from storage.transaction import Tx
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_aftermath import judge, say, states
from tests.usecases.test_deciding_workflow import NEW, propose
from tests.usecases.test_deciding_workflow import decide as decide_use
from tests.usecases.test_hand_in import by_hand, keys, output_by_hand, use
from tests.usecases.test_joining import answer, begun, decide, facts, shown
from tests.usecases.test_marks import mark
from tests.usecases.test_naming_an_owner import name as name_them
from tests.usecases.test_naming_an_owner import seen_as
from tests.usecases.test_naming_an_owner import take as take_it
from tests.usecases.test_questions import about, ask, by_api, by_person
from tests.usecases.test_watching import look_at, watch
from tests.usecases.test_webhooks import told
from usecases.be_quiet import BeQuiet, EndQuiet, be_quiet, end_quiet
from usecases.begin_joining import BeginJoining, begin_joining
from usecases.escalate_overdue import EscalateOverdue, PlanEscalation, escalate_overdue, plan_escalation
from usecases.give_feedback import Given
from usecases.pause_workflow import PauseWorkflow, pause_workflow
from usecases.record_card import RecordCard, record_card
from usecases.record_mark import Stale
from usecases.record_shadow import Shadowed
from usecases.record_vote import Voted
from usecases.release_output import ReleaseOutput, release_output
from usecases.sign_lane import LaneSigned, SignLane, sign_lane
from usecases.submit_output import Submitted, submit_output

R = TypeVar("R")
PURPOSE = "Drafts the replies to refund requests"


class Beside:
    """A company and a second process on the same PostgreSQL. SQLite has one process, and one writer."""

    def __init__(self, url: str, pool: ThreadPoolExecutor) -> None:
        self.one, self.pool = Company(Database(url)), pool
        self.one.settle_in(Policy(purpose=PURPOSE))
        self.other = Company(Database(url))

    def meanwhile(self, first: Callable[[Tx], object], then: Callable[[], R]) -> R:
        """Let one process do something, and the other begin before that is committed; what the other got."""
        begun: list[Future[R]] = []

        def slow(tx: Tx, _: None) -> None:
            first(tx)
            begun.append(self.pool.submit(then))
            with pytest.raises(StillWaiting):
                begun[0].result(timeout=0.3)

        self.one.db.write_now(slow, None)
        return begun[0].result(timeout=60)


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


def test_a_mark_that_two_processes_hear_of_is_kept_once_and_neither_waits_in_a_circle(beside: Beside) -> None:
    output = beside.one.hand_in()

    def marked(company: Company) -> object:
        return mark(company, output, "ben", "white_check_mark", at=1)

    def both(tx: Tx) -> None:
        output_for_update(tx.conn, output.id)
        heard.append(beside.pool.submit(marked, beside.other))
        with pytest.raises(StillWaiting):
            heard[0].result(timeout=0.3)
        inside(beside.one, tx, marked)

    heard: list[Future[object]] = []
    beside.one.db.write_now(lambda tx, _: both(tx), None)

    assert isinstance(heard[0].result(timeout=60), Stale)
    assert beside.one.db.deadlocks == beside.other.db.deadlocks == 0


def approvals(company: Company, output: Output) -> list[str]:
    found = select(table_of_approvals.c.person).where(table_of_approvals.c.output_id == output.id)
    return list(company.db.read_now(lambda conn: conn.execute(found).scalars()))


@pytest.mark.parametrize("via", ["reaction", "modal"])
def test_of_two_people_in_the_same_millisecond_one_decides_and_the_other_hears_who(
    beside: Beside, via: Via
) -> None:
    output = beside.one.hand_in(callback_url="https://ai.example.com/hook")

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.vote(output, "ben", via=via)),
        lambda: beside.other.vote(output, "mia", via=via, vote_id="vote_of_mia"),
    )
    beside.one.later(seconds=61)
    beside.one.tick()

    if via == "modal":
        assert isinstance(slower, Refused)
        assert (slower.code, slower.facts["by"]) == ("already_decided", user_id("ben"))
    else:
        assert isinstance(slower, Voted)
        assert slower.ahead is not None
        assert slower.ahead.person == user_id("ben")
    assert beside.one.look(output).settled_by_vote != "vote_of_mia"
    assert [each["type"] for each in told(beside.one)] == ["output.approved"]
    assert user_id("ben") in approvals(beside.one, output)


@pytest.mark.parametrize(("key", "repeated"), [("release-1", True), ("release-2", False)])
def test_of_two_who_release_at_once_one_does_and_only_its_own_repeat_gets_the_same_answer(
    beside: Beside, key: str, repeated: bool
) -> None:
    output = beside.one.hand_in(callback_url="https://ai.example.com/hook")
    beside.one.vote(output, "ben", via="modal")

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.release(output, "release-1")),
        lambda: beside.other.release(output, key),
    )

    if repeated:
        assert isinstance(slower, Output)
        assert slower.state == "released"
    else:
        assert isinstance(slower, Refused)
        assert slower.code == "already_released"
    assert [each["type"] for each in told(beside.one)] == ["output.approved", "output.released"]
    assert [each["sequence"] for each in told(beside.one)] == [1, 2]


@pytest.mark.parametrize("approvals", [1, 2])
def test_an_approval_at_the_moment_of_a_fix_is_of_no_text_that_its_person_did_not_see(
    beside: Beside, approvals: int
) -> None:
    beside.one.apply(Policy(purpose=PURPOSE, approvals=approvals))
    output = beside.one.hand_in("We refund 49 EUR.")

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.fix(output, "ben", "We refund 94 EUR.")),
        lambda: mark(beside.other, output, "mia", "white_check_mark", at=1),
    )

    assert isinstance(answer, Refused)
    assert answer.code == ("already_decided" if approvals == 1 else "text_changed")
    assert standing(beside.one, output) == ["fix"]


def test_of_an_approval_and_a_fix_at_the_same_moment_the_fixed_text_is_what_counts(beside: Beside) -> None:
    output = beside.one.hand_in("We refund 49 EUR.")

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: mark(one, output, "mia", "white_check_mark", at=1)),
        lambda: beside.other.fix(output, "ben", "We refund 94 EUR.", seen=output.content_sha256),
    )

    assert isinstance(answer, Voted)
    assert (answer.ahead, standing(beside.one, output)) == (None, ["fix"])
    assert beside.one.look(output).current_sha256 == answer.vote.sha256 != output.content_sha256


def test_a_card_posted_at_the_moment_of_a_fix_is_one_of_the_past(beside: Beside) -> None:
    beside.one.apply(Policy(purpose=PURPOSE, approvals=2))
    answer = beside.one.db.write_now(submit_output, beside.one.submission("We refund 49 EUR."))
    assert isinstance(answer, Submitted)
    output = answer.output
    posted = RecordCard(
        output.id, "C0REVIEW", "1700000001.1", "", True, output.content_sha256, beside.one.now
    )

    beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.fix(output, "ben", "We refund 94 EUR.")),
        lambda: beside.other.db.write_now(record_card, posted),
    )

    assert beside.one.db.read_now(card_of, output.id) is None
    assert [past.ts for past in beside.one.db.read_now(past_cards_of, output.id)] == [posted.ts]


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


def test_a_stop_waits_for_the_release_that_was_before_it(beside: Beside) -> None:
    output = beside.one.hand_in()
    beside.one.vote(output, "ben", via="modal")
    stop = PauseWorkflow(SLUG, user_id("mia"), "Stop.", beside.one.now)

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.release(output)),
        lambda: beside.other.db.write_now(pause_workflow, stop),
    )

    assert answer == "paused"
    assert beside.one.look(output).state == "released"


def test_what_would_go_out_at_once_does_not_while_it_is_being_stopped(beside: Beside) -> None:
    beside.one.apply(Policy(purpose=PURPOSE, lane="automated"))
    now = beside.one.now
    beside.one.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", now))

    answer = beside.meanwhile(
        lambda tx: pause_workflow(tx, PauseWorkflow(SLUG, user_id("mia"), "Stop.", now)),
        lambda: beside.other.db.write_now(submit_output, beside.other.submission()),
    )

    assert isinstance(answer, Submitted)
    assert (answer.output.state, answer.output.lane) == ("in_review", "reviewed")


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


def test_of_two_answers_at_once_the_first_counts_and_the_other_hears_whose_it_was(beside: Beside) -> None:
    output = beside.one.hand_in(requested_by="cleo@example.com")
    ask(beside.one, output)
    (put,) = about(beside.one, output)

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: by_api(one, output, "The second")),
        lambda: by_person(beside.other, output, "cleo", "The first", question_id=put.id),
    )

    assert isinstance(slower, Refused)
    assert (slower.code, slower.facts["by"]) == ("already_answered", "key:key_support")
    assert [one.answer for one in about(beside.one, output)] == ["The second"]


def test_an_answer_that_meets_a_decision_is_not_wanted_any_more(beside: Beside) -> None:
    output = beside.one.hand_in()
    ask(beside.one, output)

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.vote(output, "mia", via="modal")),
        lambda: by_api(beside.other, output),
    )

    assert isinstance(slower, Refused)
    assert slower.code == "no_question"
    assert beside.one.look(output).state == "approved"


def test_a_question_that_meets_a_decision_is_refused(beside: Beside) -> None:
    output = beside.one.hand_in()

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.vote(output, "mia", via="modal")),
        lambda: ask(beside.other, output),
    )

    assert isinstance(slower, Refused)
    assert (slower.code, slower.facts["by"]) == ("already_decided", user_id("mia"))
    assert beside.one.look(output).question is None


def test_of_two_questions_at_once_one_is_asked(beside: Beside) -> None:
    output = beside.one.hand_in()

    slower = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: ask(one, output)),
        lambda: ask(beside.other, output, "mia", "Is it urgent?"),
    )

    assert isinstance(slower, Refused)
    assert (slower.code, slower.facts["by"]) == ("question_open", user_id("ben"))


def released(company: Company) -> Output:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.release(output)
    return company.look(output)


def test_of_two_answers_to_a_report_the_first_counts_and_the_second_hears_of_it(beside: Beside) -> None:
    output = released(beside.one)
    say(beside.one, output, "cleo")

    late = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: judge(one, output, "ada", to=None)),
        lambda: judge(beside.other, output, "ada"),
    )

    assert isinstance(late, Refused)
    assert (late.code, late.facts["state"]) == ("no_report", "dismissed")
    assert beside.one.look(output).state == "released"


def test_a_report_that_comes_while_it_is_taken_back_opens_nothing_more(beside: Beside) -> None:
    output = released(beside.one)
    say(beside.one, output, "cleo")

    late = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: judge(one, output, "ada")),
        lambda: say(beside.other, output, "mia"),
    )

    assert isinstance(late, Given)
    assert late.report is None
    assert beside.one.look(output).state == "recalled"


def test_one_person_reporting_twice_at_once_has_one_open_report(beside: Beside) -> None:
    output = released(beside.one)

    beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: say(one, output, "cleo")),
        lambda: say(beside.other, output, "cleo", note="Wrong amount."),
    )

    assert states(beside.one, output) == [(user_id("cleo"), "open")]


def test_a_persons_first_two_texts_at_once_come_under_one_key(beside: Beside) -> None:
    second = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: by_hand(one, text="One")),
        lambda: by_hand(beside.other, text="Two"),
    )

    assert isinstance(second, Submitted)
    assert len(keys(beside.one)) == 1


def test_an_objection_that_comes_first_keeps_a_text_from_being_used(beside: Beside) -> None:
    output = output_by_hand(beside.one)
    beside.one.vote(output, "ben", via="modal")

    used = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: one.vote(output, "mia", "reject", via="modal")),
        lambda: use(beside.other, output, "cleo"),
    )

    assert used == Refused.of("not_releasable", state="in_review")
    assert beside.one.look(output).state == "in_review"


def test_a_step_of_escalation_that_two_processes_find_due_is_taken_once(beside: Beside) -> None:
    output = beside.one.hand_in()
    beside.one.db.write_now(plan_escalation, PlanEscalation(output.id, beside.one.now))
    due = EscalateOverdue(output.id, 0, None, beside.one.now + timedelta(hours=4))

    other = beside.meanwhile(
        lambda tx: escalate_overdue(tx, due), lambda: beside.other.db.write_now(escalate_overdue, due)
    )

    assert other is None
    assert [one.step for one in beside.one.db.read_now(steps_taken, output.id)] == [0]


def test_nobody_is_told_of_what_another_process_decides_at_that_moment(beside: Beside) -> None:
    output = beside.one.hand_in()
    beside.one.db.write_now(plan_escalation, PlanEscalation(output.id, beside.one.now))
    due = EscalateOverdue(output.id, 0, None, beside.one.now + timedelta(hours=4))

    other = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda company: company.vote(output, "ben", via="modal")),
        lambda: beside.other.db.write_now(escalate_overdue, due),
    )

    assert other is None
    assert beside.one.db.read_now(steps_taken, output.id) == []


def test_an_answer_in_the_shadow_that_comes_twice_at_once_is_kept_once_and_trains_once(
    beside: Beside,
) -> None:
    company = beside.one
    company.apply(Policy(purpose=PURPOSE), reviewers=("ben", "mia"))
    company.apply(Policy(purpose=PURPOSE), training_months=12)
    decide(company, range(9))
    joining = begun(company)
    for _ in range(4):
        output = shown(company, joining)
        assert output is not None
        said = answer(company, joining, output)
        assert isinstance(said, Shadowed)
        joining = said.joining
    last = shown(company, joining)
    assert last is not None

    again = beside.meanwhile(
        lambda tx: inside(company, tx, lambda one: answer(one, joining, last, "reject")),
        lambda: answer(beside.other, joining, last, "approve"),
    )

    assert isinstance(again, Shadowed)
    assert (again.shadow.verdict, len(again.joining.given)) == ("reject", 5)
    assert len([one for one in facts(company, "reviewer.trained") if one["how"] == "shadowed"]) == 1


def test_pressing_start_twice_at_once_begins_once(beside: Beside) -> None:
    beside.one.apply(Policy(purpose=PURPOSE), reviewers=("ben", "mia"))
    beside.one.apply(Policy(purpose=PURPOSE), training_months=12)
    tom = beside.one.person("tom")

    def start(name: str) -> BeginJoining:
        return BeginJoining(name, SLUG, tom, beside.one.now)

    second = beside.meanwhile(
        lambda tx: begin_joining(tx, start("join_one")),
        lambda: beside.other.db.write_now(begin_joining, start("join_two")),
    )

    assert isinstance(second, Joining)
    assert second.id == "join_one"
    assert len(facts(beside.one, "training.begun")) == 1


def test_peace_that_is_over_while_its_person_asks_for_more_goes_on(beside: Beside) -> None:
    ben, now = user_id("ben"), beside.one.now
    beside.one.db.write_now(be_quiet, BeQuiet(ben, now + timedelta(hours=1), "UTC", now))
    later = now + timedelta(hours=1)

    ended = beside.meanwhile(
        lambda tx: be_quiet(tx, BeQuiet(ben, later + timedelta(hours=2), "UTC", later)),
        lambda: beside.other.db.write_now(end_quiet, EndQuiet(ben, True, later)),
    )

    kept = beside.one.db.read_now(quiet_of, ben)
    assert not ended
    assert kept is not None
    assert kept.until_at == later + timedelta(hours=2)


def test_peace_that_its_person_ends_as_it_is_over_ends_once(beside: Beside) -> None:
    ben, now = user_id("ben"), beside.one.now
    beside.one.db.write_now(be_quiet, BeQuiet(ben, now, "UTC", now))

    again = beside.meanwhile(
        lambda tx: end_quiet(tx, EndQuiet(ben, False, now)),
        lambda: beside.other.db.write_now(end_quiet, EndQuiet(ben, True, now)),
    )

    assert not again
    assert len(facts(beside.one, "quiet.ended")) == 1


def test_of_two_who_propose_under_one_name_at_once_the_second_hears_that_it_is_taken(beside: Beside) -> None:
    second = beside.meanwhile(
        lambda tx: inside(beside.one, tx, propose),
        lambda: propose(beside.other, source="modal:2"),
    )

    assert second == Refused.of("workflow_exists", workflow=NEW, status="proposed")


def test_of_a_verdict_and_a_stricter_one_at_once_the_first_counts(beside: Beside) -> None:
    propose(beside.one)

    late = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: decide_use(one, "ruth", "refused")),
        lambda: decide_use(beside.other, "ada", "watching"),
    )

    assert late == Refused.of("workflow_closed", workflow=NEW, status="refused")


def watched(company: Company) -> Output:
    watch(company)
    output = company.hand_in()
    company.show(output)
    return output


def test_of_two_who_look_at_once_one_rejection_counts_and_its_task_is_opened_once(beside: Beside) -> None:
    output = watched(beside.one)

    late = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: look_at(one, output, "ben", "reject")),
        lambda: look_at(beside.other, output, "mia", "approve"),
    )

    assert late == Refused.of("already_reversed")
    assert beside.one.look(output).state == "recalled"


def test_what_is_handed_in_as_watching_is_being_stopped_waits(beside: Beside) -> None:
    watch(beside.one)
    stop = PauseWorkflow(SLUG, user_id("mia"), "Stop.", beside.one.now)

    answer = beside.meanwhile(
        lambda tx: pause_workflow(tx, stop),
        lambda: beside.other.db.write_now(submit_output, beside.other.submission()),
    )

    assert isinstance(answer, Submitted)
    assert answer.output.state == "in_review"


def test_what_is_handed_in_as_its_workflow_is_refused_is_not_taken(beside: Beside) -> None:
    watch(beside.one)

    answer = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: decide_use(one, "ada", "refused", SLUG)),
        lambda: beside.other.db.write_now(submit_output, beside.other.submission()),
    )

    assert answer == Refused.of("workflow_closed", workflow=SLUG, status="refused")


def test_who_takes_a_workflow_as_somebody_else_is_asked_is_not_its_owner(beside: Beside) -> None:
    seen_as(beside.one, "ada", "deactivated")
    name_them(beside.one)

    late = beside.meanwhile(
        lambda tx: inside(beside.one, tx, lambda one: name_them(one, to="ben", offer_id="offer_2")),
        lambda: take_it(beside.other),
    )

    assert late == Refused.of("already_answered", by=None)
