"""The evidence that may relax checking: worked values, and what must hold of any counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.statistics.gate import (
    clean_needed,
    confidence_sequence,
    effective_rate,
    log_evidence,
    passes,
    split,
    still_needed,
    upper_bound,
)
from domain.statistics.sensitivity import lower_bound

counts = st.integers(0, 3_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
rates = st.floats(0.002, 0.5)


@pytest.mark.parametrize(
    ("n", "errors", "rate", "evidence"),
    [
        (188, 0, 0.02, 3.005261),
        (187, 0, 0.02, 2.987589),
        (330, 1, 0.02, 2.995942),
        (329, 1, 0.02, 2.980219),
        (74, 0, 0.05, 3.004777),
        (300, 0, 0.02, 5.039880),
        (300, 1, 0.02, 2.529899),
    ],
)
def test_evidence_is_as_worked_out(n: int, errors: int, rate: float, evidence: float) -> None:
    assert log_evidence(n, errors, rate) == pytest.approx(evidence, abs=1e-6)


@pytest.mark.parametrize(
    ("rate", "needed"),
    [
        (0.005, [756, 1329, 1769, 2162]),
        (0.01, [377, 663, 883, 1079]),
        (0.02, [188, 330, 440, 538]),
        (0.05, [74, 131, 174, 213]),
    ],
)
def test_so_many_must_be_judged_with_none_to_three_errors(rate: float, needed: list[int]) -> None:
    assert [clean_needed(rate, 0.95, errors) for errors in range(4)] == needed


def test_what_is_still_needed_counts_on_from_here() -> None:
    assert still_needed(0, 0, 0.02, 0.95) == 188
    assert still_needed(100, 1, 0.02, 0.95) == 230
    assert still_needed(188, 0, 0.02, 0.95) == 0
    assert not passes(187, 0, 0.02, 0.95)
    assert passes(188, 0, 0.02, 0.95)


def test_reviewers_who_miss_some_have_to_look_at_more() -> None:
    low = lower_bound(92, 100)
    rate = effective_rate(0.02, low)
    gate, sensitivity = split(0.95)

    assert low == pytest.approx(0.834054, abs=1e-6)
    assert rate == pytest.approx(0.016681, abs=1e-6)
    assert (gate, sensitivity) == (pytest.approx(0.96), pytest.approx(0.99))
    assert clean_needed(rate, gate) == 241


def test_bounds_that_hold_at_all_times_are_as_worked_out() -> None:
    assert confidence_sequence(100, 5, 0.95) == pytest.approx((0.00715, 0.15579), abs=1e-5)
    assert confidence_sequence(300, 1, 0.95) == pytest.approx((0.0, 0.03073), abs=2e-5)
    assert confidence_sequence(0, 0, 0.95) == (0, 1)
    assert upper_bound(300, 1, 0.95) == pytest.approx(0.02198, abs=1e-5)
    assert upper_bound(50, 0, 0.95) == pytest.approx(0.07289, abs=1e-5)
    assert upper_bound(0, 0, 0.95) == 1


@given(counts, rates)
@example((1436, 781), 0.123046875)  # the share below is near 1e-300
def test_a_good_one_is_evidence_for_and_an_error_against(counted: tuple[int, int], rate: float) -> None:
    n, errors = counted
    now = log_evidence(n, errors, rate)

    assert math.isfinite(now)
    assert log_evidence(n + 1, errors, rate) > now - 1e-9
    assert log_evidence(n + 1, errors + 1, rate) < now + 1e-9


@given(st.integers(0, 40), rates, st.floats(0.5, 0.999))
def test_the_number_needed_passes_and_one_less_does_not(errors: int, rate: float, confidence: float) -> None:
    needed = clean_needed(rate, confidence, errors)

    assert passes(needed, errors, rate, confidence)
    assert needed == errors or not passes(needed - 1, errors, rate, confidence)


@given(counts, st.floats(0.5, 0.999))
def test_bounds_hold_what_was_seen(counted: tuple[int, int], confidence: float) -> None:
    n, errors = counted
    low, high = confidence_sequence(n, errors, confidence)

    assert 0 <= low <= (errors / n if n else 0.5) <= high <= 1


@given(st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n // 10))))
def test_what_passes_is_above_the_upper_bound(counted: tuple[int, int]) -> None:
    bound = upper_bound(*counted, 0.95)

    assert bound > 0.5 or passes(*counted, bound * 1.001, 0.95)
    assert bound < 1e-6 or not passes(*counted, bound * 0.999, 0.95)


@pytest.mark.parametrize(("n", "errors", "rate"), [(1, 2, 0.1), (1, -1, 0.1), (1, 0, 0.0), (1, 0, 1.0)])
def test_counts_that_cannot_be_are_refused(n: int, errors: int, rate: float) -> None:
    with pytest.raises(ValueError, match=r"cannot be|between"):
        log_evidence(n, errors, rate)


@pytest.mark.parametrize("confidence", [0, 1, 1.5])
def test_a_confidence_that_cannot_be_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between"):
        passes(10, 0, 0.02, confidence)
