"""Has the error rate moved above what is tolerated, for good? A running score that an alarm ends.

The Bernoulli CUSUM of Reynolds & Stoumbos 1999 (Journal of Quality Technology 31:87) in whole numbers: a bad output
raises the score, a good one lowers it by one, never below nought; at the limit there is an alarm, and the score begins
anew. Fed with what people judged, in the order in which it was handed in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from domain.statistics.searching import first

# The rate that is to be noticed quickly, in tolerated ones; an engineering default.
NOTICED = 2.5


@dataclass(frozen=True)
class DriftPlan:
    """How far one bad output raises the score (m - 1 of the paper), and at what score there is an alarm (h)."""

    step_up: int
    limit: int


@lru_cache(maxsize=256)
def drift_plan(max_error_rate: float, per_false_alarm: int = 1000) -> DriftPlan:
    """Return the plan with at least `per_false_alarm` judged outputs, on average, between alarms at the tolerated rate.

    Where so few are tolerated that there is hardly an error in `per_false_alarm`, one is an alarm. Takes milliseconds.
    """
    if not 0 < max_error_rate < 1:
        raise ValueError(f"max_error_rate is a share between 0 and 1, not {max_error_rate}")
    tolerated = max_error_rate
    noticed = min(NOTICED * tolerated, (1 + tolerated) / 2)
    r1 = -math.log((1 - noticed) / (1 - tolerated))
    r2 = math.log(noticed * (1 - tolerated) / (tolerated * (1 - noticed)))
    step_up = max(1, round(r2 / r1) - 1)
    limit = first(lambda h: average_run(DriftPlan(step_up, h), tolerated) >= per_false_alarm, start=1)
    return DriftPlan(step_up, limit)


def step(score: int, *, bad: bool, plan: DriftPlan) -> int:
    """Return the score after one more judged output. At `plan.limit` or above it is an alarm: begin again at 0."""
    return max(0, score + plan.step_up if bad else score - 1)


def average_run(plan: DriftPlan, rate: float) -> float:
    """Return how many judged outputs there are on average until an alarm at this error rate; inf where there is none.

    Exact, from the Markov chain of the scores below the limit.
    """
    if rate <= 0:
        return math.inf
    import numpy as np
    from scipy import sparse
    from scipy.sparse import linalg

    stay = np.ones(plan.limit)
    stay[0] = rate  # at 0 a good one changes nothing
    bands = [(0, stay), (-1, np.full(plan.limit - 1, rate - 1.0))]
    if plan.step_up < plan.limit:
        bands.append((plan.step_up, np.full(plan.limit - plan.step_up, -rate)))
    offsets, values = zip(*bands, strict=True)
    chain = sparse.diags_array(values, offsets=offsets, shape=(plan.limit, plan.limit), format="csc")
    return float(linalg.spsolve(chain, np.ones(plan.limit))[0])
