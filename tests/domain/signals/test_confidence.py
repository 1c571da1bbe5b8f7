"""What the AI says of itself against what people found: from enough on, weighted, with its table."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.signals.confidence import StatedAndRight
from domain.signals.threshold import Sure, SureEnough
from domain.statistics.calibration import Forecast
from domain.statistics.thresholds import THRESHOLDS
from handlers.cards.signals import confidence, threshold


def stated(*of: tuple[float, int, int], chance: float = 1.0) -> tuple[Forecast, ...]:
    return tuple(Forecast(sure, number < right, chance) for sure, n, right in of for number in range(n))


def test_where_it_is_too_sure_it_says_so_and_in_the_table_it_is_seen_where() -> None:
    found = StatedAndRight(stated((0.6, 60, 40), (0.8, 60, 48), (0.97, 120, 108)))

    told = found.reading
    assert [(row["n"], row["stated"], row["right"]) for row in told.rows] == [
        (60, pytest.approx(0.6), pytest.approx(40 / 60)),
        (60, pytest.approx(0.8), pytest.approx(0.8)),
        (120, pytest.approx(0.97), pytest.approx(0.9)),
    ]
    assert (told.figure.n, told.counts["wrong"]) == (240, 44)
    assert [line.plain() for line in confidence.words(found)] == [
        "Where the AI is surest, it says about 97 in 100 are right, and 90 in 100 were (83 to 95; 120 judged): "
        "it is surer than it should be."
    ]


def test_one_that_is_as_right_as_it_says_is_said_to_be() -> None:
    found = StatedAndRight(stated((0.7, 100, 70), (0.9, 150, 135)))

    (line,) = confidence.words(found)

    assert found.reading.figure.value == pytest.approx(-0.0011, abs=1e-3)
    assert line.plain() == (
        "Where the AI is surest, it says about 90 in 100 are right, and 90 in 100 were (84 to 94; 150 judged)."
    )


def test_what_was_looked_at_with_less_chance_counts_for_more() -> None:
    even, seldom = stated((0.9, 150, 135)), stated((0.9, 150, 105), chance=0.1)

    (row,) = StatedAndRight(even + seldom).reading.rows

    assert row["right"] == pytest.approx((135 + 1_050) / (150 + 1_500))


@pytest.mark.parametrize("few", [stated((0.9, 199, 150)), stated((0.9, 300, 281)), stated((0.9, 300, 19))])
def test_of_too_few_or_of_one_kind_alone_nothing_is_said(few: tuple[Forecast, ...]) -> None:
    told = StatedAndRight(few).reading

    assert (told.figure.value, told.figure.suppressed, told.rows) == (None, True, ())
    assert not list(confidence.words(StatedAndRight(few)))


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_no_share_of_the_table_is_of_fewer_than_thirty(seed: int) -> None:
    chance = random.Random(seed)
    some = tuple(
        Forecast(round(chance.random(), 2), chance.random() < 0.7, chance.choice([0.02, 0.5, 1.0]))
        for _ in range(chance.randint(150, 400))
    )

    for row in StatedAndRight(some).reading.rows:
        assert isinstance(row["n"], float)
        assert row["n"] >= 30
        assert row["right"] is None or row["low"] is not None


def sure(*of: tuple[float, int, int]) -> tuple[Sure, ...]:
    return tuple(Sure(stated, number < wrong) for stated, n, wrong in of for number in range(n))


# So that 120, 220, 340, 480 and 700 are at least so sure, of which 0, 1, 4, 9 and 21 were wrong.
JUDGED = sure((0.97, 120, 0), (0.92, 100, 1), (0.87, 120, 3), (0.82, 140, 5), (0.75, 220, 12))
AT_LEAST = (120, 220, 340, 480, 700)


@pytest.mark.parametrize(
    ("tolerated", "answer", "said"),
    [
        (
            0.05,
            0.70,
            "70 in 100 sure, little enough is wrong for what was signed; that is 70 in 100 of all.",
        ),
        (
            0.03,
            0.85,
            "85 in 100 sure, little enough is wrong for what was signed; that is 34 in 100 of all.",
        ),
        (
            0.02,
            None,
            "However sure the AI is: to go by that alone would not be good enough for what was signed.",
        ),
    ],
)
def test_the_threshold_that_would_do_and_how_much_it_covers(
    tolerated: float, answer: float | None, said: str
) -> None:
    found = SureEnough(JUDGED, 1_000, AT_LEAST, tolerated)

    assert found.reading.figure.value == answer
    (line,) = threshold.words(found)
    assert line.plain().removeprefix("Where the AI is at least ") == said


def test_where_nothing_is_signed_or_nothing_came_with_a_confidence_there_is_none() -> None:
    for found in (SureEnough(JUDGED, 1_000, AT_LEAST), SureEnough(tolerated=0.05)):
        assert (found.reading.figure.value, found.reading.figure.suppressed, found.reading.rows) == (
            None,
            True,
            (),
        )
        assert not list(threshold.words(found))


def test_of_fewer_than_thirty_none_is_said_to_do() -> None:
    found = SureEnough(sure((0.97, 20, 0)), 20, (20,) * len(THRESHOLDS), tolerated=0.2)

    assert (found.reading.figure.value, found.coverage) == (None, None)
