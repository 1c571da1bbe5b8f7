"""Every table, on one MetaData. A table lives with those it is read with."""

from __future__ import annotations

from storage.tables.afterwards import feedback, put_rights, questions, reports, review_times
from storage.tables.alarms import alarms
from storage.tables.audits import audit_votes
from storage.tables.base import metadata
from storage.tables.delivery import cards, digests, inbox, outbox, past_cards, rolling_messages
from storage.tables.directory import channels, group_members, moved_channels, people, user_groups
from storage.tables.escalation import (
    escalation_steps,
    escalations,
    late_items,
    more_time,
    summaries,
)
from storage.tables.evidence import evidence, evidence_unsealed
from storage.tables.follow_up import both_asked
from storage.tables.judging import approvals, marks, moves, readings, releases, votes
from storage.tables.keys import ownerless_keys
from storage.tables.leave import leaves, review_moves
from storage.tables.lost import lost_channels
from storage.tables.muting import mutes
from storage.tables.notices import notices
from storage.tables.outputs import contents, details, outputs, reviews
from storage.tables.probes import probe_answers, probes
from storage.tables.proposals import proposals
from storage.tables.pulse import left_alone, pulse_asks, pulse_rounds
from storage.tables.quiet import quiets
from storage.tables.second_looks import second_looks, second_settlements, second_verdicts, talkers
from storage.tables.stages import transitions, trials
from storage.tables.standards import (
    same_standards,
    signed_fields,
    standard_drafts,
    standard_signatures,
)
from storage.tables.training import joinings, shadows, trainings, unstaffed
from storage.tables.unowned import owner_offers, unowned
from storage.tables.use_questions import use_questions
from storage.tables.volumes import volume_checks, volume_deltas, volume_repairs, volumes
from storage.tables.workflows import (
    api_keys,
    organisation,
    permits,
    policies,
    roster,
    workflow_decisions,
    workflow_users,
    workflows,
)

__all__ = [
    "alarms",
    "api_keys",
    "approvals",
    "audit_votes",
    "both_asked",
    "cards",
    "channels",
    "contents",
    "details",
    "digests",
    "escalation_steps",
    "escalations",
    "evidence",
    "evidence_unsealed",
    "feedback",
    "group_members",
    "inbox",
    "joinings",
    "late_items",
    "leaves",
    "left_alone",
    "lost_channels",
    "marks",
    "metadata",
    "more_time",
    "moved_channels",
    "moves",
    "mutes",
    "notices",
    "organisation",
    "outbox",
    "outputs",
    "owner_offers",
    "ownerless_keys",
    "past_cards",
    "people",
    "permits",
    "policies",
    "probe_answers",
    "probes",
    "proposals",
    "pulse_asks",
    "pulse_rounds",
    "put_rights",
    "questions",
    "quiets",
    "readings",
    "releases",
    "reports",
    "review_moves",
    "review_times",
    "reviews",
    "rolling_messages",
    "roster",
    "same_standards",
    "second_looks",
    "second_settlements",
    "second_verdicts",
    "shadows",
    "signed_fields",
    "standard_drafts",
    "standard_signatures",
    "summaries",
    "talkers",
    "trainings",
    "transitions",
    "trials",
    "unowned",
    "unstaffed",
    "use_questions",
    "user_groups",
    "volume_checks",
    "volume_deltas",
    "volume_repairs",
    "volumes",
    "votes",
    "workflow_decisions",
    "workflow_users",
    "workflows",
]
