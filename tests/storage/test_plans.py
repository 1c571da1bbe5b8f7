"""What is asked for every output is found by an index: no table that grows is ever read from end to end."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from sqlalchemy import event

from domain.outputs_behind import Behind, Kind, Place
from domain.policy import Costs, Policy
from domain.weeks import Week
from storage.assignment import (
    missed_a_step,
    nobodys,
    open_reviews_of,
    passed_over,
    taken,
    was_missed,
    who_missed_a_step,
    with_somebody_gone,
    with_somebody_untrained,
)
from storage.audits_waiting import audits_waiting
from storage.card_views import card_view
from storage.database import Database
from storage.escalation import done_with, due_steps, without_chain
from storage.evidence import story_of
from storage.home_views import home_view
from storage.joining import Joining, joinable_by, to_shadow
from storage.late import late_counts, late_list, left_behind
from storage.load_weeks import load_weeks
from storage.lost_channels import channels_to_look_at, channels_to_note
from storage.marks import words_on
from storage.output_views import Page, is_in_review, output_page, output_view
from storage.outputs_behind import outputs_behind
from storage.overdue import overdue_steps
from storage.questions import listens_to
from storage.queue_views import AskNext, batch_of, queue_step
from storage.refreshing import groups_to_refresh, people_to_refresh
from storage.rolling import quiet_channel
from storage.signals.behind import readings
from storage.standups import team_day
from storage.unstaffed import staffing_to_note
from storage.use_questions import asked_on
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.builders import CHANNEL, MONDAY, SLUG, Company, user_id
from tests.usecases.test_questions import ask, by_api
from tests.usecases.test_use_questions import answer, used
from tests.usecases.test_use_questions import tick as ask_about_use
from usecases.ask_owner import AskOwner, ask_owner, waiting_questions
from usecases.assign_review import AssignReview, assign_review
from usecases.begin_joining import BeginJoining, begin_joining
from usecases.claim_looks import (
    AUDITED,
    RELEASED,
    ClaimLooks,
    LookAtAll,
    PassOver,
    claim_looks,
    look_at_all,
    pass_over,
)
from usecases.escalate_overdue import (
    EndEscalation,
    EscalateOverdue,
    PlanEscalation,
    end_escalation,
    escalate_overdue,
    plan_escalation,
)
from usecases.move_put_right import tasks_of_the_gone
from usecases.record_shadow import RecordShadow, Shadowed, record_shadow
from usecases.record_summary import WishSummaries, wish_summaries
from usecases.submit_output import Submitted, submit_outputs
from usecases.take_review import TakeReview, take_review

if TYPE_CHECKING:
    from collections.abc import Iterator

GROWING = {
    "approvals", "audit_votes", "cards", "contents", "details", "escalation_steps", "evidence", "evidence_unsealed",
    "feedback", "inbox", "leaves", "marks", "outbox", "outputs", "questions", "readings", "releases", "review_moves",
    "review_times", "reviews", "second_looks", "second_verdicts", "use_questions", "volumes",
    "votes",
}  # fmt: skip
# Of what is still to be looked at there is an index of its own: all of that is what was asked for. Of what two have
# disagreed about, too: few of few.
_ITS_OWN = "ix_reviews_audits|ix_second_looks_open|ix_second_verdicts_disagreeing"
A_SCAN = re.compile(rf"SCAN (\w+)\b(?! USING (?:COVERING )?INDEX (?:{_ITS_OWN}))")
# Every output of a workflow: as bad, unless a page of them is wanted.
A_WALK = re.compile(r"SEARCH (outputs) USING INDEX ix_outputs_listed \(workflow=\?\)$")

Asked = dict[str, Any]


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    with Database(sqlite_url) as db:
        yield Company(db)


@pytest.fixture
def asked(company: Company) -> Asked:
    """Every statement that the database was sent, with parameters it was sent with."""
    statements: Asked = {}

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        statements.setdefault(statement, parameters[0] if many else parameters)

    for engine in (company.db._write_engine, company.db._read_engine):
        event.listen(engine, "before_cursor_execute", note)
    return statements


def scans(company: Company, asked: Asked) -> list[str]:
    found = []
    with company.db._read_engine.connect() as conn:
        for statement, parameters in dict(asked).items():
            if not statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                continue
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            slow = [
                A_SCAN.match(line[3]) or ("LIMIT" not in statement and A_WALK.match(line[3])) for line in plan
            ]
            tables = {step[1] for step in slow if step} & GROWING
            found += [f"{table}: {statement}" for table in sorted(tables)]
    return found


def test_handing_in_judging_and_releasing_scan_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in(Policy(purpose="Drafts the replies to refund requests", approvals=2))
    asked.clear()
    first = company.hand_in("Dear Mr Weber, your money is on its way.")

    output = company.hand_in("Dear Mr Weber, your 41.20 EUR are on their way.", supersedes=first.id)
    company.vote(output, "ben")
    company.vote(output, "mia", via="modal")
    company.later(minutes=2)
    company.tick()
    company.release(output)

    assert company.look(output).state == "released"
    assert scans(company, asked) == []


def test_repeats_are_found_by_their_keys(company: Company, asked: Asked) -> None:
    company.settle_in()
    asked.clear()
    commands = [company.submission(f"Reply {number}") for number in range(3)]
    company.db.write_now(submit_outputs, commands)

    again = company.db.write_now(submit_outputs, commands)

    assert all(isinstance(answer, Submitted) and answer.replayed for answer in again)
    assert scans(company, asked) == []


def test_looking_for_missed_marks_reads_what_is_open_and_no_more(company: Company, asked: Asked) -> None:
    company.settle_in()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.later(hours=1)
    asked.clear()

    (look,) = company.db.write_now(claim_looks, ClaimLooks(5, company.now))
    company.db.read_now(words_on, look.channel_id, look.ts)

    assert look.output_id == output.id
    assert scans(company, asked) == []


def test_looking_for_marks_on_what_went_out_reads_what_people_let_out_lately(
    company: Company, asked: Asked
) -> None:
    company.settle_in()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")
    company.later(minutes=2)
    company.tick()
    company.release(output)
    company.later(hours=1)
    asked.clear()

    (look,) = company.db.write_now(claim_looks, ClaimLooks(1, company.now, RELEASED))
    company.db.write_now(claim_looks, ClaimLooks(5, company.now, AUDITED))
    company.db.write_now(look_at_all, LookAtAll(company.now))
    company.db.write_now(pass_over, PassOver(CHANNEL, company.now))

    assert look.output_id == output.id
    assert scans(company, asked) == []


def test_a_week_is_summed_up_from_its_own_rows(company: Company, asked: Asked) -> None:
    company.settle_in()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")
    asked.clear()

    week = Week.of(MONDAY.date())
    company.db.read_now(weekly_summary, week, "Europe/Berlin")
    company.db.read_now(load_weeks, [SLUG], week, "Europe/Berlin")
    for kind in get_args(Kind):
        behind = Behind(kind, SLUG, MONDAY, MONDAY + timedelta(days=7))
        company.db.read_now(outputs_behind, behind, Place(MONDAY, output.id), 10)

    assert scans(company, asked) == []


def test_what_people_settled_is_read_from_its_index_alone(company: Company, asked: Asked) -> None:
    company.settle_in()
    company.vote(company.hand_in("Dear Mr Weber, your money is on its way."), "ben")
    asked.clear()

    company.db.read_now(weekly_summary, Week.of(MONDAY.date()), "Europe/Berlin")

    # This week's and that of the four before it, in the same words.
    (judged,) = (statement for statement in asked if " AS went_out_corrected" in statement)
    with company.db._read_engine.connect() as conn:
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {judged}", asked[judged]).all()
    assert [step[3] for step in plan if "ix_outputs_settled" in step[3]] == [
        "SEARCH outputs USING COVERING INDEX ix_outputs_settled (workflow=? AND settled_at>?)"
    ]


def test_what_stands_behind_the_leading_signals_is_read_by_its_window(company: Company, asked: Asked) -> None:
    company.settle_in(Policy("Drafts the replies to refund requests", costs=Costs(minutes_saved=6)))
    company.sign_standard()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    asked.clear()

    company.db.read_now(readings, found, MONDAY, MONDAY + timedelta(days=7))

    assert scans(company, asked) == []


def test_looking_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")
    asked.clear()

    read = company.db.read_now
    read(output_view, output.id, output.workflow)
    read(is_in_review, output.id, output.workflow)
    read(output_page, Page(output.workflow, 20, "in_review", company.now, (company.now, output.id)))
    read(story_of, output.id)

    assert scans(company, asked) == []


def test_a_step_through_a_queue_home_and_a_quiet_channel_scan_no_growing_table(
    company: Company, asked: Asked
) -> None:
    company.settle_in()
    first = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.hand_in("Dear Mrs Noor, your money is on its way.")
    company.vote(first, "ben")
    asked.clear()

    read = company.db.read_now
    step = read(queue_step, AskNext(user_id("ben"), last=first.id), company.now)
    assert step.spot is not None
    read(queue_step, AskNext(user_id("ben"), after=step.spot, keep=first.id), company.now)
    read(home_view, user_id("ben"), company.now)
    read(batch_of, user_id("ben"), (), (), company.now)
    company.apply(Policy(purpose="Drafts the replies to refund requests"), quiet=True)
    read(quiet_channel, CHANNEL, company.now)

    assert scans(company, asked) == []


def test_a_stand_up_and_the_look_for_late_steps_scan_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    company.apply(Policy(purpose="Drafts the replies to refund requests"), standup_at=time(9, 15))
    asked.clear()
    company.hand_in()

    company.db.read_now(team_day, CHANNEL, company.now - timedelta(days=1), company.now)
    company.db.read_now(overdue_steps, company.now)

    # The outbox holds only what has not gone out, and is asked for once a minute.
    assert [scan for scan in scans(company, asked) if not scan.startswith("outbox: SELECT")] == []


def test_going_up_the_chain_and_telling_what_is_late_scan_no_growing_table(
    company: Company, asked: Asked
) -> None:
    company.settle_in()
    output = company.hand_in()
    asked.clear()

    read, write = company.db.read_now, company.db.write_now
    assert read(without_chain) == [(output.id, "review")]
    write(plan_escalation, PlanEscalation(output.id, company.now))
    company.later(hours=4)
    while due := read(due_steps, company.now):
        for output_id, kind, step in due:
            write(escalate_overdue, EscalateOverdue(output_id, step, None, company.now, kind))
    assert read(late_list, user_id("ada"), company.now).lists
    read(late_counts, CHANNEL, company.now)
    write(wish_summaries, WishSummaries(None, company.now))
    read(done_with)
    read(left_behind, company.now)
    write(end_escalation, EndEscalation(output.id))

    assert scans(company, asked) == []


def test_asking_and_answering_scan_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    asked.clear()
    output = company.hand_in(requested_by="cleo@example.com")

    ask(company, output)
    company.later(days=2)
    due = company.db.read_now(waiting_questions, company.now)
    company.db.write_now(ask_owner, AskOwner(*due[0], company.now))
    company.db.read_now(card_view, output.id, company.now)
    company.db.read_now(listens_to, CHANNEL, f"1700000000.{output.id[-6:]}", company.now)
    by_api(company, output)

    assert scans(company, asked) == []


def test_asking_whether_it_was_used_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    asked.clear()
    output = used(company)
    company.later(days=1)

    ((person, day),) = ask_about_use(company).items()
    company.db.read_now(asked_on, person, day)
    answer(company, output)

    assert scans(company, asked) == []


@pytest.mark.parametrize("table", ["outputs", "reviews", "outbox"])
def test_no_check_of_a_row_that_comes_by_the_thousand_makes_a_table_first(
    company: Company, table: str
) -> None:
    with company.db._read_engine.connect() as conn:
        steps = conn.exec_driver_sql(f"EXPLAIN INSERT INTO {table} DEFAULT VALUES").all()

    assert [step.opcode for step in steps if step.opcode == "OpenEphemeral"] == []


def test_giving_reviews_by_load_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in(assign="by_load")
    output, other = company.hand_in("One"), company.hand_in("Another")
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    asked.clear()

    company.db.write_now(assign_review, AssignReview(output.id, company.now))
    company.db.write_now(take_review, TakeReview(other.id, company.person("ben"), company.now))
    assert company.db.read_now(nobodys, found, limit=10) == []
    assert company.db.read_now(passed_over, SLUG, [output.id, other.id]) == {
        output.id: set(),
        other.id: set(),
    }
    assert company.db.read_now(taken) == [other.id]
    company.db.read_now(with_somebody_gone)
    assert company.db.read_now(missed_a_step) == []
    assert not company.db.read_now(was_missed, output.id)
    assert company.db.read_now(who_missed_a_step, SLUG) == set()
    company.db.read_now(open_reviews_of, user_id("ben"))

    assert scans(company, asked) == []


def test_looking_for_what_has_gone_from_slack_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    company.hand_in()
    asked.clear()

    read = company.db.read_now
    read(channels_to_look_at, "C0LEADERS", (), company.now, 10)
    read(channels_to_note, "C0LEADERS")
    read(people_to_refresh, company.now, 10)
    read(groups_to_refresh, company.now, 10)
    read(staffing_to_note, company.now)
    read(tasks_of_the_gone)
    read(audits_waiting, [SLUG], company.now)

    assert scans(company, asked) == []


def test_joining_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    policy = Policy(purpose="Drafts the replies to refund requests")
    company.apply(policy, reviewers=("ben", "mia"))
    company.apply(policy, training_months=12, assign="by_load")
    for number in range(5):
        company.vote(company.hand_in(f"Reply {number}"), "ben", via="modal")
    tom, found = company.person("tom"), company.db.read_now(workflow, SLUG)
    assert found is not None
    asked.clear()

    joining = company.db.write_now(begin_joining, BeginJoining("join_1", SLUG, tom, company.now))
    assert isinstance(joining, Joining)
    (output, *_) = company.db.read_now(to_shadow, joining, tom, company.now)
    said = RecordShadow(joining.id, output.output_id, output.sha256, tom, "approve", None, company.now)
    assert isinstance(company.db.write_now(record_shadow, said), Shadowed)
    company.db.read_now(joinable_by, tom, company.now)
    company.db.read_now(with_somebody_untrained, found, company.now)

    assert scans(company, asked) == []
