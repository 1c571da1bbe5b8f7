"""Weights, agreement, sensitivity and costs: worked values and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.agreement import Agreement, agreement
from domain.statistics.costs import break_even_rate, checking_everything_is_cheaper
from domain.statistics.intervals import exact
from domain.statistics.sensitivity import caught_share, chance_of_luck, lower_bound
from domain.statistics.weighting import weighted_rate


def known(both: int, first: int, second: int, neither: int) -> Agreement:
    found = agreement(both, first, second, neither)
    assert found is not None
    return found


def test_a_stream_of_which_some_was_looked_at_more_counts_by_chance() -> None:
    low_risk = [(True, 0.1)] * 2 + [(False, 0.1)] * 88
    high_risk = [(True, 1.0)] * 20 + [(False, 1.0)] * 80

    found = weighted_rate(low_risk + high_risk)

    assert found is not None
    assert found.rate == pytest.approx(0.04)
    assert (found.n, found.n_eff) == (190, pytest.approx(176.99, abs=0.01))
    assert (found.low, found.high) == pytest.approx((0.0196, 0.0800), abs=5e-5)
    assert found.exact() == pytest.approx((0.0163, 0.0804), abs=5e-5)


def test_without_errors_the_effective_number_is_that_of_kish() -> None:
    found = weighted_rate([(False, 0.1)] * 90 + [(False, 1.0)] * 100)

    assert found is not None
    assert (found.rate, found.low) == (0, 0)
    assert found.n_eff == pytest.approx(109.89, abs=0.01)
    assert weighted_rate([]) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0.01, 1)), min_size=1, max_size=60))
def test_weights_give_a_share_within_its_interval(judged: list[tuple[bool, float]]) -> None:
    found = weighted_rate(judged)

    assert found is not None
    assert 0 <= found.low <= found.rate + 1e-9
    assert found.rate - 1e-9 <= found.high <= 1
    assert 0 < found.n_eff <= found.n + 1e-9


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 1))
def test_one_chance_for_all_is_no_weight(counted: tuple[int, int], chance: float) -> None:
    errors, n = counted

    found = weighted_rate([(i < errors, chance) for i in range(n)])

    assert found is not None
    assert (found.rate, found.n_eff) == (pytest.approx(errors / n), pytest.approx(n))
    assert found.exact() == pytest.approx(exact(errors, n))


@pytest.mark.parametrize(
    ("table", "raw", "beyond_chance"),
    [
        ((40, 9, 6, 45), 0.85, 0.7007),
        ((80, 10, 5, 5), 0.85, 0.8080),
        ((118, 5, 2, 0), 0.944, 0.9408),
        ((20, 5, 10, 15), 0.7, 0.4059),
    ],
)
def test_agreement_is_as_worked_out(
    table: tuple[int, int, int, int], raw: float, beyond_chance: float
) -> None:
    found = known(*table)

    assert (found.raw, found.beyond_chance) == (
        pytest.approx(raw),
        pytest.approx(beyond_chance, abs=5e-5),
    )


def test_agreeing_on_most_can_hide_disagreeing_on_what_is_rejected() -> None:
    found = known(80, 10, 5, 5)

    assert (found.on_approving, found.on_rejecting) == (pytest.approx(0.9143, abs=5e-5), pytest.approx(0.4))
    assert known(118, 5, 2, 0).on_rejecting == 0
    assert (found.enough, found.enough_rejections) == (True, True)
    assert (known(118, 5, 2, 0).enough_rejections, known(40, 0, 0, 9).enough) == (False, False)
    assert known(50, 0, 0, 0).on_rejecting is None
    assert agreement(0, 0, 0, 0) is None


@given(*[st.integers(0, 50)] * 4)
def test_who_of_two_is_first_does_not_matter(both: int, first: int, second: int, neither: int) -> None:
    assert agreement(both, first, second, neither) == agreement(both, second, first, neither)


@given(st.integers(0, 50), st.integers(0, 50))
def test_who_always_agree_agree_in_full(both: int, neither: int) -> None:
    found = agreement(both, 0, 0, neither)

    assert found is None or (found.raw, found.beyond_chance) == (1, 1)


def test_what_was_caught_of_what_was_planted() -> None:
    assert caught_share(18, 20) == (0.9, pytest.approx(0.699, abs=5e-4), pytest.approx(0.972, abs=5e-4))
    assert caught_share(95, 100)[1:] == pytest.approx((0.888, 0.978), abs=5e-4)
    assert caught_share(0, 0) == (0, 0, 1)
    assert exact(10, 10)[0] == pytest.approx(0.692, abs=5e-4)
    assert lower_bound(92, 100) == pytest.approx(0.834054, abs=1e-6)
    assert lower_bound(0, 20) == 0
    assert [chance_of_luck(n) for n in (3, 5, 10)] == pytest.approx([0.125, 0.03125, 0.001], abs=5e-5)


def test_tolerating_errors_can_cost_more_than_checking_everything() -> None:
    assert break_even_rate(6, 400) == pytest.approx(0.015)
    assert break_even_rate(6, 400, 0.8) == pytest.approx(0.01875)
    assert checking_everything_is_cheaper(0.02, 6, 400)
    assert not checking_everything_is_cheaper(0.01, 6, 400)
    with pytest.raises(ValueError, match="costs"):
        break_even_rate(6, 0)
