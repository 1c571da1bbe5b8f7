"""Bands are looked at more, never less, and what that costs in checks is spread as it tells most."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bands import Band, band_of, mean_share, share_in
from domain.draws import Drawn, bands_with_more, chance, drawn
from domain.lane_rules import Looked, parse_when
from domain.policy import Checking, Policy, Standard
from domain.statistics.allocation import Stratum, neyman
from domain.trying_bands import Weighed, try_bands

UNSURE, LEGAL = Band(parse_when("confidence < 0.8"), 0.3), Band(parse_when("segment = legal"), 0.5)
HARDLY = Band(parse_when("size > 10"), 0.02)
POLICY = Policy("Drafts replies", lane="automated", checking=Checking(bands=(UNSURE, LEGAL, HARDLY)))
SURE, DOUBTFUL = Looked(None, "normal", 0.9, 5), Looked(None, "normal", 0.5, 5)


@pytest.mark.parametrize(
    ("looked", "share"),
    [
        (SURE, 0.1),
        (Looked("returns", "normal", 0.9, 500), 0.1),  # its band asks for less than every output has
        (DOUBTFUL, 0.3),
        (Looked("returns", "normal", None, 5), 0.3),  # who says nothing of their doubts has them
        (Looked("Legal", "normal", 0.5, 5), 0.5),
    ],
)
def test_an_output_has_the_chance_of_its_band_and_never_less_than_the_standard_needs(
    looked: Looked, share: float
) -> None:
    assert chance(POLICY, "sampling", looked) == share
    assert chance(POLICY, "screening", looked) == 1
    assert bands_with_more(POLICY) == [UNSURE, LEGAL]


shares = st.floats(0.01, 1)
looks = st.builds(
    Looked, st.sampled_from([None, "legal", "x"]), st.just("normal"), st.none() | shares, st.integers(0, 20)
)


@given(st.lists(st.sampled_from([UNSURE, LEGAL, HARDLY]), max_size=4), looks, st.integers(1, 200))
def test_no_band_makes_a_chance_smaller(bands: list[Band], looked: Looked, budget: int) -> None:
    plain = Policy("", standard=Standard(escape_budget=budget))
    banded = Policy("", standard=Standard(escape_budget=budget), checking=Checking(bands=tuple(bands)))

    assert chance(banded, "sampling", looked) >= chance(banded, "sampling") == chance(plain, "sampling")
    found = band_of(bands, looked)
    assert share_in(bands, looked) == (0 if found is None else found.share)


@pytest.mark.parametrize("before_pi", [0.1, 0.3, 0.6])
def test_a_text_that_comes_again_has_had_the_chance_that_is_kept_with_it(before_pi: float) -> None:
    """However often the same is handed in: its chance rises to that of its band, and no further."""
    luck, times, drawn_so = random.Random(7), 20_000, 0
    for number in range(times):
        before = Drawn("sampling", before_pi, luck.random() < before_pi)
        again = drawn("sampling", 0.3, b"key", f"out-{number}", before, least=0.1)
        assert again.pi == max(0.3, before_pi)
        drawn_so += again.sampled
    assert drawn_so / times == pytest.approx(max(0.3, before_pi), abs=0.012)


def test_an_even_share_of_what_is_looked_at_would_be_so_in_any_band() -> None:
    drew = [
        drawn("sampling", 0.3, b"test-key", f"out-{number}", None, least=0.1) for number in range(1, 20_001)
    ]

    looked_at = [one for one in drew if one.sampled]
    assert len(looked_at) == pytest.approx(6_000, abs=260)
    # The worked value of the even share: with a chance of .1, exactly these of the 20,000.
    assert sum(one.evenly for one in looked_at) == 1989
    assert drawn("sampling", 0.1, b"test-key", "out-1", None, least=0.1).evenly


def test_what_had_more_than_the_even_chance_before_is_no_even_share_in_another_band() -> None:
    """Whoever hands in doubtful texts, and again as sure ones, makes no evidence of those that the band drew."""
    luck, times, counted = random.Random(11), 20_000, 0
    for number in range(times):
        before = Drawn("sampling", 0.5, luck.random() < 0.5, luck.random() < 0.2)
        again = drawn("sampling", 0.1, b"key", f"out-{number}", before, least=0.1)
        counted += again.sampled and again.evenly
    even = drawn("sampling", 0.1, b"key", "out-1", Drawn("sampling", 0.1, sampled=True), least=0.1)

    assert counted == 0
    assert even.sampled
    assert even.evenly


def test_the_share_of_a_mix_counts_each_band_with_at_least_the_common_share() -> None:
    assert mean_share(0.1, [(0, 60), (0.02, 20), (0.5, 20)]) == pytest.approx(0.18)
    assert mean_share(0.1, []) == 0.1


def test_checks_are_spread_as_worked_out_beforehand() -> None:
    strata = [Stratum(0.6, 0.005), Stratum(0.3, 0.02), Stratum(0.1, 0.10)]

    assert neyman(strata, 0.1) == pytest.approx([0.0617, 0.1225, 0.2624], abs=5e-5)
    assert neyman(strata, 0.02, floor=0.1) == [0.1, 0.1, 0.1]
    assert neyman([Stratum(0.5, 0), Stratum(0.5, 0)], 0.2) == [0.2, 0.2]


@given(
    st.lists(st.tuples(st.integers(1, 100), st.floats(0, 1)), min_size=1, max_size=6),
    st.floats(0, 1),
    st.floats(0.01, 0.5),
)
def test_as_many_are_checked_as_there_are_checks(
    sizes: list[tuple[int, float]], average: float, floor: float
) -> None:
    total = sum(size for size, _ in sizes)
    strata = [Stratum(size / total, rate) for size, rate in sizes]

    chances = neyman(strata, average, floor=floor)

    assert all(floor <= one <= 1 for one in chances)
    spent = sum(stratum.share * one for stratum, one in zip(strata, chances, strict=True))
    assert spent == pytest.approx(max(average, floor))
    # Whoever varies more is never checked less.
    by_spread = sorted(zip((one.rate * (1 - one.rate) for one in strata), chances, strict=True))
    assert all(one <= other + 1e-9 for (_, one), (_, other) in pairwise(by_spread))


def test_how_checks_tell_most_is_said_once_enough_were_judged_in_each_band() -> None:
    sure = [Weighed(SURE, "wrong" if number < 1 else "good", 1.0) for number in range(300)]
    unsure = [Weighed(DOUBTFUL, "wrong" if number < 10 else "good", 1.0) for number in range(100)]
    unjudged = [Weighed(SURE, "open", 0.1), Weighed(DOUBTFUL, "late", 1.0), Weighed(SURE, "good", None)]

    tried = try_bands(POLICY, [*sure, *unsure, *unjudged])
    few = try_bands(POLICY, [*sure, *unsure[:29]])

    by_band = {one.band: one for one in tried.bands}
    assert (by_band[None].outputs, by_band[None].judged, by_band[None].wrong) == (302, 300, 1)
    assert (by_band[UNSURE].outputs, by_band[UNSURE].judged, by_band[UNSURE].wrong) == (101, 100, 10)
    assert tried.outputs == 403
    assert tried.average == pytest.approx((302 * 0.1 + 101 * 0.3) / 403)
    best = {band: one.best for band, one in by_band.items()}
    assert best[LEGAL] is None, "nothing was in it"
    assert best[None] == 0.1
    assert best[UNSURE] == pytest.approx(0.3)
    assert all(one.best is None for one in few.bands)
