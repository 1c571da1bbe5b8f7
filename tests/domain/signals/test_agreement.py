"""Agreement is a share from fifty pairs of five people on; below that counts, and of fewer people not even these."""

from __future__ import annotations

import pytest

from domain.second_looks import Pairs
from domain.signals.agreement import ReviewersAgree


def test_the_share_stands_beside_what_a_high_one_hides() -> None:
    # Feinstein and Cicchetti 1990: both agree on .85, and on rejecting on .40 only.
    told = ReviewersAgree(Pairs(80, 10, 5, 5, people=6)).reading

    assert (told.figure.value, told.figure.n, told.figure.suppressed) == (0.85, 100, False)
    assert told.counts["agreed_on_rejecting"] == pytest.approx(0.4)
    assert told.counts["beyond_chance"] == pytest.approx(0.8080, abs=1e-4)


def test_of_few_pairs_there_are_counts_and_of_few_people_not_even_these() -> None:
    few = ReviewersAgree(Pairs(20, 1, 1, 2, people=5)).reading
    nobody_to_hide_among = ReviewersAgree(Pairs(80, 10, 5, 5, people=4)).reading

    assert few.figure.value is None
    assert few.figure.suppressed
    assert few.counts["agreed"] == 22
    assert few.counts["agreed_on_rejecting"] is None
    assert nobody_to_hide_among.figure.value is None
    assert nobody_to_hide_among.figure.n == 100
    assert not nobody_to_hide_among.counts
