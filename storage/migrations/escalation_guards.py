"""Triggers that keep the steps of an escalation as they were taken."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, making, undoing

GUARDS = (
    Guard(
        "escalation_steps_kept",
        "UPDATE",
        "escalation_steps",
        "1 = 1",
        "whom a step reached never changes",
    ),
    Guard(
        "escalation_steps_not_deleted",
        "DELETE",
        "escalation_steps",
        "1 = 1",
        "a step is never deleted",
    ),
)
NEVER_EMPTIED = ("escalation_steps",)


# Since the revision that made the table.
MORE_TIME_GUARDS = (
    Guard("more_time_kept", "UPDATE", "more_time", "1 = 1", "what somebody asked for never changes"),
    Guard(
        "more_time_not_deleted", "DELETE", "more_time", "1 = 1", "what somebody asked for is never deleted"
    ),
)
MORE_TIME_NEVER_EMPTIED = ("more_time",)


def all_statements(dialect: str) -> list[str]:
    """Return what makes all of them, in order."""
    return making(GUARDS, NEVER_EMPTIED, dialect)


def all_undoing(dialect: str) -> list[str]:
    """Return what takes all of them away."""
    return undoing(GUARDS, NEVER_EMPTIED, dialect)
