"""Triggers that keep what an escalation did as it was done: by the revision that made each table."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

STEPS = Guards(
    (
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
    ),
    never_emptied=("escalation_steps",),
)
MORE_TIME = Guards(
    (
        Guard("more_time_kept", "UPDATE", "more_time", "1 = 1", "what somebody asked for never changes"),
        Guard(
            "more_time_not_deleted",
            "DELETE",
            "more_time",
            "1 = 1",
            "what somebody asked for is never deleted",
        ),
    ),
    never_emptied=("more_time",),
)
PUT_RIGHT_STEPS = Guards(
    (
        Guard(
            "put_right_steps_kept", "UPDATE", "put_right_steps", "1 = 1", "whom a step reached never changes"
        ),
        Guard("put_right_steps_not_deleted", "DELETE", "put_right_steps", "1 = 1", "a step is never deleted"),
    ),
    never_emptied=("put_right_steps",),
)
