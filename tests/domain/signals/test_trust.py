"""Trust is told of five answers or more, and held against what was measured where that is a share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.pulse import Answer
from domain.signals.trust import Asked, Held, Trust
from domain.signals.wrong_ones_out import LookedAt, wrong_ones_out
from domain.statistics.weighting import WeightedRate
from handlers.cards.signals.trust import words


def asked(*right: int, score: int = 5, of: int = 10) -> Asked:
    return Asked(of, tuple(Answer(score, score, score, one) for one in right))


# 192 of 200 looked at were right.
MEASURED = wrong_ones_out(
    [LookedAt(0.1, "good", True, False, 192), LookedAt(0.1, "wrong", True, False, 8)],
    gone_out=2_000,
    people_first=False,
)


@pytest.mark.parametrize(
    ("stated", "held"), [(90, "less"), (93, "calibrated"), (98, "calibrated"), (99, "more")]
)
def test_what_they_think_is_held_against_what_was_measured(stated: int, held: Held) -> None:
    found = Trust(asked(80, 85, stated, 100, 100), None, MEASURED)

    assert isinstance(MEASURED.rate, WeightedRate)
    assert found.measured == pytest.approx((0.96, 0.923, 0.980), abs=1e-3)
    assert (found.stated, found.held) == (stated, held)


def test_whoever_says_what_the_range_that_is_told_holds_sees_it_as_it_is() -> None:
    assert MEASURED.rate is not None
    nearly = replace(MEASURED, rate=replace(MEASURED.rate, high=0.054))
    found = Trust(asked(*[94] * 5), None, nearly)

    assert found.held == "calibrated"
    assert [one.plain() for one in words(found)][1] == (
        "In the last round of four weeks they said 94 in 100 are right, and so it was: 96 were (94 to 98)."
    )


def test_of_fewer_than_five_answers_only_how_many_were_asked_is_told() -> None:
    few = Trust(asked(80, 85, 90, 95), asked(*[90] * 9), MEASURED)

    assert few.reading.counts == {"asked": 10.0}
    assert (few.reading.figure.n, few.reading.figure.suppressed, few.held) == (0, True, None)
    assert [one.plain() for one in words(few)] == [
        "Do people trust it? 10 asked, and fewer than five have answered."
    ]


def test_where_nothing_was_measured_nothing_is_held_against_it() -> None:
    found = Trust(asked(*[90] * 6))

    assert (found.held, found.reading.counts["right"]) == (None, None)
    assert [one.plain() for one in words(found)] == [
        "Do people trust it? 5 of 7, in the middle (6 of 10 asked have answered).",
        "In the last round of four weeks they said 90 in 100 are right; how many were is not measured.",
    ]


def test_a_change_is_told_only_where_chance_would_not_explain_it() -> None:
    higher = Trust(asked(*[90] * 8, score=6), asked(*[90] * 8, score=4), MEASURED)
    uneven = Asked(10, tuple(Answer(one, one, one, 90) for one in (1, 7, 2, 6, 4)))
    unclear = Trust(uneven, asked(*[90] * 5, score=4), MEASURED)

    assert [one.plain() for one in words(higher)] == [
        "Do people trust it? 6 of 7, in the middle (8 of 10 asked have answered).",
        "In the last round of four weeks they said 90 in 100 are right; 96 were (92 to 98): it earned more trust.",
        "They trust it more than when they were asked before.",
    ]
    assert higher.reading.counts["change"] == 2
    assert unclear.change is not None
    assert not unclear.change.is_clear


def test_whether_items_go_together_is_said_from_thirty_answers_on() -> None:
    answers = tuple(Answer(1 + one % 7, 1 + one % 7, 1 + one % 5, 90) for one in range(30))

    assert Trust(Asked(90, answers[:29])).reading.counts["alpha"] is None
    assert Trust(Asked(90, answers)).reading.counts["alpha"] is not None
