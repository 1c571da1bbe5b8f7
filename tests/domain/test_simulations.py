"""The guarantees, tried out: seeded simulations within the bands of chance (three standard errors).

The short ones are part of the suite, the long ones of `make nightly`.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from domain.replay import Past, Replay
from domain.stages import InspectionPlan, inspection_plan
from domain.statistics import escapes
from domain.statistics.drift import DriftPlan, average_run, step
from domain.statistics.gate import clean_needed
from domain.statistics.inspection import outgoing, worst_limit
from domain.statistics.intervals import at_most
from domain.statistics.sampling import fraction
from domain.statistics.searching import first
from domain.statistics.weighting import weighted_rate

PLAN = inspection_plan(0.02, 0.95, 10, held=False)
TURNS = 10_000  # where the good life ends
NO_ALARM = DriftPlan(1, 10**9)
SHORT_AND_LONG = (1, pytest.param(20, marks=pytest.mark.nightly))


def ever(wrong: np.ndarray, needed: list[int]) -> np.ndarray:
    """Whether each stream passes at any time: so many judged, for the errors so far."""
    errors = wrong.cumsum(axis=1)
    bars = np.array([*needed, 10**9])
    judged = np.arange(1, wrong.shape[1] + 1)
    return (judged >= bars[np.minimum(errors, len(needed))]).any(axis=1)


@pytest.mark.parametrize(
    ("rate", "length", "at_fixed_n"),
    [(0.05, 2000, 0.281), pytest.param(0.02, 5000, 0.289, marks=pytest.mark.nightly)],
)
def test_looking_after_every_output_passes_few_that_never_were_good_enough(
    rate: float, length: int, at_fixed_n: float
) -> None:
    chance = np.random.default_rng(20261126)
    wrong = chance.random((2000, length), dtype=np.float32) < rate
    most = int(wrong.sum(axis=1).max())
    always_valid = [clean_needed(rate, 0.95, errors) for errors in range(most + 1)]
    naive = [first(lambda n, x=errors: at_most(x, n) <= rate, start=errors) for errors in range(most + 1)]

    # The usual bound, looked at after every output, is no bound.
    assert ever(wrong, always_valid).mean() == pytest.approx(0.045, abs=0.02)
    assert ever(wrong, naive).mean() == pytest.approx(at_fixed_n, abs=0.03)


def test_a_rate_that_moves_about_above_what_is_tolerated_passes_hardly_ever() -> None:
    chance = np.random.default_rng(7)
    moving = 0.035 - 0.015 * np.cos(np.arange(2000) / 100)
    wrong = chance.random((2000, 2000), dtype=np.float32) < moving

    passed = ever(wrong, [clean_needed(0.02, 0.95, errors) for errors in range(200)])

    assert passed.mean() <= 0.01


@pytest.mark.parametrize(
    ("rate", "median", "mean"), [(0.002, 188, 257), (0.005, 330, 413), (0.01, 960, 1160)]
)
def test_how_long_a_good_one_takes_to_pass(rate: float, median: int, mean: int) -> None:
    chance = np.random.default_rng(11)
    wrong = chance.random((1000, 8000), dtype=np.float32) < rate
    bars = np.array([clean_needed(0.02, 0.95, errors) for errors in range(int(wrong.sum(axis=1).max()) + 1)])

    took = (np.arange(1, 8001) >= bars[wrong.cumsum(axis=1)]).argmax(axis=1) + 1

    low, high = np.quantile(took, [0.42, 0.58])  # it goes in steps, from one number of errors to the next
    assert low <= median <= high
    assert took.mean() == pytest.approx(mean, rel=0.1)


@pytest.mark.parametrize("rate", [0.05, pytest.param(0.02, marks=pytest.mark.nightly)])
def test_an_alarm_takes_as_long_as_is_reckoned(rate: float) -> None:
    chance, plan = random.Random(19), DriftPlan(29, 90)
    took = []

    for _ in range(600):
        score, judged = 0, 0
        while score < plan.limit:
            score, judged = step(score, bad=chance.random() < rate, plan=plan), judged + 1
        took.append(judged)

    assert near(took, average_run(plan, rate))


def near(seen: Sequence[float], reckoned: float) -> bool:
    return abs(statistics.mean(seen) - reckoned) < 3 * statistics.stdev(seen) / len(seen) ** 0.5


def in_blocks(
    plan: InspectionPlan, rate: float, *, held: bool, delay: int, misses: float, thousands: int
) -> Replay:
    chance = np.random.default_rng(3)
    run = Replay(plan, held=held, delay=delay, lane="automated")
    for _ in range(thousands):
        drawn = chance.random((1000, 3))
        for bad, u, noticed in zip(drawn[:, 0] < rate, drawn[:, 1], drawn[:, 2] >= misses, strict=True):
            run.hand_in(Past(bool(bad), float(u), bool(noticed)))
    return run


def share(places: list[int], outputs: int) -> tuple[float, float]:
    """The share of outputs, and its standard error from blocks of a thousand, which hardly depend on each other."""
    blocks = np.bincount(np.array(places) // 1000, minlength=outputs // 1000) / 1000
    return float(blocks.mean()), float(blocks.std(ddof=1) / len(blocks) ** 0.5)


@pytest.mark.parametrize("times", SHORT_AND_LONG)
def test_in_the_long_run_as_much_is_checked_and_escapes_as_is_reckoned(times: int) -> None:
    plan = replace(PLAN, clearance=40, drift=NO_ALARM)

    run = in_blocks(plan, 0.02, held=True, delay=0, misses=0, thousands=100 * times)
    (checked, checked_se), (escaped, escaped_se) = (
        share(run.checked, run.outputs),
        share(run.escaped, run.outputs),
    )

    reckoned = outgoing(0.02, 0.1, 40, held=True, delay=0)
    assert abs(checked - reckoned.inspected) < 3 * checked_se
    assert abs(escaped - reckoned.bad) < 3 * escaped_se


@pytest.mark.parametrize("times", SHORT_AND_LONG)
def test_late_verdicts_and_missed_errors_let_no_more_out_than_is_reckoned(times: int) -> None:
    plan = replace(PLAN, clearance=40, drift=NO_ALARM)

    run = in_blocks(plan, 0.02, held=False, delay=50, misses=0.2, thousands=100 * times)
    (checked, checked_se), (escaped, escaped_se) = (
        share(run.checked, run.outputs),
        share(run.escaped, run.outputs),
    )

    # Audits that are found bad late begin the row of good ones anew, which the formula leaves out.
    reckoned = outgoing(0.02, 0.1, 40, held=False, delay=50, sensitivity=0.8)
    assert reckoned.inspected - 3 * checked_se < checked < reckoned.inspected * 1.15
    assert reckoned.bad * 0.9 < escaped < reckoned.bad + 3 * escaped_se


@pytest.mark.parametrize(("held", "delay"), [(True, 0), (False, 0), (True, 20), (False, 20)])
def test_the_worst_sender_gets_no_more_through_than_the_worst_limit(held: bool, delay: int) -> None:
    chance = random.Random(5)
    run = Replay(replace(PLAN, clearance=89, drift=NO_ALARM), held=held, delay=delay, lane="automated")

    while run.outputs < 40_000:
        run.hand_in(Past(bad=run.standing().place == "sampling", u=chance.random()))
    escaped, error = share(run.escaped, run.outputs)

    limit = worst_limit(0.1, 89, held=held, delay=delay)
    assert escaped <= limit + 3 * error
    assert escaped >= (0.97 if delay == 0 else 0.75) * limit


def test_as_many_escape_before_the_stop_whatever_the_rate_does() -> None:
    chance = np.random.default_rng(13)
    swinging = 0.1 + 0.099 * np.sin(np.arange(1500) / 30)
    bad = chance.random((3000, 1500), dtype=np.float32) < swinging
    audited = chance.random((3000, 1500), dtype=np.float32) < 0.1

    found = (bad & audited).argmax(axis=1)
    out = np.array([row[:at].sum() for row, at in zip(bad, found, strict=True)])

    error = out.std() / len(out) ** 0.5
    assert abs(out.mean() - escapes.mean(0.1, held=True)) < 3 * error
    assert np.quantile(out, 0.95) == pytest.approx(escapes.quantile(0.95, 0.1, held=True), abs=2)
    assert (out >= 30).mean() == pytest.approx(escapes.at_least(30, 0.1, held=True), abs=0.011)


def test_weights_find_the_truth_that_pooling_misses() -> None:
    chance = np.random.default_rng(17)
    risky = np.arange(1000) >= 900
    bad = np.where(risky, np.arange(1000) % 5 == 0, np.arange(1000) % 45 == 0)
    found, pooled = [], []

    for _ in range(300):
        audited = risky | (chance.random(1000) < 0.1)
        rate = weighted_rate(zip(bad[audited], np.where(risky, 1.0, 0.1)[audited], strict=True))
        assert rate is not None
        found.append(rate.rate)
        pooled.append(bad[audited].mean())

    error = statistics.stdev(found) / len(found) ** 0.5
    assert abs(statistics.mean(found) - bad.mean()) < 3 * error
    assert statistics.mean(pooled) > 2 * bad.mean()


@pytest.mark.parametrize("lives", [20, pytest.param(200, marks=pytest.mark.nightly)])
def test_a_whole_life_good_at_first_and_then_not(lives: int) -> None:
    chance = random.Random(20261126)
    promoted, inspected, wrong_out, reverted, until_reviewed, out_until_reviewed = [], [], [], [], [], []
    false_alarms = 0

    for _ in range(lives):
        run = Replay(PLAN, held=False, delay=20)
        for at in range(11_500):
            run.hand_in(Past(chance.random() < (0.003 if at < TURNS else 0.06), chance.random()))
        passed = run.moves[0].at
        false_alarms += any(move.why == "drift" for move in run.moves if move.at < TURNS)
        first_move = next(move for move in run.moves if move.at >= TURNS)
        stopped = next(move.at for move in run.moves if move.at >= TURNS and move.why == "drift")
        promoted.append(passed + 1)
        inspected.append(sum(passed < one < TURNS for one in run.checked) / (TURNS - passed))
        wrong_out.append(sum(passed < one < TURNS for one in run.escaped) / (TURNS - passed))
        if first_move.before == "sampling":  # else it was being screened as it turned
            reverted.append(sum(TURNS <= one <= first_move.at + 20 for one in run.escaped))
        until_reviewed.append(stopped - TURNS)
        out_until_reviewed.append(sum(TURNS <= one <= stopped for one in run.escaped))

    assert statistics.median(promoted) == pytest.approx(188, abs=2)
    assert false_alarms <= 2  # one in 400 lives
    assert near(inspected, 0.117)
    assert near(wrong_out, 0.0029)
    assert near(reverted, escapes.mean(0.1, held=False, rate=0.06, delay=20))
    assert near(until_reviewed, 242)
    assert near(out_until_reviewed, 11.1)


def test_a_share_that_makes_up_for_what_reviewers_miss_keeps_to_the_budget() -> None:
    chance = random.Random(5)
    found = fraction(10, held=False, sensitivity=0.9)
    out = []

    for _ in range(4000):
        bad_ones = 1
        while not (chance.random() < found and chance.random() < 0.9):
            bad_ones += 1
        out.append(bad_ones)

    assert near(out, 10)
    assert statistics.quantiles(out, n=20)[-1] == pytest.approx(29, abs=2)
