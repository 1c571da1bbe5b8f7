"""Until when somebody wants peace, as they write it, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quiet import read_quiet

BERLIN = "Europe/Berlin"


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


NOW = berlin(23, 10)


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("", berlin(24, 0)),
        ("today", berlin(24, 0)),
        ("until 15:00", berlin(23, 15)),
        ("  UNTIL  9:30 ", "past"),
        ("15:30", berlin(23, 15, 30)),
        ("until tomorrow 12:00", berlin(24, 12)),
        ("for 2h", berlin(23, 12)),
        ("for 90m", berlin(23, 11, 30)),
        ("for 0m", "past"),
        ("for 3d", "too_long"),
        ("until 25:00", "unreadable"),
        ("until monday", "unreadable"),
        ("for a while", "unreadable"),
        ("for 999999d999999h", "too_long"),
    ],
)
def test_what_is_written_is_read_in_ones_own_zone(written: str, until: datetime | str) -> None:
    assert read_quiet(written, now=NOW, zone=BERLIN) == until


@given(st.text(max_size=30), st.sampled_from(["", "for ", "until ", "until tomorrow "]))
def test_whatever_is_written_is_a_time_to_come_or_says_why_not(words: str, begin: str) -> None:
    until = read_quiet(begin + words, now=NOW, zone=BERLIN)

    if isinstance(until, datetime):
        assert NOW < until <= berlin(25, 0)
    else:
        assert until in ("unreadable", "past", "too_long")
