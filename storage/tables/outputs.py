"""Outputs and their texts. The checks here are the product's promise: a wrong release is an integrity error."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

outputs = Table(
    "outputs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("policy_id", RowId, nullable=False),
    Column("approvals", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    # How many people must approve before release; 0 only where a person signed for it (a permit).
    Column("needed", Integer, nullable=False),
    Column("state", Text, nullable=False),
    # The vote that objected to an approval and that the owner has yet to settle.
    Column("objection", Text),
    Column("released_sha256", Text),
    Column("supersedes", Text, ForeignKey("outputs.id"), unique=True),
    Column("attempt", Integer, nullable=False),
    Column("content_sha256", Text, nullable=False),
    # The text that is being judged: the one handed in, or the last fix.
    Column("current_sha256", Text, nullable=False),
    Column("content_length", Integer, nullable=False),
    Column("title", Text),
    Column("segment", Text),
    Column("risk", Text, nullable=False),
    Column("confidence", Float),
    Column("model", Text),
    Column("model_version", Text),
    Column("prompt_version", Text),
    Column("beneficiary_team", Text),
    # Who asked for it, as handed in (e-mail or Slack id), and the person once known.
    Column("requested_by", Text),
    Column("requester", Text),
    Column("api_key_id", Text, ForeignKey("api_keys.id"), nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("callback_url", Text),
    Column("submitted_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    # When the standing one-click decision becomes final; null when nothing is pending.
    Column("settles_at", Instant),
    Column("settled_at", Instant),
    Column("settled_by_vote", Text),
    Column("webhook_sequence", Integer, nullable=False, server_default="0"),
    # The question that a reviewer has asked and nobody has answered: it stops expiry.
    Column("question", Text),
    # The chance that it had of being looked at, settled before it was drawn, and what was drawn. Of what went out
    # before anything was drawn nobody knows the chance: null.
    Column("pi", Float),
    Column("sampled", Boolean, nullable=False, server_default=false()),
    # The stage of its workflow when it was handed in; null outside `automated`.
    Column("stage", Text),
    # Whose attempt it counts towards; no foreign key, for which every submitter would wait.
    Column("trial_id", RowId),
    # Whether the same text is to be found when it comes again: not where nothing could be let out at once. A trigger
    # makes all of a workflow's latest findable when somebody signs for that.
    Column("findable", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("kind IN ('real','probe')", name="kind"),
    # No list: for one of more than two, SQLite makes a table anew for every row that it checks.
    CheckConstraint("lane = 'automated' OR lane = 'reviewed' OR lane = 'always_human'", name="lane"),
    CheckConstraint(
        "needed >= approvals OR (needed = 0 AND lane = 'automated' AND kind = 'real')",
        name="needed",
    ),
    CheckConstraint("objection IS NULL OR state <> 'approved'", name="objection"),
    CheckConstraint("state <> 'released' OR released_sha256 IS NOT NULL", name="released_text"),
    UniqueConstraint("workflow", "idempotency_key"),
    UniqueConstraint("id", "state"),
    UniqueConstraint("id", "policy_id", "lane"),
    UniqueConstraint("id", "policy_id", "needed", "lane", "kind"),
    ForeignKeyConstraint(["policy_id", "approvals"], ["policies.id", "policies.approvals"]),
    ForeignKeyConstraint(
        ["id", "released_sha256"],
        ["releases.output_id", "releases.sha256"],
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    Index(
        "ix_outputs_open",
        "state",
        "due_at",
        "id",
        sqlite_where=text("state IN ('in_review','approved')"),
        postgresql_where=text("state IN ('in_review','approved')"),
    ),
    Index(
        "ix_outputs_settles_at",
        "settles_at",
        sqlite_where=text("settles_at IS NOT NULL"),
        postgresql_where=text("settles_at IS NOT NULL"),
    ),
    Index(
        "ix_outputs_expires_at",
        "expires_at",
        sqlite_where=text("expires_at IS NOT NULL AND state = 'in_review'"),
        postgresql_where=text("expires_at IS NOT NULL AND state = 'in_review'"),
    ),
    # What one API key has waiting, the most urgent first: keys take turns, and have their limits.
    Index(
        "ix_outputs_waiting",
        "api_key_id",
        "due_at",
        sqlite_where=text("state = 'in_review'"),
        postgresql_where=text("state = 'in_review'"),
    ),
    # What people have decided, by when, with all that its figures are made of: they lie far apart among all that came.
    # Nothing to keep for what nobody had to look at.
    Index(
        "ix_outputs_settled",
        "workflow",
        "settled_at",
        "submitted_at",
        "kind",
        "sampled",
        "needed",
        "policy_id",
        "pi",
        "stage",
        "state",
        "settled_by_vote",
        "id",
        "content_sha256",
        "current_sha256",
        "released_sha256",
        "model",
        "model_version",
        "prompt_version",
        sqlite_where=text("settled_at IS NOT NULL AND needed > 0"),
        postgresql_where=text("settled_at IS NOT NULL AND needed > 0"),
    ),
    # What came with a confidence, which most outputs do not: for what becomes of that.
    Index(
        "ix_outputs_stated",
        "workflow",
        "submitted_at",
        sqlite_where=text("confidence IS NOT NULL"),
        postgresql_where=text("confidence IS NOT NULL"),
    ),
    # The few that went out otherwise than they were handed in: how much people change.
    Index(
        "ix_outputs_corrected",
        "workflow",
        "submitted_at",
        sqlite_where=text("released_sha256 <> content_sha256"),
        postgresql_where=text("released_sha256 <> content_sha256"),
    ),
    Index("ix_outputs_listed", "workflow", "submitted_at", "id"),
    # What went out at once and was to be looked at, by when it was handed in, with all that its figures are made of:
    # a small part of everything, and nothing to keep for what people see first.
    Index(
        "ix_outputs_audited",
        "workflow",
        "submitted_at",
        "policy_id",
        "pi",
        "stage",
        "state",
        "id",
        "model",
        "model_version",
        "prompt_version",
        sqlite_where=text("sampled AND needed = 0"),
        postgresql_where=text("sampled AND needed = 0"),
    ),
    # A hash comes in no order: each costs a page of its own. What is only `reviewed` by everybody's rules adds nothing.
    Index(
        "ix_outputs_same_content",
        "content_sha256",
        sqlite_where=text("findable OR lane = 'always_human'"),
        postgresql_where=text("findable OR lane = 'always_human'"),
    ),
)

contents = Table(
    "contents",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("body", Text, nullable=False),
    # Evidence knows the text only by HMAC(salt, body): without the salt nobody can test a guess against it.
    Column("salt", LargeBinary, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("fixed_by", Text),
    # How much of the text handed in a fix changes, 0 to 1. Null: not measured, or it is no fix.
    Column("changed", Float),
)

details = Table(
    "details",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("input", Text),
    Column("links", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("assignee", Text),
    Column("taken_at", Instant),
    Column("closed_at", Instant),
    # How long the output waited until then, by the wall and in working time. Whose review it was says nothing of that.
    Column("wall_s", Float),
    Column("working_s", Float),
    # The reviewers' deadline, where a question has moved it; null: it is the output's own.
    Column("due_at", Instant),
    CheckConstraint("kind = 'first' OR kind = 'second' OR kind = 'audit'", name="kind"),
    Index(
        "ix_reviews_assignee",
        "assignee",
        sqlite_where=text("assignee IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=text("assignee IS NOT NULL AND closed_at IS NULL"),
    ),
    # The few that a question has moved: they have another place in a queue than the outputs' own deadlines say.
    Index(
        "ix_reviews_moved",
        "output_id",
        sqlite_where=text("due_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=text("due_at IS NOT NULL AND closed_at IS NULL"),
    ),
    # What has gone out and nobody has looked at yet.
    Index(
        "ix_reviews_audits",
        "output_id",
        sqlite_where=text("kind = 'audit' AND closed_at IS NULL"),
        postgresql_where=text("kind = 'audit' AND closed_at IS NULL"),
    ),
)
