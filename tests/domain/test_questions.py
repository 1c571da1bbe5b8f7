"""How long a question takes out of a deadline, and whom it is for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.questions import Question, asked_next, moved, owner_at
from domain.working_time import WorkingHours

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOURS = WorkingHours()
BERLIN = WorkingHours("Europe/Berlin", country="DE")
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def test_a_deadline_moves_by_the_working_time_that_passed() -> None:
    four_o_clock = MONDAY + timedelta(hours=7)

    assert moved(
        HOURS, MONDAY + timedelta(hours=4), MONDAY, MONDAY + timedelta(hours=1)
    ) == MONDAY + timedelta(hours=5)
    assert moved(HOURS, four_o_clock, MONDAY, MONDAY + timedelta(hours=3)) == MONDAY + timedelta(
        days=1, hours=2
    )


def test_a_night_and_a_weekend_cost_nothing() -> None:
    friday_evening, monday_morning = MONDAY + timedelta(days=4, hours=9), MONDAY + timedelta(days=7)
    due = monday_morning + timedelta(hours=2)

    assert moved(HOURS, due, friday_evening, monday_morning) == due


def test_what_was_late_before_is_as_late_afterwards() -> None:
    due, asked = MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=3)
    answered = asked + timedelta(hours=2)

    assert HOURS.between(moved(HOURS, due, asked, answered), answered) == HOURS.between(due, asked)


@given(st.sampled_from([HOURS, BERLIN]), instants, st.lists(instants, min_size=2, max_size=8))
def test_several_questions_add_up(hours: WorkingHours, due: datetime, at: list[datetime]) -> None:
    asked_and_closed = list(pairwise(sorted(at)))[::2]

    one_by_one = due
    for asked, closed in asked_and_closed:
        one_by_one = moved(hours, one_by_one, asked, closed)

    stood = sum((hours.between(*each) for each in asked_and_closed), timedelta())
    assert hours.between(due, one_by_one) == stood
    assert one_by_one >= due


def test_the_owner_hears_after_a_working_day_of_the_workflows_calendar() -> None:
    friday_noon = MONDAY + timedelta(days=4, hours=3)

    assert owner_at(HOURS, friday_noon) == friday_noon + timedelta(days=3)


def test_whoever_asks_or_was_asked_is_not_asked_next() -> None:
    assert asked_next(["ada", "grace"], asker="ben", first="cleo") == "ada"
    assert asked_next(["ada", "grace"], asker="ada", first="cleo") == "grace"
    assert asked_next(["ada", None], asker="ben", first="ada") is None


def test_words_belong_to_the_question_that_was_open_when_they_were_written() -> None:
    hour = timedelta(hours=1)
    put = Question(
        "question_1", "out_1", "U1", "Which order?", MONDAY, MONDAY + 8 * hour, closed_at=MONDAY + hour
    )

    assert [put.was_open(MONDAY + at * hour) for at in (-1, 0, 1, 2)] == [False, True, True, False]
    assert put.was_open(MONDAY - timedelta(seconds=30))  # by Slack's clock, which is behind ours
