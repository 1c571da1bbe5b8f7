"""Triggers that keep who signed what good enough means, and which versions have one standard."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

_SIGNED = "what somebody signed never changes"
_SAME = "which versions have one standard never changes"

STANDARDS = Guards(
    (
        Guard("standard_signatures_kept", "UPDATE", "standard_signatures", "1 = 1", _SIGNED),
        Guard("standard_signatures_not_deleted", "DELETE", "standard_signatures", "1 = 1", _SIGNED),
        Guard("same_standards_kept", "UPDATE", "same_standards", "1 = 1", _SAME),
        Guard("same_standards_not_deleted", "DELETE", "same_standards", "1 = 1", _SAME),
        Guard(
            "same_standards_born",
            "INSERT",
            "same_standards",
            "NEW.first_id >= NEW.policy_id OR EXISTS (SELECT 1 FROM same_standards WHERE policy_id = NEW.first_id)"
            " OR NOT EXISTS (SELECT 1 FROM policies AS was JOIN policies AS now ON now.workflow = was.workflow"
            " WHERE was.id = NEW.first_id AND now.id = NEW.policy_id)",
            "that is not the first version with this standard",
        ),
        Guard(
            "standard_drafts_kept",
            "UPDATE",
            "standard_drafts",
            "NEW.id <> OLD.id OR NEW.workflow <> OLD.workflow OR NEW.policy_id <> OLD.policy_id"
            " OR NEW.body <> OLD.body OR NEW.drafted_by <> OLD.drafted_by OR NEW.drafted_at <> OLD.drafted_at"
            " OR NEW.source <> OLD.source OR (OLD.state <> 'open' AND NEW.state <> OLD.state)",
            "what was drafted never changes",
        ),
        Guard(
            "standard_drafts_not_deleted",
            "DELETE",
            "standard_drafts",
            "1 = 1",
            "what was drafted is never deleted",
        ),
    ),
    never_emptied=("standard_signatures", "same_standards", "standard_drafts"),
)
