"""Rate against mix: worked values and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.mixing import Stratum, effects, rate_and_mix


def shares(*counted: tuple[int, int]) -> list[tuple[float, float]]:
    total = sum(n for _, n in counted)
    return [(n / total, bad / n) for bad, n in counted]


def test_the_questions_changed_and_not_the_answers() -> None:
    pilot = shares((9, 900), (6, 100))

    assert rate_and_mix(pilot, shares((25, 2500), (150, 2500))) == pytest.approx((0, 0.02))
    assert rate_and_mix(pilot, shares((50, 2500), (200, 2500))) == pytest.approx((0.013, 0.022))


def test_berkeley_1973() -> None:
    men = shares((512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373))
    women = shares((89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341))

    assert sum(w * r for w, r in men) == pytest.approx(0.44519, abs=5e-6)
    assert sum(w * r for w, r in women) == pytest.approx(0.30354, abs=5e-6)
    assert rate_and_mix(men, women) == pytest.approx((0.03603, -0.17767), abs=6e-6)


TABLES = st.integers(1, 8).flatmap(
    lambda kinds: st.tuples(
        *(
            st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=kinds, max_size=kinds)
            for _ in range(2)
        )
    )
)


@given(TABLES)
def test_both_parts_are_the_whole_and_the_other_way_round_they_change_signs(
    tables: tuple[list[tuple[float, float]], list[tuple[float, float]]],
) -> None:
    before, after = tables

    rate, mix = rate_and_mix(before, after)

    total = sum(w * r for w, r in after) - sum(w * r for w, r in before)
    assert rate + mix == pytest.approx(total, abs=1e-12)
    assert rate_and_mix(after, before) == pytest.approx((-rate, -mix), abs=1e-12)


def stratum(share: float, bad: int, n: int, chance: float = 1.0) -> Stratum:
    return Stratum(share, ((True, chance, bad), (False, chance, n - bad)))


def test_each_part_comes_with_its_interval_the_same_each_time() -> None:
    pilot = [stratum(0.9, 9, 900), stratum(0.1, 6, 100)]
    scale = [stratum(0.5, 10, 1_000, 0.4), stratum(0.5, 60, 1_000, 0.4)]

    rate, mix = effects(pilot, scale)

    assert (rate.value, mix.value) == (pytest.approx(0, abs=1e-12), pytest.approx(0.02))
    assert (rate.is_clear, mix.is_clear) == (False, True)
    assert (rate.low, rate.high) == (pytest.approx(-0.018, abs=0.004), pytest.approx(0.014, abs=0.004))
    assert effects(pilot, scale) == (rate, mix)
