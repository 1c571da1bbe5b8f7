"""Changes among many, and shares that may be told as such: the worked values of their papers."""

from __future__ import annotations

import pytest

from domain.statistics.changing import change, clear_changes, discovered
from domain.statistics.showing import may_be_a_rate

# Benjamini & Hochberg 1995, section 3: fifteen treatments.
PAPER = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_the_papers_example_finds_four() -> None:
    assert discovered(PAPER, 0.05) == [True] * 4 + [False] * 11
    assert discovered(PAPER[::-1], 0.05) == [False] * 11 + [True] * 4


def test_errors_that_tripled_are_no_clear_change() -> None:
    tripled, many_more = change(12, 220, 4, 200), change(40, 200, 8, 400)

    assert tripled is not None
    assert (tripled.low, tripled.high) == pytest.approx((-0.0035, 0.0748), abs=5e-5)
    assert clear_changes([tripled, None, many_more]) == [False, False, True]


def test_one_of_many_has_to_be_clearer_than_one_alone() -> None:
    one = change(20, 200, 9, 200)
    nothing = change(10, 200, 10, 200)
    assert one is not None

    assert clear_changes([one]) == [True]
    assert clear_changes([one, *[nothing] * 30]) == [False] * 31


def test_nothing_judged_has_not_changed() -> None:
    assert change(0, 0, 3, 100) is None
    assert clear_changes([change(0, 100, 0, 100)]) == [False]


@pytest.mark.parametrize(
    ("errors", "n", "shown"),
    [(3, 25, False), (3, 40, False), (3, 60, False), (10, 100, True), (20, 100, True), (2, 400, True)],
)
def test_a_share_of_few_is_not_told_as_one(errors: int, n: int, shown: bool) -> None:
    assert may_be_a_rate(errors, n) is shown
