"""One output is one exception, however many things happened to it; what is spared is known only by what was before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.exceptions import Exceptions

THIRTY = tuple(f"out_{number}" for number in range(30))


def test_it_creates_about_twice_what_it_removes() -> None:
    found = Exceptions(1_000, escalated=THIRTY[:20], stopped=THIRTY[10:], per_1000=15)

    told = found.reading
    assert (told.figure.value, told.figure.n) == (30, 1_000)
    assert told.counts["spared"] == 15
    ratio = [told.counts[key] for key in ("ratio", "ratio_low", "ratio_high")]
    assert ratio == [pytest.approx(value, abs=5e-3) for value in (2, 1.04, 4)]
    assert found.ratio is not None
    assert found.ratio.is_clear


def test_without_a_number_of_before_there_is_what_is_new_and_no_more() -> None:
    told = Exceptions(1_000, escalated=THIRTY).reading

    assert told.figure.value == 30
    assert told.counts["spared"] is None
    assert told.counts["ratio"] is None


def test_exceptions_of_before_that_are_there_still_are_not_spared() -> None:
    assert Exceptions(1_000, as_before=THIRTY[:5], per_1000=15).spared == 10
    assert Exceptions(1_000, as_before=THIRTY, per_1000=15).spared == 0


SOME = st.lists(st.sampled_from(THIRTY))


@given(one=SOME, two=SOME, three=SOME, per_1000=st.floats(0, 1_000))
def test_what_is_made_is_no_more_than_there_are_outputs(
    one: list[str], two: list[str], three: list[str], per_1000: float
) -> None:
    found = Exceptions(30, set(one), set(two), set(three), per_1000=per_1000)

    assert found.made == len({*one, *two, *three}) <= 30
    assert found.ratio is None or found.made + (found.spared or 0) >= 30
    assert all(value is None or value >= 0 for value in found.reading.counts.values())
