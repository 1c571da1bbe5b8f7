"""The one-tap question: who is asked about what, when, and how often."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.use_questions import Answer, is_drawn
from handlers.clock.using import _to_ask
from storage.aftermath import feedback_on
from storage.people import zone_of
from storage.tables import outbox, summaries, use_questions
from storage.transaction import Tx
from storage.use_questions import asked_on, has_outdated
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_aftermath import judge, say
from usecases.answer_use_question import AnswerUseQuestion, answer_use_question
from usecases.ask_about_use import AskAboutUse, PassUseQuestions, ask_about_use, pass_use_questions
from usecases.be_quiet import BeQuiet, be_quiet
from usecases.go_away import GoAway, go_away
from usecases.release_output import ReleaseOutput, release_output

CLEO = user_id("cleo")


def draws_asking(output: Output, *, asked: bool = True) -> bytes:
    """Return a secret by which this output's use is asked about, or is not."""
    tried = (number.to_bytes(8, "big") for number in itertools.count())
    return next(one for one in tried if is_drawn(one, SLUG, output.policy_version, output.id) == asked)


def used(company: Company, *, by: str | None = "cleo", asked: bool = True, **fields: object) -> Output:
    """Hand in a text that somebody asked for, let it be approved, and release it."""
    if by is not None:
        fields |= {"requested_by": f"{by}@example.com"}
    output = company.hand_in(title="Order 1881", **fields)
    company.vote(output, "ben", via="modal")
    company.tick()
    command = ReleaseOutput(
        output.id, SLUG, "key_support", "1", company.now, draws_asking(output, asked=asked)
    )
    assert not isinstance(company.db.write_now(release_output, command), Refused)
    return company.look(output)


def tick(company: Company) -> dict[str, str]:
    """Ask whom the clock would ask now; return them with the day."""
    if company.db.read_now(has_outdated, company.now):
        company.db.write_now(pass_use_questions, PassUseQuestions(company.now))
    found = company.db.read_now(_to_ask, company.now)
    for person, day in found.items():
        company.db.write_now(ask_about_use, AskAboutUse(person, day, company.now))
    return found


def answer(
    company: Company, output: Output, kind: Answer = "used", by: str = "cleo", name: str = "fb_1"
) -> str | Refused:
    command = AnswerUseQuestion(output.id, company.person(by), kind, name, company.now)
    return company.db.write_now(answer_use_question, command)


def wishes(company: Company) -> list[str]:
    query = select(outbox.c.subject).where(outbox.c.kind == "use").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: list(conn.execute(query).scalars()))


def test_whoever_asked_is_asked_once_a_working_day_later(company: Company) -> None:
    output = used(company)
    at_once = tick(company)
    company.later(hours=22)  # eight in Berlin
    too_early = tick(company)
    company.later(hours=1)
    due = tick(company)
    company.later(minutes=1)
    again = tick(company)

    assert (at_once, too_early, due, again) == ({}, {}, {CLEO: "2026-11-24"}, {})
    assert wishes(company) == [f"{CLEO}:2026-11-24"]
    (one,) = company.db.read_now(asked_on, CLEO, "2026-11-24")
    assert (one.output_id, one.title, one.answer) == (output.id, "Order 1881", None)


@pytest.mark.parametrize("by", [None, "gus", "xenia", "dora"])
def test_nobody_is_asked_who_is_not_known_or_no_member(company: Company, by: str | None) -> None:
    used(company, by=by)
    company.later(days=1)

    assert tick(company) == {}


def test_what_was_not_drawn_is_not_asked_about(company: Company) -> None:
    used(company, asked=False)
    company.later(days=1)

    assert tick(company) == {}


def test_what_goes_out_at_once_is_drawn_as_well(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests", lane="automated"))
    company.sign()
    given = company.submission(requested_by="cleo@example.com", sampled=False)
    version = 2
    tried = (number.to_bytes(8, "big") for number in itertools.count())
    draws = next(one for one in tried if is_drawn(one, SLUG, version, given.output_id))
    output = company.hand_in(requested_by="cleo@example.com", output_id=given.output_id, draws=draws)
    company.later(days=1)

    assert (output.policy_version, output.state) == (version, "released")
    assert tick(company) == {CLEO: "2026-11-24"}


def test_several_are_one_message_and_a_day_has_one(company: Company) -> None:
    for _ in range(7):
        used(company)
    company.later(days=1)
    tick(company)
    company.later(hours=2)
    tick(company)
    first = company.db.read_now(asked_on, CLEO, "2026-11-24")
    company.later(days=1)
    tick(company)
    second = company.db.read_now(asked_on, CLEO, "2026-11-25")

    assert (len(first), len(second)) == (5, 2)
    assert wishes(company) == [f"{CLEO}:2026-11-24", f"{CLEO}:2026-11-25"]


def test_not_after_work_not_in_their_quiet_not_on_leave_and_not_on_a_day_with_two_messages(
    company: Company,
) -> None:
    used(company)
    company.later(days=1, hours=9)
    after_work = tick(company)
    company.later(hours=15)
    quiet = BeQuiet(CLEO, company.now + timedelta(hours=1), "Europe/Berlin", company.now)
    company.db.write_now(be_quiet, quiet)
    in_quiet = tick(company)
    company.later(hours=2)
    company.db.write_now(_two_summaries, "2026-11-25")
    told_twice = tick(company)
    company.later(days=1)
    leave = GoAway("leave_1", CLEO, company.now, company.now + timedelta(days=1), "UTC", CLEO, company.now)
    company.db.write_now(go_away, leave)
    on_leave = tick(company)
    company.later(days=1)

    assert (after_work, in_quiet, told_twice, on_leave) == ({}, {}, {}, {})
    assert tick(company) == {CLEO: "2026-11-27"}
    assert company.db.read_now(zone_of, CLEO) == "Europe/Berlin"


def test_the_answer_is_feedback_and_the_first_one_counts(company: Company) -> None:
    output = used(company)
    company.later(days=1)
    tick(company)

    said = [
        answer(company, output, "edited"),
        answer(company, output, "edited", name="fb_2"),
        answer(company, output, "no_use", name="fb_3"),
    ]

    assert said == ["2026-11-24"] * 3
    (kept,) = company.db.read_now(feedback_on, output.id)
    assert (kept.kind, kept.given_by, kept.source) == ("edited", CLEO, f"use:{output.id}")
    (one,) = company.db.read_now(asked_on, CLEO, "2026-11-24")
    assert one.answer == "edited"


def test_nobody_answers_for_somebody_else_or_unasked(company: Company) -> None:
    output = used(company)

    unasked = answer(company, output)
    company.later(days=1)
    tick(company)
    somebody_else = answer(company, output, by="mia")

    assert isinstance(unasked, Refused)
    assert isinstance(somebody_else, Refused)
    assert company.db.read_now(feedback_on, output.id) == []


def test_what_was_taken_back_or_is_forgotten_is_not_asked_about(company: Company) -> None:
    wrong, late = used(company), used(company)
    company.db.write_now(_due_since, (late, MONDAY - timedelta(days=14)))
    company.later(days=1)
    say(company, wrong, "cleo")
    judge(company, wrong, "ada")

    asked = tick(company)

    assert (asked, company.look(wrong).state) == ({}, "recalled")
    waits = [company.db.read_now(_state, one.id) for one in (wrong, late)]
    assert waits == ["waiting", "passed"]


def _two_summaries(tx: Tx, day: str) -> None:
    row = {
        "person": CLEO,
        "channel_id": "D0CLEO",
        "shown": "",
        "says_some": True,
        "posted_at": MONDAY,
        "day": day,
        "posts": 2,
    }
    tx.conn.execute(summaries.insert().values(row))


def _due_since(tx: Tx, due: tuple[Output, datetime]) -> None:
    output, due_at = due
    changed = update(use_questions).where(use_questions.c.output_id == output.id)
    tx.conn.execute(changed.values(due_at=due_at))


def _state(conn: Connection, output_id: str) -> str:
    query = select(use_questions.c.state).where(use_questions.c.output_id == output_id)
    return str(conn.execute(query).scalar_one())
