"""Each step once, in order and in working time; nobody is woken; each chain ends with a person or a hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines import due_at, expires_at
from domain.escalation import (
    UPWARDS,
    Course,
    Goes,
    Line,
    Passes,
    Seat,
    Waits,
    due_from,
    following,
    hears_after,
    move,
)
from domain.policy import Policy, Step
from domain.questions import moved
from domain.working_time import WorkingHours
from tests.domain.policies import policies

BERLIN = WorkingHours("Europe/Berlin", country="DE")
NEW_YORK = BERLIN.in_zone("America/New_York")
POLICY = Policy("Drafts the replies", working_hours=BERLIN)
CHAIN = POLICY.escalation
EVERYBODY: Line = {role: Seat(role, BERLIN) for role in UPWARDS}


def berlin(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


def course(at: datetime, policy: Policy = POLICY, needed_by: datetime | None = None) -> Course:
    return Course(policy, at, due_at(policy, at, needed_by))


def reached(found: Course) -> list[datetime]:
    return [found.reached_at(step) for step in found.policy.escalation]


def test_steps_are_shares_of_the_time_from_hand_in_to_deadline() -> None:
    monday = berlin(23, 9)

    assert reached(course(monday)) == [berlin(23, 11), berlin(23, 13), berlin(23, 15), berlin(23, 17)]


def test_a_friday_evening_goes_on_on_monday() -> None:
    friday = berlin(27, 16)

    assert reached(course(friday)) == [berlin(30, 10), berlin(30, 12), berlin(30, 14), berlin(30, 16)]


def test_a_holiday_is_not_worked() -> None:
    # Thursday the 24th is worked, the 25th and 26th (a Saturday) are not.
    eve = berlin(24, 15, month=12)

    assert reached(course(eve)) == [
        berlin(24, 17, month=12),
        *(berlin(28, h, month=12) for h in (11, 13, 15)),
    ]


@pytest.mark.parametrize(("day", "month"), [(28, 3), (24, 10)], ids=["into summer", "out of summer"])
def test_an_hour_is_an_hour_in_the_nights_when_clocks_change(day: int, month: int) -> None:
    round_the_clock = replace(BERLIN, days=tuple(range(7)), from_minute=0, to_minute=1440, country=None)
    saturday = berlin(day, 23, month=month).astimezone(UTC)

    steps = reached(course(saturday, replace(POLICY, working_hours=round_the_clock)))

    assert [step - saturday for step in steps] == [timedelta(hours=h) for h in (2, 4, 6, 8)]


def test_what_is_wanted_sooner_is_told_sooner_but_not_to_everybody_at_once() -> None:
    monday = berlin(23, 9)

    steps = reached(course(monday, needed_by=berlin(23, 9, 10)))

    assert steps == [berlin(23, 9, 5), berlin(23, 9, 10), berlin(23, 11, 10), berlin(23, 13, 10)]


def test_a_question_puts_every_step_off_by_the_working_time_that_it_took() -> None:
    monday = berlin(23, 9)
    found = course(monday)
    moved_to = moved(BERLIN, found.due_at, berlin(23, 10), berlin(23, 11))

    steps = reached(replace(found, moved_to=moved_to))

    assert steps == [berlin(23, 12), berlin(23, 14), berlin(23, 16), berlin(24, 10)]


def test_after_an_outage_each_has_the_time_that_the_policy_leaves_them() -> None:
    found, back = course(berlin(9, 9)), berlin(23, 9)

    first = due_from(found, 1)
    second = due_from(found, 2, before=(1, back))
    third = due_from(found, 3, before=(1, back))

    assert first < back
    assert (second, third) == (berlin(23, 11), berlin(23, 13))


def test_more_time_puts_off_what_comes() -> None:
    found = course(berlin(23, 9))

    assert due_from(found, 2, held_until=berlin(24, 12)) == berlin(24, 12)
    assert due_from(found, 2, held_until=berlin(23, 12)) == berlin(23, 15)


def test_who_does_not_work_now_is_waited_for() -> None:
    line = EVERYBODY | {"owner": Seat("ada", NEW_YORK)}

    assert move("owner", line, urgent=False, now=berlin(23, 10)) == Waits(berlin(23, 15))
    assert move("owner", line, urgent=False, now=berlin(23, 15)) == Goes("owner", "ada")


def test_what_is_urgent_goes_to_the_next_who_works_and_wakes_nobody() -> None:
    line = EVERYBODY | {"owner": Seat("ada", NEW_YORK)}

    assert move("owner", line, urgent=True, now=berlin(23, 10)) == Goes("deputy", "deputy")
    assert move("owner", line, urgent=True, now=berlin(23, 23)) == Waits(berlin(24, 9))
    assert move("owner", line, urgent=True, now=berlin(23, 20)) == Goes("owner", "ada")


def test_who_is_away_is_passed_over_and_so_is_a_role_that_nobody_has() -> None:
    now = berlin(23, 10)
    away = EVERYBODY | {"owner": Seat("ada", BERLIN, is_here=False)}
    nobody_took_it = {role: seat for role, seat in EVERYBODY.items() if role != "assignee"}
    nobody_left = {"owner": Seat("ada", BERLIN, is_here=False)}

    assert move("owner", away, urgent=False, now=now) == Goes("deputy", "deputy")
    assert move("assignee", nobody_took_it, urgent=True, now=now) == Passes()
    assert move("owner", nobody_left, urgent=False, now=now) == Passes()


def test_who_wants_quiet_is_waited_for_unless_that_would_hold_up_the_next_step() -> None:
    now, until = berlin(23, 10), berlin(23, 12)
    line = EVERYBODY | {"owner": Seat("ada", BERLIN, quiet_until=until)}

    assert move("owner", line, urgent=False, now=now, next_at=berlin(23, 13)) == Waits(until)
    assert move("owner", line, urgent=False, now=now, next_at=until) == Goes("deputy", "deputy")
    assert move("owner", line, urgent=True, now=now, next_at=berlin(23, 13)) == Goes("deputy", "deputy")
    assert move("owner", line, urgent=False, now=until, next_at=berlin(23, 13)) == Goes("owner", "ada")
    assert move("owner", {"owner": line["owner"]}, urgent=True, now=now, next_at=until) == Waits(until)


def test_an_unknown_zone_leaves_the_hours_as_they_are() -> None:
    assert BERLIN.in_zone("Mars/Olympus") == BERLIN.in_zone(None) == BERLIN


starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from([None, "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])


def test_who_hears_next_is_the_first_other_person_also_where_the_next_step_is_the_listeners_own() -> None:
    found = course(berlin(23, 9))
    line: Line = {
        "assignee": Seat("ada", BERLIN),
        "owner": Seat("ada", BERLIN),
        "deputy": Seat("grace", BERLIN),
        "leaders": Seat("leaders", BERLIN),
    }
    at = found.reached_at(CHAIN[1])

    def after(who: str, line: Line, number: int = 1) -> object:
        return hears_after(found, number, at, lambda _: line, who, before=(number - 1, berlin(23, 11)))

    assert after("ben", line) == ("ada", berlin(23, 13))
    assert after("ada", line) == ("grace", berlin(23, 15))
    assert after("ada", {**line, "deputy": Seat("grace", BERLIN, is_here=False)}) == (
        "leaders",
        berlin(23, 15),
    )
    alone: Line = {role: line[role] for role in ("assignee", "owner", "leaders")}
    assert after("ada", alone) == ("leaders", berlin(24, 9))  # 17:00 is when they go home
    assert after("ada", {"owner": Seat("ada", BERLIN)}) is None
    assert after("ada", line, number=4) is None


quiet = st.none() | st.integers(0, 2 * 86_400)  # how long anybody may ask for it, in seconds
Sits = tuple[str, str | None, bool, int | None]
seats = st.tuples(st.uuids().map(str), zones, st.booleans(), quiet)
lines = st.dictionaries(st.sampled_from(UPWARDS), seats)
short = st.integers(0, 200_000).map(lambda seconds: timedelta(seconds=seconds))
chains = st.lists(st.builds(Step, st.integers(1, 500), st.sampled_from(UPWARDS)), max_size=4).map(
    lambda steps: tuple(sorted(steps, key=lambda step: step.at_percent))
)
escalating = st.builds(
    lambda policy, within, chain: replace(policy, review_within=within, escalation=chain),
    policies,
    short,
    chains,
)


@given(escalating, starts, lines, st.booleans(), st.integers(0, 30 * 86_400))
def test_no_step_comes_twice_or_early_or_at_night_and_every_chain_ends(
    policy: Policy,
    at: datetime,
    seated: dict[str, Sits],
    urgent: bool,
    outage_s: int,
) -> None:
    found = course(at, policy)
    line: Line = {
        role: Seat(who, policy.working_hours.in_zone(zone), here, _quiet(at, outage_s, quiet_s))
        for role, (who, zone, here, quiet_s) in seated.items()  # type: ignore[misc]
    }
    now, before, told = at + timedelta(seconds=outage_s), None, []

    for number, step in enumerate(policy.escalation):
        now = max(now, due_from(found, number, before=before))
        comes = following(found, number, now)
        done = move(step.to, line, urgent=urgent, now=now, next_at=comes)
        for _ in range(3):
            if isinstance(done, Waits):
                assert done.until > now
                now = done.until
                done = move(step.to, line, urgent=urgent, now=now, next_at=following(found, number, now))
        assert not isinstance(done, Waits), "it waits for ever"
        if isinstance(done, Goes):
            assert found.reached_at(step) <= now
            seat = line[done.to]
            assert seat.is_here
            assert seat.who == done.who
            assert seat.hours.is_open(now)
            assert seat.quiet_until is None or seat.quiet_until <= now
            assert UPWARDS.index(done.to) >= UPWARDS.index(step.to)
            before = (number, now)
            told.append((number, now))
        else:
            assert step.to not in line or not any(
                line[role].is_here for role in UPWARDS[UPWARDS.index(step.to) :] if role in line
            )

    assert [number for number, _ in told] == sorted({number for number, _ in told})
    assert [when for _, when in told] == sorted(when for _, when in told)


def _quiet(at: datetime, outage_s: int, quiet_s: int | None) -> datetime | None:
    return None if quiet_s is None else at + timedelta(seconds=outage_s + quiet_s)


@given(escalating, starts)
def test_steps_come_in_order_and_before_anything_is_given_up(policy: Policy, at: datetime) -> None:
    found = course(at, policy)
    steps = reached(found)

    assert steps == sorted(steps)
    ends = expires_at(policy, at)
    assert ends is None or all(step <= ends for step in steps)


@given(escalating, starts, st.integers(60, 40 * 86_400))
def test_what_is_to_be_put_right_by_any_hour_is_not_called_late_before_it(
    policy: Policy, opened: datetime, within_s: int
) -> None:
    task = Course(policy, opened, opened + timedelta(seconds=within_s))
    steps = reached(task)

    assert steps == sorted(steps)
    assert all(opened <= at for at in steps)
    late = [at for step, at in zip(policy.escalation, steps, strict=True) if step.at_percent >= 100]
    assert all(task.due_at <= at for at in late)
