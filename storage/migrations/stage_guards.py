"""Triggers of stages: what was drawn stays drawn, what is to be looked at is, and nothing gets lighter unsigned."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

_A_SIGNATURE = "SELECT 1 FROM permits WHERE policy_id = NEW.policy_id AND grounds = 'lane'"

STAGES = Guards(
    (
        Guard(
            "outputs_drawn",
            "UPDATE OF pi, sampled, stage, trial_id",
            "outputs",
            "NEW.sampled <> OLD.sampled"
            " OR (NEW.pi IS NULL) <> (OLD.pi IS NULL) OR NEW.pi <> OLD.pi"
            " OR (NEW.stage IS NULL) <> (OLD.stage IS NULL) OR NEW.stage <> OLD.stage"
            " OR (NEW.trial_id IS NULL) <> (OLD.trial_id IS NULL) OR NEW.trial_id <> OLD.trial_id",
            "what was drawn stays so",
        ),
        Guard(
            "releases_looked_at",
            "INSERT",
            "releases",
            "NEW.permit_id IS NOT NULL AND EXISTS (SELECT 1 FROM outputs WHERE id = NEW.output_id"
            " AND (stage = 'screening' OR (sampled AND NOT EXISTS (SELECT 1 FROM reviews"
            " WHERE output_id = NEW.output_id AND kind = 'audit'))))",
            "somebody is to look at this",
        ),
        Guard(
            "workflows_staged",
            "UPDATE OF lane, stage",
            "workflows",
            "(NEW.lane = 'automated') <> (NEW.stage IS NOT NULL)"
            " OR NEW.stage NOT IN ('sampling','screening')"
            " OR (OLD.stage = 'screening' AND NEW.stage = 'sampling'"
            f" AND NOT EXISTS ({_A_SIGNATURE}))",
            "this is no stage, or nobody has signed for it",
        ),
        Guard("workflows_born_staged", "INSERT", "workflows", "NEW.stage IS NOT NULL", "nobody has signed"),
        Guard(
            "trials_kept",
            "UPDATE",
            "trials",
            "NEW.workflow <> OLD.workflow OR NEW.model <> OLD.model OR NEW.model_version <> OLD.model_version"
            " OR NEW.prompt_version <> OLD.prompt_version OR NEW.policy_id <> OLD.policy_id"
            " OR NEW.began_at <> OLD.began_at OR OLD.ended_at IS NOT NULL"
            " OR NEW.counted < OLD.counted OR NEW.errors < OLD.errors OR NEW.late < OLD.late",
            "what was counted stays counted, and what has ended stays so",
        ),
        Guard("trials_not_deleted", "DELETE", "trials", "1 = 1", "an attempt is never forgotten"),
        Guard("transitions_kept", "UPDATE", "transitions", "1 = 1", "what changed never changes"),
        Guard("transitions_not_deleted", "DELETE", "transitions", "1 = 1", "what changed is never forgotten"),
    ),
    never_emptied=("trials", "transitions"),
)
