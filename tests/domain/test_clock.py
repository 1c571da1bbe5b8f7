from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.clock import Clock, MovableClock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_system_clock_speaks_utc() -> None:
    assert Clock().now().utcoffset() == timedelta(0)


def test_a_clock_with_a_start_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(NOON)

    clock.advance(90)

    assert clock.now() == clock.now() == NOON + timedelta(seconds=90)


def test_a_clock_without_a_start_runs_on_from_where_it_was_moved() -> None:
    clock = MovableClock()
    before = Clock().now()

    clock.advance(3600)

    assert timedelta(hours=1) <= clock.now() - before < timedelta(hours=1, minutes=1)


def test_a_start_elsewhere_is_told_in_utc_and_one_nowhere_is_refused() -> None:
    berlin = timezone(timedelta(hours=1))

    assert MovableClock(NOON.astimezone(berlin)).now().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        MovableClock(datetime(2026, 11, 24))
