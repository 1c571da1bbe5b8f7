"""Triggers that keep what somebody proposed as they put it."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

PROPOSALS = Guards(
    (
        Guard("proposals_kept", "UPDATE", "proposals", "1 = 1", "what was proposed never changes"),
        Guard("proposals_not_deleted", "DELETE", "proposals", "1 = 1", "what was proposed is never deleted"),
    ),
    never_emptied=("proposals",),
)
