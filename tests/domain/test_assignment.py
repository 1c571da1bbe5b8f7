"""Load gives a review to somebody who may decide it, and who has the least to do; never to anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.assignment import Candidate, Work, by_load
from domain.eligibility import Kind, Person, Roster, may_decide
from domain.outputs import Output
from domain.working_time import WorkingHours
from tests.builders import MONDAY
from tests.domain.outputs import an_output

HOURS = WorkingHours(timezone="Europe/Berlin")
NAMES = ("ada", "ben", "cleo", "mia", "tom", "ruth")
ZONES = (None, "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Nowhere/Atall")


def somebody(name: str, kind: Kind = "member", zone: str | None = "Europe/Berlin") -> Person:
    return Person(name, f"subject-{name}", name, f"{name}@example.com", kind, MONDAY, zone)


def work(output: Output | None = None, **fields: object) -> Work:
    plain = Work(output or an_output(), Roster(frozenset(NAMES), frozenset()), HOURS)
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields by name


def chosen(asked: Work, *candidates: Candidate, now: datetime = MONDAY) -> str | None:
    found = by_load(asked, candidates, now)
    return None if found is None else found.person.user_id


people = st.builds(
    somebody,
    st.sampled_from(NAMES),
    st.sampled_from(["member", "guest", "external", "deactivated", "bot"]),
    st.sampled_from(ZONES),
)
candidates = st.lists(
    st.builds(
        Candidate,
        people,
        open=st.integers(0, 50),
        today=st.integers(0, 50),
        pace=st.floats(0, 200),
        is_away=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.person.user_id,
)
works = st.builds(
    Work,
    st.builds(
        an_output,
        requester=st.none() | st.sampled_from(NAMES),
        requested_by=st.none() | st.sampled_from([f"{name}@EXAMPLE.com" for name in NAMES]),
        key_owner=st.sampled_from(NAMES),
    ),
    st.builds(Roster, st.frozensets(st.sampled_from(NAMES)), st.just(frozenset())),
    st.just(HOURS),
    daily_cap=st.none() | st.integers(1, 60),
    without=st.frozensets(st.sampled_from(NAMES), max_size=2),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(works, candidates, instants)
def test_load_never_picks_who_may_not_decide_and_somebody_if_anybody_can_be_picked(
    asked: Work, among: list[Candidate], now: datetime
) -> None:
    picked = by_load(asked, among, now)

    possible = [
        one
        for one in among
        if may_decide(one.person, asked.roster, asked.output, now=MONDAY) is None
        and not one.is_away
        and one.person.user_id not in asked.without
        and (asked.daily_cap is None or one.today < asked.daily_cap)
    ]
    assert (picked is None) == (not possible)
    assert picked is None or picked in possible


@given(works, candidates, instants, st.randoms())
def test_the_order_in_which_people_are_listed_makes_no_difference(
    asked: Work, among: list[Candidate], now: datetime, chance: object
) -> None:
    mixed = list(among)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random

    assert by_load(asked, among, now) == by_load(asked, mixed, now)


def test_it_is_given_to_whoever_has_the_fewest_open() -> None:
    busy, idle = Candidate(somebody("ben"), open=3), Candidate(somebody("mia"), open=2)

    assert chosen(work(), busy, idle) == "mia"


def test_whoever_usually_judges_half_as_many_is_given_half_as_many() -> None:
    quick, slow = Candidate(somebody("ben"), pace=40.0), Candidate(somebody("mia"), pace=20.0)
    given_to = []
    for number in range(30):
        picked = by_load(work(an_output(id=f"out_{number}")), [quick, slow], MONDAY)
        assert picked is not None
        given_to.append(picked.person.user_id)
        quick = replace(quick, open=given_to.count("ben"))
        slow = replace(slow, open=given_to.count("mia"))

    assert (given_to.count("ben"), given_to.count("mia")) == (20, 10)


def test_nobody_is_given_more_than_twice_as_much_for_being_quick() -> None:
    quick = Candidate(somebody("ben"), open=3, pace=900.0)
    others = [Candidate(somebody(name), open=1, pace=1.0) for name in ("mia", "tom")]

    assert chosen(work(), quick, *others) != "ben"
    assert chosen(work(), replace(quick, open=0), *others) == "ben"


def test_a_new_reviewer_counts_as_one_of_the_usual() -> None:
    new, old = Candidate(somebody("ben"), open=1), Candidate(somebody("mia"), open=2, pace=30.0)

    assert chosen(work(), new, old) == "ben"


def test_whoever_works_now_comes_before_whoever_is_asleep_and_then_the_first_to_wake() -> None:
    berlin = Candidate(somebody("ben"), open=9)
    new_york = Candidate(somebody("mia", zone="America/New_York"))
    tokyo = Candidate(somebody("tom", zone="Asia/Tokyo"))

    assert (
        chosen(work(), berlin, new_york, tokyo) == "ben"
    )  # ten in the morning, four, and six in the evening
    assert chosen(work(), new_york, tokyo) == "mia"
    assert chosen(work(), new_york, tokyo, now=MONDAY + timedelta(hours=14)) == "tom"


def test_the_limit_of_the_day_is_the_limit() -> None:
    full, free = Candidate(somebody("ben"), today=40), Candidate(somebody("mia"), open=30, today=39)

    assert chosen(work(daily_cap=40), full, free) == "mia"
    assert chosen(work(daily_cap=39), full, free) is None


def test_among_equals_outputs_are_spread_and_the_same_one_goes_the_same_way() -> None:
    equals = [Candidate(somebody(name)) for name in ("ben", "mia", "tom")]
    outputs = [an_output(id=f"out_{number}") for number in range(60)]

    went = [chosen(work(one), *equals) for one in outputs]

    assert set(went) == {"ben", "mia", "tom"}
    assert went == [chosen(work(one), *equals) for one in outputs]


def test_a_zone_that_nobody_knows_is_the_workflows_own() -> None:
    assert HOURS.in_zone("Nowhere/Atall") == HOURS
    assert HOURS.in_zone(None) == HOURS
    assert HOURS.in_zone("Asia/Tokyo").timezone == "Asia/Tokyo"
