"""How many wrong ones got out, as people read it: never a share of too few, never without how many were looked at."""

from __future__ import annotations

import pytest

from domain.signals.wrong_ones_out import LookedAt, WrongOnesOut, wrong_ones_out
from handlers.cards.got_out import got_out_lines, of_100


def drawn(chance: float, good: int, wrong: int, *, held: bool = False) -> list[LookedAt]:
    return [
        LookedAt(chance, "good", went_out=True, held=held, count=good),
        LookedAt(chance, "wrong", went_out=not held, held=held, count=wrong),
    ]


def said(*looked_at: LookedAt, gone_out: int, reported: int = 0, people_first: bool = False) -> list[str]:
    found = wrong_ones_out(
        looked_at, gone_out=gone_out, reported=reported, tolerated=0.02, people_first=people_first
    )
    return [line.plain() for line in got_out_lines(found)]


@pytest.mark.parametrize(
    ("good", "wrong", "told"),
    [
        (
            26,
            3,
            "Too few were looked at to say how many of them were wrong: 29 looked at, 3 wrong and out, 0 stopped in"
            " time.",
        ),
        (57, 3, "and 60 were looked at. Of what got out between 1.7 and 14 in 100 were wrong."),
        (60, 0, "and 60 were looked at. None that got out was wrong; there may be up to 4.9 in 100."),
        (
            405,
            5,
            "and 410 were looked at. Of what got out about 1.2 in 100 were wrong (0.52 to 2.8), each that was looked at"
            " counted for those it stands for.",
        ),
    ],
)
def test_it_is_told_as_far_as_it_is_known(good: int, wrong: int, told: str) -> None:
    first, *rest = said(*drawn(0.1, good, wrong), gone_out=3_600)

    assert first.startswith("In the last four weeks 3600 went out")
    assert first.endswith(told)
    assert rest == ["Signed for: at most 2 wrong in 100."]


def test_where_a_person_lets_each_one_out_first_nothing_is_estimated() -> None:
    good = LookedAt(1.0, "good", went_out=True, held=False, count=400, people_first=True)
    wrong = LookedAt(1.0, "wrong", went_out=True, held=False, count=2, people_first=True)

    assert said(good, gone_out=400, people_first=True) == [
        "In the last four weeks 400 went out, each let out by a person first; nobody reported one as wrong."
    ]
    assert said(good, wrong, gone_out=402, people_first=True) == [
        "In the last four weeks 402 went out, each let out by a person first; 2 turned out wrong later."
    ]


def test_what_was_held_reported_or_left_is_told_apart_and_of_nothing_nothing_is() -> None:
    late = LookedAt(1.0, "late", went_out=True, held=False)

    assert said(*drawn(0.1, 5, 2, held=True), late, gone_out=70, reported=1) == [
        "In the last four weeks 70 went out. Too few were looked at to say how many of them were wrong: 7 looked at,"
        " 0 wrong and out, 2 stopped in time.",
        "Signed for: at most 2 wrong in 100.",
        "And one that nobody was to look at was reported, and was wrong.",
        "One was to be looked at, and nobody did in time.",
    ]
    assert list(got_out_lines(WrongOnesOut())) == []


@pytest.mark.parametrize(
    ("share", "words"), [(0.0025, "0.25"), (0.025, "2.5"), (0.25, "25"), (1, "100"), (0, "0")]
)
def test_a_share_has_the_digits_that_tell(share: float, words: str) -> None:
    assert of_100(share) == words
