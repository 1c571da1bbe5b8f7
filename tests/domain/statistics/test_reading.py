"""What is sooner than anybody can have read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.reading import is_fast, reading_seconds


def test_six_hundred_words_take_two_and_a_half_minutes_and_half_a_minute_is_fast() -> None:
    assert reading_seconds(600) == pytest.approx(151, abs=0.5)
    assert is_fast(30, 600)
    assert not is_fast(31, 600)


@given(st.floats(0, 600), st.integers(0, 5_000))
def test_nothing_is_read_at_once_and_a_longer_text_never_later(seconds: float, words: int) -> None:
    assert not is_fast(seconds, 0)
    assert is_fast(seconds, words + 1) or not is_fast(seconds, words)
