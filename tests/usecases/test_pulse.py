"""The pulse: who is asked, how often, and that nothing kept of it joins a person and an answer."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from domain.policy import Policy
from domain.pulse import Answer, Round, chosen, pulse_key, reminded_at
from handlers.clock.pulse import _to_ask
from storage.pulse import (
    answers_of,
    askable_users,
    has_asks_of_before,
    rounds_to_begin,
    state_of,
    unpacked,
)
from storage.tables import metadata, outbox, pulse_asks, pulse_rounds
from tests.builders import SLUG, Company, user_id
from usecases.answer_pulse import AnswerPulse, answer_pulse
from usecases.ask_pulse import AskPulse, ask_pulse
from usecases.be_quiet import BeQuiet, be_quiet
from usecases.begin_pulse import BeginPulse, ForgetAsks, begin_pulse, forget_asks
from usecases.leave_alone import LeaveAlone, leave_alone

UTC_ZONE = ZoneInfo("UTC")
USERS = ("ada", "grace", "mia", "tom", "cleo", "ruth")


def with_users(company: Company, *users: str) -> Round:
    """Let these work with what comes out, of which there is some, on the first day of a round."""
    company.apply(Policy(purpose="Drafts the replies to refund requests"), users=users)
    round_ = Round.at(company.now + timedelta(weeks=4), UTC_ZONE)
    company.later(seconds=(round_.begins_at(UTC_ZONE) + timedelta(hours=9) - company.now).total_seconds())
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.tick()
    company.release(output)
    return round_


def tick(company: Company) -> list[str]:
    """Do what the clock does for the pulse; return who is asked or reminded."""
    round_ = Round.at(company.now, UTC_ZONE)
    for slug in company.db.read_now(rounds_to_begin, round_, company.now):
        users = company.db.read_now(askable_users, slug)
        people = tuple(chosen(users, pulse_key(b"secret", slug, round_)))
        company.db.write_now(begin_pulse, BeginPulse(slug, round_, people, company.now))
    asked = []
    for one, day in company.db.read_now(_to_ask, round_, company.now):
        again = reminded_at(company.now, one.hours)
        command = AskPulse(one.workflow, round_, one.person, one.state, day, again, company.now)
        if company.db.write_now(ask_pulse, command):
            asked.append(one.person)
    if company.db.read_now(has_asks_of_before, round_):
        company.db.write_now(forget_asks, ForgetAsks(round_))
    return asked


def answer(company: Company, round_: Round, who: str, *numbers: int) -> str:
    command = AnswerPulse(SLUG, round_, user_id(who), Answer(*(numbers or (6, 5, 6, 90))))  # type: ignore[arg-type]  # four of them
    return company.db.write_now(answer_pulse, command)


def wishes(company: Company) -> list[str]:
    query = select(outbox.c.subject).where(outbox.c.kind == "pulse").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: [row.rpartition(":")[2] for row in conn.execute(query).scalars()])


def kept(conn: Connection, round_: Round) -> tuple[Answer, ...]:
    """Return what was answered so far in a round that is not over: no figure is made of it."""
    found = select(pulse_rounds.c.answers).where(pulse_rounds.c.round == str(round_))
    return unpacked(conn.execute(found).scalar_one())


def everything(conn: Connection) -> list[tuple[str, str]]:
    """Return every row of every table, as text."""
    return [
        (table.name, json.dumps([str(value) for value in row]))
        for table in metadata.sorted_tables
        for row in conn.execute(select(table))
    ]


def test_at_least_five_are_asked_once_and_reminded_once(company: Company) -> None:
    with_users(company, *USERS)

    first, at_once = tick(company), tick(company)
    answered = first[0]
    answer(company, Round.at(company.now, UTC_ZONE), answered.removeprefix("U0").lower())
    company.later(days=3)
    too_early = tick(company)
    company.later(days=4, minutes=1)
    reminded = tick(company)
    company.later(days=10)
    afterwards = tick(company)

    assert (len(first), at_once, too_early, afterwards) == (5, [], [], [])
    assert set(reminded) == set(first) - {answered}
    assert sorted(wishes(company)) == ["asked"] * 5 + ["reminded"] * 4


def test_where_five_cannot_be_reached_nobody_is_asked(company: Company) -> None:
    round_ = with_users(company, "ada", "grace", "mia", "tom", "gus", "dora")

    asked = tick(company)

    assert asked == []
    (none,) = company.db.read_now(answers_of, SLUG, [round_])
    assert (none.asked, none.answers) == (0, ())


def test_nobody_is_asked_about_what_brings_out_nothing(company: Company) -> None:
    with_users(company, *USERS)
    company.later(weeks=4, hours=1)
    company.later(weeks=4)

    assert tick(company) == []


def test_who_wants_quiet_is_asked_later_and_who_wants_none_never(company: Company) -> None:
    round_ = with_users(company, *USERS[:5])
    quiet = BeQuiet(user_id("ada"), company.now + timedelta(hours=2), "UTC", company.now)
    company.db.write_now(be_quiet, quiet)

    first = tick(company)
    company.later(hours=3)
    later = tick(company)
    company.db.write_now(leave_alone, LeaveAlone(user_id("mia"), True, company.now))
    company.later(days=8)
    reminded = tick(company)

    assert (user_id("ada") in first, later) == (False, [user_id("ada")])
    assert reminded == [], "of four answers nothing could be told"
    assert answer(company, round_, "mia") == "over"
    assert len(company.db.read_now(askable_users, SLUG)) == 4
    company.db.write_now(leave_alone, LeaveAlone(user_id("mia"), False, company.now))
    assert len(company.db.read_now(askable_users, SLUG)) == 5


def test_an_answer_counts_once_and_is_kept_without_its_person(company: Company) -> None:
    round_ = with_users(company, *USERS[:5])
    tick(company)

    said = [answer(company, round_, "ada", 7, 1, 3, 83), answer(company, round_, "ada", 1, 1, 1, 1)]
    said.append(answer(company, round_, "ben", 1, 1, 1, 1))
    answer(company, round_, "tom", 2, 2, 2, 41)

    assert said == ["kept", "answered", "over"]
    answers = company.db.read_now(kept, round_)
    assert answers == (Answer(2, 2, 2, 41), Answer(7, 1, 3, 83)), "sorted, not as they came"
    assert company.db.read_now(answers_of, SLUG, [round_]) == [], "nothing is told before it is over"
    rows = company.db.read_now(everything)
    assert [name for name, row in rows if "83" in row and "41" in row and "[[" in row] == ["pulse_rounds"]
    assert not [name for name, row in rows if "[7, 1, 3, 83]" in row and "U0ADA" in row]
    assert {name for name, row in rows if SLUG in row and str(round_) in row} >= {
        "pulse_asks",
        "pulse_rounds",
    }


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 3, 1)])
def test_the_order_of_answers_leaves_no_trace(company: Company, order: tuple[int, ...]) -> None:
    round_ = with_users(company, *USERS[:5])
    tick(company)
    for number in order:
        answer(company, round_, USERS[number], number + 1, 1, 1, 10 * number)

    answers = company.db.read_now(kept, round_)

    assert answers == tuple(sorted(answers))
    columns = set(pulse_asks.c.keys())
    assert columns == {"workflow", "round", "person", "state", "due_at"}, "no time of an answer, and no id"


def test_who_was_asked_is_forgotten_when_the_round_is_over(company: Company) -> None:
    round_ = with_users(company, *USERS[:5])
    tick(company)
    answer(company, round_, "ada")
    company.later(weeks=4)
    tick(company)

    assert company.db.read_now(state_of, SLUG, round_, user_id("ada")) is None
    assert company.db.read_now(answers_of, SLUG, [round_])[0].asked == 5
