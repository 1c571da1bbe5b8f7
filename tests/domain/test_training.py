"""Joining: until when it holds, what is learned from, and what is judged in the shadow of others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.training import SHADOWED, Decided, examples_of, next_shadowed, trained_until
from tests.builders import MONDAY


def decided(verdict: str, *numbers: int, why: bool = False) -> list[Decided]:
    return [Decided(f"{verdict}_{number}", "0" * 64, verdict, why) for number in numbers]  # type: ignore[arg-type]  # one of the two


@pytest.mark.parametrize(
    ("now", "months", "until"),
    [
        (MONDAY, 12, datetime(2027, 11, 22, 23, tzinfo=UTC)),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), 1, datetime(2026, 2, 27, 23, tzinfo=UTC)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), 1, datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (datetime(2026, 8, 31, 12, tzinfo=UTC), 60, datetime(2031, 8, 30, 22, tzinfo=UTC)),
    ],
)
def test_training_ends_as_a_day_begins_where_the_team_works(
    now: datetime, months: int, until: datetime
) -> None:
    assert trained_until(now, months, "Europe/Berlin") == until


def test_examples_are_the_newest_and_one_was_stopped_with_a_reason() -> None:
    silent, told = decided("reject", 1), decided("reject", 2, why=True)

    chosen = examples_of(decided("approve", 1, 2, 3), [*silent, *told])

    assert [one.output_id for one in chosen] == ["approve_1", "approve_2", "reject_2"]


@pytest.mark.parametrize(
    ("approved", "rejected", "expected"), [(0, 0, 0), (1, 0, 1), (0, 2, 2), (1, 5, 3), (9, 0, 3), (9, 9, 3)]
)
def test_where_there_are_too_few_examples_there_are_what_there_is(
    approved: int, rejected: int, expected: int
) -> None:
    chosen = examples_of(decided("approve", *range(approved)), decided("reject", *range(rejected)))

    assert len({one.output_id for one in chosen}) == len(chosen) == expected


@pytest.mark.parametrize("number", range(8))
def test_one_of_five_was_stopped_and_nobody_knows_which(number: int) -> None:
    pool = decided("approve", *range(500)) + decided("reject", 1)
    judged: list[Decided] = []

    for place in range(1, SHADOWED + 1):
        found = next_shadowed(f"join_{number}", place, [one for one in pool if one not in judged])
        assert found is not None
        judged.append(found)

    assert [one.verdict for one in judged].count("reject") == 1
    assert len({one.output_id for one in judged}) == SHADOWED


def test_the_stopped_one_comes_in_another_place_for_another_person() -> None:
    pool = decided("approve", *range(500)) + decided("reject", 1)

    places = {
        place
        for number in range(30)
        for place in range(1, SHADOWED + 1)
        if (found := next_shadowed(f"join_{number}", place, pool)) is not None and found.verdict == "reject"
    }

    assert places == set(range(1, SHADOWED + 1))


def test_where_nothing_is_left_nothing_comes() -> None:
    assert next_shadowed("join_1", 1, []) is None
