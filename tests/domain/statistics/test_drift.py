"""The alarm for a rate that has moved: worked plans and one worked path."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.statistics.drift import DriftPlan, average_run, drift_plan, step


@pytest.mark.parametrize(
    ("rate", "m", "limit", "tolerated", "noticed"),
    [(0.01, 61, 121, 1002.9, 168.4), (0.02, 30, 78, 1028.1, 115.2), (0.05, 12, 40, 1080.5, 64.1)],
)
def test_plans_are_as_worked_out(rate: float, m: int, limit: int, tolerated: float, noticed: float) -> None:
    plan = drift_plan(rate)

    assert plan == DriftPlan(m - 1, limit)
    assert average_run(plan, rate) == pytest.approx(tolerated, abs=0.05)
    assert average_run(plan, 2.5 * rate) == pytest.approx(noticed, abs=0.05)


@pytest.mark.parametrize(
    ("m", "limit", "rate", "run"),
    [
        (61, 121, 0.005, 5711),
        (30, 79, 0.02, 1072.5),
        (30, 79, 0.05, 117.2),
        (30, 79, 0.01, 10034.5),
        (55, 107, 0.01, 1040.4),
        (55, 107, 0.03, 128.7),
        (30, 90, 0.05, 138.5),
        (30, 90, 0.02, 1655.9),
    ],
)
def test_runs_until_an_alarm_are_as_worked_out(m: int, limit: int, rate: float, run: float) -> None:
    assert average_run(DriftPlan(m - 1, limit), rate) == pytest.approx(run, rel=5e-4)


def test_the_score_goes_the_way_that_is_worked_out() -> None:
    plan, scores = drift_plan(0.02), [0]

    for bad in [False] * 10 + [True] + [False] * 5 + [True] + [False] * 3 + [True]:
        scores.append(step(scores[-1], bad=bad, plan=plan))

    assert scores[-11:] == [29, 28, 27, 26, 25, 24, 53, 52, 51, 50, 79]
    assert [score >= plan.limit for score in scores[-2:]] == [False, True]


def test_without_errors_there_is_no_alarm() -> None:
    assert average_run(drift_plan(0.02), 0) == math.inf


@settings(max_examples=20, deadline=None)
@given(st.floats(0.004, 0.9), st.sampled_from([100, 1000]))
def test_any_rate_has_a_plan_and_a_higher_one_is_noticed_sooner(rate: float, between: int) -> None:
    plan = drift_plan(rate, between)

    assert average_run(plan, rate) >= between
    assert plan.limit == 1 or average_run(DriftPlan(plan.step_up, plan.limit - 1), rate) < between
    assert average_run(plan, (1 + rate) / 2) <= average_run(plan, rate)


@pytest.mark.parametrize("rate", [0, 1, -0.1])
def test_a_rate_that_cannot_be_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        drift_plan(rate)
