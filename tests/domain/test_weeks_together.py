"""Whichever two periods are asked about, what lies between them is of five people or of nobody."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.weeks_together import gathered_since, sunday_of, told_together

SUNDAY = date(2026, 6, 7)
WEEK = timedelta(weeks=1)
ALWAYS = (SUNDAY - 60 * WEEK, SUNDAY + 60 * WEEK)
FIVE = "abcde"

WEEKS = st.dictionaries(
    st.integers(0, 40).map(lambda number: SUNDAY + number * WEEK),
    st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=6),
)
DAYS = st.integers(-30, 300).map(lambda number: SUNDAY + timedelta(days=number))


def test_weeks_are_gathered_until_five_people_have_taken_part() -> None:
    people = {SUNDAY: "ab", SUNDAY + 2 * WEEK: "abcd", SUNDAY + 3 * WEEK: "de", SUNDAY + 4 * WEEK: FIVE}

    assert told_together({}, *ALWAYS) is None
    assert told_together({SUNDAY: "abcd"}, *ALWAYS) is None, "four are too few, for ever so long"
    assert told_together(people, SUNDAY, SUNDAY + 4 * WEEK) == (SUNDAY, SUNDAY + 4 * WEEK)
    assert told_together(people, *ALWAYS) == (SUNDAY, SUNDAY + 5 * WEEK)
    assert told_together(people, SUNDAY, SUNDAY + 5 * WEEK - timedelta(days=1)) == (SUNDAY, SUNDAY + 4 * WEEK)
    assert told_together(people, SUNDAY + WEEK, ALWAYS[1]) == (SUNDAY + 4 * WEEK, SUNDAY + 5 * WEEK), (
        "a week is told of with the others, or not"
    )


def test_gathering_begins_anew_once_a_year_wherever_one_looks_from() -> None:
    turn = next(
        SUNDAY + n * WEEK for n in range(60) if gathered_since(SUNDAY + n * WEEK) == SUNDAY + n * WEEK
    )
    people = {turn - WEEK: "abcd", turn: "ae", turn + WEEK: FIVE}

    assert told_together(people, *ALWAYS) == (turn, turn + 2 * WEEK)
    assert told_together({day: who for day, who in people.items() if day >= turn}, turn, ALWAYS[1]) == (
        turn,
        turn + 2 * WEEK,
    )


@given(WEEKS, DAYS, DAYS, DAYS, DAYS)
def test_what_lies_between_any_two_periods_is_of_five_people_or_nobody(
    people: dict[date, set[str]], since: date, until: date, other_since: date, other_until: date
) -> None:
    told = [
        {day for day in people if found[0] <= day < found[1]}
        for found in (told_together(people, since, until), told_together(people, other_since, other_until))
        if found is not None
    ]
    one, other = (*told, set(), set())[:2]

    for weeks in (one, one - other, other - one):
        who = set().union(*(people[day] for day in weeks))
        assert not who or len(who) >= len(FIVE)


def test_a_week_begins_on_its_sunday() -> None:
    assert [sunday_of(SUNDAY + timedelta(days=n)) for n in (-1, 0, 6, 7)] == [
        SUNDAY - WEEK,
        SUNDAY,
        SUNDAY,
        SUNDAY + WEEK,
    ]
