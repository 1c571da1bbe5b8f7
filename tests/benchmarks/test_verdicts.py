"""A promise is broken only by figures that say so twice, against a baseline that holds still."""

from __future__ import annotations

import json
from itertools import cycle

import pytest

from benchmarks.__main__ import twice_if_broken
from benchmarks.pairs import Finding, Promise, compared, interleaved, once
from benchmarks.report import as_json, as_line

SUBMIT = Promise("submit, of a server that keeps nothing", floor=0.15, aim=0.35)
MEMORY = Promise("memory of a waiting request", floor=24, aim=16, unit=" KB", less_is_better=True)


@pytest.mark.parametrize(
    ("figure", "verdict"), [(0.4, "reaches the aim"), (0.2, "holds"), (0.15, "holds"), (0.149, "BROKEN")]
)
def test_more_is_better_above_the_floor(figure: float, verdict: str) -> None:
    assert once(SUBMIT, figure).verdict == verdict


@pytest.mark.parametrize(("figure", "verdict"), [(15, "reaches the aim"), (24, "holds"), (25, "BROKEN")])
def test_less_is_better_below_the_limit(figure: float, verdict: str) -> None:
    assert once(MEMORY, figure).verdict == verdict


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [(0.15, "holds"), (0.149, "falls short"), (0.121, "falls short"), (0.119, "BROKEN")],
)
def test_a_speed_that_falls_short_by_a_fifth_is_told_and_not_called_broken(
    figure: float, verdict: str
) -> None:
    speed = Promise("submit, of a server that keeps nothing", floor=0.15, aim=0.35, grace=0.2)

    assert once(speed, figure).verdict == verdict


def test_what_counts_is_the_median_of_the_pairs() -> None:
    found = compared(SUBMIT, ours=[10, 30, 20], baseline=[100, 100, 100])

    assert (found.figure, found.low, found.high) == (0.2, 0.1, 0.3)


def test_a_baseline_that_differs_from_itself_says_nothing_against_us() -> None:
    found = compared(SUBMIT, ours=[10, 10, 10], baseline=[100, 201, 150])

    assert found.verdict == "inconclusive"


def test_slices_take_turns_after_one_that_only_warms_up() -> None:
    order: list[str] = []
    figures = cycle([1.0, 2.0])

    slices = interleaved(
        2,
        {
            "hello": lambda: order.append("hello") or next(figures),
            "ours": lambda: order.append("ours") or next(figures),
        },
    )

    assert order == ["hello", "ours"] * 3
    assert slices == {"hello": [1.0, 1.0], "ours": [2.0, 2.0]}


def test_only_what_was_not_kept_is_taken_from_the_second_time() -> None:
    times = iter([[once(SUBMIT, 0.1), once(MEMORY, 14.0)], [once(SUBMIT, 0.2), once(MEMORY, 6.0)]])

    found = twice_if_broken(lambda: next(times))

    assert [finding.figure for finding in found] == [0.2, 14.0]


def test_nothing_is_measured_twice_without_need() -> None:
    times: list[list[Finding]] = [[once(SUBMIT, 0.2)]]

    assert twice_if_broken(times.pop) == [once(SUBMIT, 0.2)]


def test_the_table_and_json_say_what_was_promised() -> None:
    found = once(SUBMIT, 0.1)

    assert ">= 0.15" in as_line(found)
    assert as_line(found).endswith("BROKEN")
    said = json.loads(as_json("2 cores", [found]))["findings"][0]
    assert (said["median"], said["floor"], said["verdict"]) == (0.1, 0.15, "BROKEN")
