"""A change is told with its interval, and called one only where chance would not explain it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.signals.change import WrongOnesChanged
from domain.signals.wrong_ones_out import LookedAt, Made, WrongOnesOut, wrong_ones_out
from domain.statistics.changing import clear_changes
from domain.trials import Maker
from handlers.cards.signals.change import words
from tests.builders import MONDAY


def audited(good: int, wrong: int, chance: float = 1.0, *, version: str = "5") -> WrongOnesOut:
    made = Made(Maker("gpt", version), MONDAY, MONDAY)
    seen = [
        LookedAt(chance, "good", went_out=True, held=False, count=good, made=made),
        LookedAt(chance, "wrong", went_out=True, held=False, count=wrong, made=made),
    ]
    return wrong_ones_out(seen, gone_out=10_000, people_first=False)


def test_three_times_as_many_is_no_clear_change_where_they_are_few() -> None:
    changed = WrongOnesChanged(audited(208, 12), audited(196, 4))

    told = changed.reading.figure
    assert (told.low, told.high, told.n) == (
        pytest.approx(-0.0035, abs=5e-5),
        pytest.approx(0.0748, abs=5e-5),
        220,
    )
    assert clear_changes([changed.change]) == [False]
    assert changed.reading.counts["changed"] == 0
    (line,) = words(changed)
    assert line.plain() == "Against the four weeks before, no more has changed than chance would explain."


def test_what_chance_does_not_explain_is_told_with_how_much_it_may_be() -> None:
    more, fewer = (audited(270, 30), audited(290, 10)), (audited(299, 1), audited(270, 30))

    assert [line.plain() for line in words(WrongOnesChanged(*more, is_clear=True))] == [
        "Against the four weeks before, about 7 in 100 more get out wrong (2 to 11)."
    ]
    assert [line.plain() for line in words(WrongOnesChanged(*fewer, is_clear=True))] == [
        "Against the four weeks before, about 10 in 100 fewer get out wrong (6 to 14)."
    ]


def test_another_version_is_not_the_same_ai_that_got_worse() -> None:
    now, before = audited(270, 30, version="6"), audited(290, 10)
    changed = WrongOnesChanged(now, before, "Europe/Berlin", is_clear=True)
    back = WrongOnesChanged(before, replace(before, by_version=(*now.by_version, *before.by_version)))

    assert changed.reading.counts["other_version"] == 1
    assert [line.plain() for line in words(changed)] == [
        "Against the four weeks before, about 7 in 100 more get out wrong (2 to 11); "
        "another version since 23 November 2026."
    ]
    assert [line.plain() for line in words(back)] == [
        "Against the four weeks before, no more has changed than chance would explain; other versions than then."
    ]
    assert not WrongOnesChanged(before, before).is_other


@pytest.mark.parametrize("before", [WrongOnesOut(), audited(27, 2)])
def test_against_nothing_or_too_few_nothing_is_said(before: WrongOnesOut) -> None:
    changed = WrongOnesChanged(audited(270, 30), before)

    assert (changed.reading.figure.value, changed.reading.figure.suppressed) == (None, True)
    assert not list(words(changed))
