"""Workflows, their immutable policy versions, the signatures under a lighter lane, and who may hand in."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

workflows = Table(
    "workflows",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("status", Text, nullable=False),
    # The policy in force, and the lane in force: state, never lighter than the policy's own lane.
    Column("policy_id", RowId, ForeignKey("policies.id"), nullable=True),
    Column("lane", Text, nullable=False),
    # Live settings: they change at once, also for what is open.
    Column("owner", Text, nullable=False),
    Column("deputy", Text),
    Column("channel_id", Text, nullable=False),
    # JSON as text: reading it is cached by its very words.
    Column("live", Text, nullable=False),
    # JSON: the keys that the file says, so that those not yet in force can be told.
    Column("given", Text, nullable=False, server_default="[]"),
    Column("webhook_sequence", Integer, nullable=False, server_default="0"),
    # When watching ends, or ended last; whatever lets something out asks for it, and no tick.
    Column("watched_until", Instant),
    # Inside `automated`, and null everywhere else: the stage and since when, and whose attempt was signed for
    # (null: of whoever hands in first).
    Column("stage", Text),
    Column("stage_at", Instant),
    Column("trial_id", RowId),
    # What share of errors those who look catch, as reckoned with when less checking was signed for. 1: not measured.
    Column("sensitivity", Float, nullable=False, server_default="1"),
    CheckConstraint(
        "status IN ('proposed','watching','live','paused','retired','refused')",
        name="status",
    ),
    CheckConstraint("lane IN ('automated','reviewed','always_human')", name="lane"),
)

# What a file says of the whole organisation and of its teams: names as written, with the ids they have in Slack.
organisation = Table(
    "organisation",
    metadata,
    Column("part", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("slack_id", Text, nullable=False),
)

roster = Table(
    "roster",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    CheckConstraint("kind IN ('person','group')", name="kind"),
)

# Who works with what comes out, and is asked now and then what they think of it; as in `roster`.
workflow_users = Table(
    "workflow_users",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    CheckConstraint("kind IN ('person','group')", name="kind"),
)

policies = Table(
    "policies",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("approvals", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    CheckConstraint("lane IN ('automated','reviewed','always_human')", name="lane"),
    CheckConstraint("approvals >= 1", name="approvals"),
    UniqueConstraint("workflow", "version"),
    UniqueConstraint("id", "lane"),
    UniqueConstraint("id", "approvals"),
)

# What named persons decided about a workflow, in their words: its lane, a stop, going on.
workflow_decisions = Table(
    "workflow_decisions",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("becomes", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    CheckConstraint("subject IN ('lane','status')", name="subject"),
)

permits = Table(
    "permits",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("policy_id", RowId, nullable=False),
    Column("policy_lane", Text, nullable=False),
    Column("grounds", Text, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("signed_at", Instant, nullable=False),
    # Only of watching.
    Column("ends_at", Instant),
    # JSON: the evidence that was before whoever signed; null: none, it was signed in words.
    Column("numbers", Text),
    CheckConstraint("grounds IN ('lane','watching')", name="grounds"),
    CheckConstraint(
        "policy_lane = 'automated' OR (grounds = 'watching' AND policy_lane = 'reviewed')",
        name="lane",
    ),
    UniqueConstraint("id", "policy_id"),
    ForeignKeyConstraint(["policy_id", "policy_lane"], ["policies.id", "policies.lane"]),
    Index("ix_permits_policy_id", "policy_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    # SHA-256 of the whole key: 32 random bytes need no slow hash, and the key itself is never stored.
    Column("key_sha256", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("callback_url", Text),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
