from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.durations import parse_duration, spell_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("60s", 60),
        ("90m", 5400),
        ("4h", 14400),
        ("1h30m", 5400),
        ("2d", 172_800),
        ("1d2h3m4s", 93_784),
    ],
)
def test_a_duration_is_read_as_people_write_it(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


def test_a_day_is_as_long_as_the_caller_says() -> None:
    assert parse_duration("2d1h", day=timedelta(hours=8)) == timedelta(hours=17)


@pytest.mark.parametrize(
    "text", ["", "4", "4 h", "4 hours", "-4h", "4H", "1.5h", "30m1h", "٤h", "4h\n", "9999999h"]
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


@given(st.integers(0, 10**9).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_spelt_duration_reads_back_as_itself(length: timedelta) -> None:
    assert parse_duration(spell_duration(length)) == length
