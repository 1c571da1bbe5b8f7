"""Every table, on one MetaData. A table lives with those it is read with."""

from __future__ import annotations

from storage.tables.base import metadata
from storage.tables.delivery import cards, digests, inbox, outbox
from storage.tables.directory import channels, group_members, people, user_groups
from storage.tables.evidence import evidence, evidence_unsealed
from storage.tables.judging import approvals, marks, moves, readings, releases, votes
from storage.tables.outputs import contents, details, outputs, reviews
from storage.tables.workflows import (
    api_keys,
    organisation,
    permits,
    policies,
    roster,
    workflow_decisions,
    workflows,
)

__all__ = [
    "api_keys",
    "approvals",
    "cards",
    "channels",
    "contents",
    "details",
    "digests",
    "evidence",
    "evidence_unsealed",
    "group_members",
    "inbox",
    "marks",
    "metadata",
    "moves",
    "organisation",
    "outbox",
    "outputs",
    "people",
    "permits",
    "policies",
    "readings",
    "releases",
    "reviews",
    "roster",
    "user_groups",
    "votes",
    "workflow_decisions",
    "workflows",
]
