"""Triggers that keep what is watched in bounds: a signature with an end, an audit of everything, and nothing after."""

from __future__ import annotations

from storage.migrations.later_guards import Guard, Guards

# Two weeks, in microseconds, as instants are stored.
_TWO_WEEKS = 14 * 24 * 3600 * 1_000_000

_SIGNED_AND_AUDITED = (
    "SELECT 1 FROM permits JOIN outputs ON outputs.id = NEW.output_id"
    " JOIN workflows ON workflows.slug = outputs.workflow"
    " JOIN reviews ON reviews.output_id = NEW.output_id AND reviews.kind = 'audit'"
    " WHERE permits.id = NEW.permit_id AND permits.signed_at <= NEW.released_at"
    " AND NEW.released_at < permits.ends_at AND workflows.status = 'watching'"
    " AND workflows.lane <> 'always_human'"
)

WATCHING = Guards(
    (
        Guard(
            "permits_with_an_end",
            "INSERT",
            "permits",
            "(NEW.grounds = 'watching') <> (NEW.ends_at IS NOT NULL) OR (NEW.ends_at IS NOT NULL"
            f" AND (NEW.ends_at <= NEW.signed_at OR NEW.ends_at > NEW.signed_at + {_TWO_WEEKS}))",
            "what is watched has an end within two weeks, and nothing else has one",
        ),
        Guard(
            "releases_watched",
            "INSERT",
            "releases",
            "EXISTS (SELECT 1 FROM permits WHERE id = NEW.permit_id AND grounds = 'watching')"
            f" AND NOT EXISTS ({_SIGNED_AND_AUDITED})",
            "this is not watched, or nobody is to look at it",
        ),
        Guard(
            "workflows_watched",
            "UPDATE OF status, watched_until",
            "workflows",
            "NEW.status = 'watching' AND NOT EXISTS (SELECT 1 FROM permits JOIN policies"
            " ON policies.id = permits.policy_id WHERE policies.workflow = NEW.slug"
            " AND permits.grounds = 'watching' AND permits.ends_at = NEW.watched_until)",
            "nobody has signed for watching",
        ),
        Guard("workflows_not_watched", "INSERT", "workflows", "NEW.status = 'watching'", "nobody has signed"),
        Guard("audits_not_deleted", "DELETE", "reviews", "OLD.kind = 'audit'", "an audit is never deleted"),
        Guard(
            "audits_done",
            "UPDATE OF kind, closed_at",
            "reviews",
            "(NEW.kind <> OLD.kind) OR (OLD.kind = 'audit' AND OLD.closed_at IS NOT NULL"
            " AND NEW.closed_at IS NULL) OR (OLD.kind = 'audit' AND OLD.closed_at IS NULL"
            " AND NEW.closed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_votes"
            " WHERE output_id = NEW.output_id AND withdrawn_at IS NULL) AND NOT EXISTS"
            " (SELECT 1 FROM outputs WHERE id = NEW.output_id AND state = 'recalled'))",
            "nobody has looked at this",
        ),
        Guard(
            "audit_votes_born",
            "INSERT",
            "audit_votes",
            "NOT EXISTS (SELECT 1 FROM releases WHERE output_id = NEW.output_id AND sha256 = NEW.sha256)"
            " OR NOT EXISTS (SELECT 1 FROM reviews WHERE output_id = NEW.output_id AND kind = 'audit')"
            " OR EXISTS (SELECT 1 FROM outputs JOIN api_keys ON api_keys.id = outputs.api_key_id"
            " WHERE outputs.id = NEW.output_id"
            " AND NEW.person IN (outputs.requester, outputs.requested_by, api_keys.owner))",
            "nobody who may looks at this",
        ),
        Guard(
            "audit_votes_kept",
            "UPDATE",
            "audit_votes",
            "NEW.id <> OLD.id OR NEW.output_id <> OLD.output_id OR NEW.sha256 <> OLD.sha256"
            " OR NEW.person <> OLD.person OR NEW.verdict <> OLD.verdict OR NEW.via <> OLD.via"
            " OR NEW.source <> OLD.source OR NEW.recorded_at <> OLD.recorded_at"
            " OR NEW.final_at <> OLD.final_at OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)"
            " OR (OLD.settled_at IS NOT NULL AND (NEW.settled_at IS NULL OR NEW.withdrawn_at IS NOT NULL))",
            "what somebody said never changes",
        ),
        Guard(
            "audit_votes_not_deleted", "DELETE", "audit_votes", "1 = 1", "what somebody said is never deleted"
        ),
    ),
    never_emptied=("audit_votes",),
)

# Until it is settled the person may still say why; after that all of it stands.
SETTLED_LOOKS = Guards(
    (
        Guard(
            "audit_votes_settled",
            "UPDATE",
            "audit_votes",
            "OLD.settled_at IS NOT NULL AND (COALESCE(NEW.reason, '') <> COALESCE(OLD.reason, '')"
            " OR COALESCE(NEW.note, '') <> COALESCE(OLD.note, '') OR NEW.acted_at <> OLD.acted_at"
            " OR NEW.settled_at <> OLD.settled_at)",
            "what somebody said never changes",
        ),
    )
)
