"""What was planned stands beside what was drawn, and that beside what was judged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.sampling import CheckingDone, Drawn
from handlers.cards.signals.sampling import words


def said(found: CheckingDone) -> list[str]:
    return [line.plain() for line in words(found)]


def test_a_share_stands_beside_its_plan_and_all_that_was_to_be_judged_beside_what_was() -> None:
    found = CheckingDone((Drawn(0.1, 450, 42, 40, 38, waiting=2), Drawn(1.0, 100, 100, 100, 93)))

    told = found.reading
    assert (told.figure.value, told.figure.n) == (pytest.approx(42 / 450), 450)
    assert told.counts["planned"] == pytest.approx(45)
    assert said(found) == [
        "Drawn to be looked at: 42 of 450; about 45 were planned.",
        "Of 142 that were to be looked at, 140 were, 131 of them in time.",
    ]


def test_what_chance_does_not_explain_is_said() -> None:
    (drawn, _) = said(CheckingDone((Drawn(0.1, 450, 12, 12, 12),)))

    assert drawn.endswith("about 45 were planned, and chance does not explain that.")


def test_where_all_is_looked_at_nothing_is_drawn_and_of_nothing_nothing_is_said() -> None:
    everything = CheckingDone((Drawn(1.0, 60, 60, 58, 50, waiting=2),))

    assert said(everything) == ["Of 60 that were to be looked at, 58 were, 50 of them in time."]
    assert everything.reading.figure.suppressed
    assert said(CheckingDone()) == []


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(0, 40)), max_size=4), st.randoms())
def test_of_fewer_than_thirty_there_is_no_share(
    handed_in: list[tuple[float, int]], chance: random.Random
) -> None:
    rows = tuple(Drawn(pi, many, chance.randint(0, many)) for pi, many in handed_in)

    figure = CheckingDone(rows).reading.figure

    assert (figure.value is None) == (figure.n < 30) == figure.suppressed
