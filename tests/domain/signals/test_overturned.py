"""What a second person would change is told each way apart, weighted, and of five people or more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals.overturned import FirstDecisionsChanged, LookedAtTwice
from handlers.cards.signals.overturned import words

TWICE = (
    LookedAtTwice("approve", "approve", 0.05, 230),
    LookedAtTwice("approve", "reject", 0.05, 12),
    LookedAtTwice("reject", "reject", 0.05, 40),
    LookedAtTwice("fix", "approve", 0.05, 18),
)


def test_both_ways_stand_apart_and_what_was_reported_is_a_count() -> None:
    found = FirstDecisionsChanged(TWICE, people=5, reported=2, escalated=7)

    told = found.reading
    assert (told.figure.value, told.figure.n) == (pytest.approx(0.1), 300)
    assert [(row["first"], row["n"], row["changed"]) for row in told.rows] == [
        ("let out", 242, 12),
        ("stop", 58, 18),
    ]
    assert (told.counts["reports_confirmed"], told.counts["escalated"]) == (2, 7)
    assert [line.plain() for line in words(found)] == [
        "About 10 in 100 are decided otherwise by a second person who does not know the first (7 to 14).",
        "Of 300 looked at twice, the second would stop 12 that were let out, and let out 18 that were stopped.",
    ]


def test_each_counts_for_as_many_as_it_stands_for() -> None:
    # The example of the whole stream: 2 of 90 drawn with one chance in ten, and 20 of 100 that all were looked at.
    pairs = (
        LookedAtTwice("approve", "approve", 0.1, 88),
        LookedAtTwice("approve", "reject", 0.1, 2),
        LookedAtTwice("approve", "approve", 1.0, 80),
        LookedAtTwice("approve", "reject", 1.0, 20),
    )

    figure = FirstDecisionsChanged(pairs, people=8).reading.figure

    assert (figure.low, figure.high) == pytest.approx((0.0196, 0.0800), abs=5e-5)
    assert figure.value is None, "an interval from half of it to twice as much is no share"


def test_of_few_people_there_is_nothing_but_how_many_were_looked_at_twice() -> None:
    found = FirstDecisionsChanged(TWICE, people=4, reported=1)

    told = found.reading
    assert (told.figure.value, told.figure.low, told.figure.n, told.rows) == (None, None, 300, ())
    assert told.counts == {"reports_confirmed": 1, "escalated": 0}
    assert not list(words(found))


PAIRS = st.builds(
    LookedAtTwice,
    st.sampled_from(["approve", "fix", "reject"]),
    st.sampled_from(["approve", "reject"]),
    st.sampled_from([0.01, 0.05, 0.5, 1.0]),
    st.integers(1, 60),
)


@given(st.lists(PAIRS, max_size=8), st.integers(0, 9))
def test_no_share_is_told_of_few_or_of_few_people(pairs: list[LookedAtTwice], people: int) -> None:
    told = FirstDecisionsChanged(tuple(pairs), people).reading

    shares = [told.figure.value, *(row["share"] for row in told.rows)]
    if people < 5:
        assert shares == [None]
    for share, n in zip(shares, [told.figure.n, *(row["n"] for row in told.rows)], strict=True):
        assert share is None or n >= 30  # type: ignore[operator]  # a count
