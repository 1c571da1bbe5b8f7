"""Whether two agree is told with how many there are, and of too few people not at all."""

from __future__ import annotations

import pytest

from domain.second_looks import Pairs
from handlers.cards.signals.agreement import agreement_lines

FEW = "Do two of us agree? {} second looks, by too few people to say."


@pytest.mark.parametrize(
    ("pairs", "lines"),
    [
        (Pairs(), []),
        (Pairs(90, 3, 2, 5, people=4), [FEW.format(100)]),
        (Pairs(20, 1, 2, 0, people=5), ["Do two of us agree? In 20 of 23 second looks."]),
        (
            Pairs(80, 10, 5, 5, people=5),
            [
                "Do two of us agree? In 85 of 100 second looks: 85 in 100; it could be 76 to 91.",
                "Of 25 rejections in them, the other had rejected 10 too.",
            ],
        ),
        (
            Pairs(50, 0, 0, 0, people=9),
            ["Do two of us agree? In 50 of 50 second looks: 100 in 100; it could be 92 to 100."],
        ),
    ],
)
def test_it_is_told_in_words(pairs: Pairs, lines: list[str]) -> None:
    assert [one.plain() for one in agreement_lines(pairs)] == lines
