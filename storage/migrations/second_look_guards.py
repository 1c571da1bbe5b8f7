"""Triggers that keep second looks as they were drawn and given, and see that it is a second person who gives them."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

_SAID = "what somebody said in a second look never changes"
_SETTLED = "what was settled never changes"

SECOND_LOOKS = Guards(
    (
        Guard(
            "second_looks_kept",
            "UPDATE",
            "second_looks",
            "NEW.output_id <> OLD.output_id OR NEW.workflow <> OLD.workflow OR NEW.pi <> OLD.pi"
            " OR NEW.drawn_at <> OLD.drawn_at OR OLD.closed_at IS NOT NULL",
            "what was drawn never changes",
        ),
        Guard(
            "second_looks_not_deleted", "DELETE", "second_looks", "1 = 1", "what was drawn is never deleted"
        ),
        Guard(
            "second_verdicts_given",
            "INSERT",
            "second_verdicts",
            "EXISTS (SELECT 1 FROM votes WHERE output_id = NEW.output_id AND person = NEW.person)"
            " OR EXISTS (SELECT 1 FROM audit_votes WHERE output_id = NEW.output_id AND person = NEW.person)"
            " OR EXISTS (SELECT 1 FROM outputs JOIN api_keys ON api_keys.id = outputs.api_key_id"
            " WHERE outputs.id = NEW.output_id"
            " AND NEW.person IN (outputs.requester, outputs.requested_by, api_keys.owner))",
            "a second look is given by somebody else",
        ),
        Guard("second_verdicts_kept", "UPDATE", "second_verdicts", "1 = 1", _SAID),
        Guard("second_verdicts_not_deleted", "DELETE", "second_verdicts", "1 = 1", _SAID),
        Guard(
            "second_settlements_given",
            "INSERT",
            "second_settlements",
            "NOT EXISTS (SELECT 1 FROM second_verdicts"
            " WHERE output_id = NEW.output_id AND settle_by IS NOT NULL)",
            "there is nothing to settle here",
        ),
        Guard("second_settlements_kept", "UPDATE", "second_settlements", "1 = 1", _SETTLED),
        Guard("second_settlements_not_deleted", "DELETE", "second_settlements", "1 = 1", _SETTLED),
    ),
    never_emptied=("second_looks", "second_verdicts", "second_settlements"),
)
