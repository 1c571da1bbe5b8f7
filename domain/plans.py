"""The plan of checking that follows from what a policy says.

The first time for each set of numbers it takes a second or so: it is asked for by the clock, and by what is told, and
never by anything that somebody waits for who hands in or decides.
"""

from __future__ import annotations

from domain.policy import Policy
from domain.stages import InspectionPlan, inspection_plan


def plan_of(policy: Policy, *, sensitivity: float = 1.0) -> InspectionPlan:
    """Return the policy's plan. Raises ValueError where no clearance keeps to the tolerated rate.

    `sensitivity` is what the share that is checked reckons with (`Noticed.share_caught`). What the gate asks for is
    settled by its own bound, where somebody is asked for less (`domain.relaxing`).
    """
    standard = policy.standard
    return inspection_plan(
        standard.max_error_rate,
        standard.confidence,
        standard.escape_budget,
        held=policy.checking.is_held,
        sensitivity=sensitivity,
    )
