"""When an output is wanted, and when nobody's answer takes it away: both in the workflow's working time."""

from __future__ import annotations

from datetime import datetime

from domain.policy import Policy


def due_at(policy: Policy, submitted_at: datetime, needed_by: datetime | None = None) -> datetime:
    """Return the deadline. `needed_by` can only bring it forward, and not into the past."""
    due = policy.working_hours.add(submitted_at, policy.review_within)
    return due if needed_by is None else max(submitted_at, min(due, needed_by))


def expires_at(policy: Policy, submitted_at: datetime) -> datetime | None:
    """Return when an undecided output is taken away, None where the policy holds it for ever.

    `expire_after` counts from the last step of the escalation, so that everybody was asked first.
    """
    if policy.on_expiry == "hold":
        return None
    last = max((step.at_percent for step in policy.escalation), default=100) / 100
    wait = policy.review_within * last + (policy.expire_after or policy.review_within)
    return policy.working_hours.add(submitted_at, wait)
