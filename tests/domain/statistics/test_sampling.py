"""The draw of an audit, the share to audit, and how many escape meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics import escapes
from domain.statistics.sampling import FLOOR, draw, fraction

KEY = b"test-key"


def test_the_draw_is_as_worked_out() -> None:
    assert draw(KEY, "out-1") == 0.2648550534711818
    assert draw(KEY, "out-2") == 0.9427178410729047
    assert draw(KEY, "out-3") == 0.9031977313878693

    drawn = [i for i in range(1, 20_001) if draw(KEY, f"out-{i}") < 0.1]

    assert len(drawn) == 1989
    assert drawn[:8] == [11, 13, 38, 39, 50, 56, 59, 95]


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_as_many_are_drawn_as_were_to_be(share: float) -> None:
    n = 10_000

    drawn = sum(draw(b"another key", f"out-{i}") < share for i in range(n))

    assert abs(drawn - n * share) < 4 * (n * share * (1 - share)) ** 0.5


def test_another_key_draws_others() -> None:
    ids = [f"out-{i}" for i in range(2_000)]

    first, second = ({one for one in ids if draw(key, one) < 0.1} for key in (b"one", b"two"))

    assert len(first & second) < 60  # about 20 by chance


def test_the_share_follows_from_the_budget() -> None:
    assert fraction(9, held=True) == pytest.approx(0.10)
    assert fraction(10, held=False) == pytest.approx(0.10)
    assert fraction(10, held=False, sensitivity=0.8) == pytest.approx(0.125)
    assert fraction(0, held=True) == fraction(0, held=False) == fraction(0.5, held=False) == 1
    assert fraction(1_000_000, held=True) == FLOOR


@pytest.mark.parametrize(("budget", "sensitivity"), [(-1, 1), (10, 0), (10, 1.1)])
def test_budgets_that_cannot_be_are_refused(budget: float, sensitivity: float) -> None:
    with pytest.raises(ValueError, match=r"number of outputs|share above 0"):
        fraction(budget, held=True, sensitivity=sensitivity)


# The quantile is of those out: "95 % are at most 29" of those audited after release, one less where they are held.
@pytest.mark.parametrize(
    ("share", "sensitivity", "held", "after", "thirty", "quantile"),
    [(0.1, 1, 9, 10, 0.0424, 29), (0.1, 0.8, 11.5, 12.5, 0.0820, 36), (0.2, 0.9, 4.5556, 5.5556, 0.0026, 16)],
)
def test_as_many_escape_as_worked_out(
    share: float, sensitivity: float, held: float, after: float, thirty: float, quantile: int
) -> None:
    assert escapes.mean(share, held=True, sensitivity=sensitivity) == pytest.approx(held, abs=1e-4)
    assert escapes.mean(share, held=False, sensitivity=sensitivity) == pytest.approx(after, abs=1e-4)
    assert escapes.at_least(30, share, held=True, sensitivity=sensitivity) == pytest.approx(thirty, abs=1e-4)
    assert escapes.quantile(0.95, share, held=False, sensitivity=sensitivity) == quantile
    assert escapes.quantile(0.95, share, held=True, sensitivity=sensitivity) == quantile - 1


def test_a_late_verdict_lets_more_out() -> None:
    assert escapes.mean(0.1, held=False, rate=0.06, delay=20) == pytest.approx(11.2)


@given(st.floats(0.01, 1), st.booleans(), st.floats(0.5, 0.99))
def test_the_quantile_is_the_smallest_that_is_not_exceeded(share: float, held: bool, of: float) -> None:
    most = escapes.quantile(of, share, held=held)

    assert escapes.at_least(most + 1, share, held=held) <= 1 - of + 1e-12
    assert most == 0 or escapes.at_least(most, share, held=held) > 1 - of


@given(st.floats(0, 90), st.booleans(), st.floats(0.5, 1))
def test_the_share_keeps_to_the_budget(budget: float, held: bool, sensitivity: float) -> None:
    share = fraction(budget, held=held, sensitivity=sensitivity)
    out = escapes.mean(share, held=held, sensitivity=sensitivity)

    # Everything is audited where the budget cannot be kept: reviewers miss some, or the first is out already.
    assert out <= budget + 1e-9 or share == 1
