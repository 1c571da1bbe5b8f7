"""What good enough means: drafts of it, who signed which, and what was said in Slack since a file said it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# A policy version whose standard is that of an earlier one: who signed that has signed this. Without a row, a version
# has a standard of its own.
same_standards = Table(
    "same_standards",
    metadata,
    Column("policy_id", RowId, ForeignKey("policies.id"), primary_key=True, autoincrement=False),
    Column("first_id", RowId, ForeignKey("policies.id"), nullable=False),
)

# Of the first version with this standard. The owner's makes it signed; with high impact it takes a second person's.
standard_signatures = Table(
    "standard_signatures",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("policy_id", RowId, ForeignKey("policies.id"), nullable=False),
    Column("part", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("signed_at", Instant, nullable=False),
    CheckConstraint("part IN ('owner','second')", name="part"),
    UniqueConstraint("policy_id", "part"),
    UniqueConstraint("policy_id", "person"),
)

# What somebody would have instead. `signed_by` is the owner, where high impact waits for a second person.
standard_drafts = Table(
    "standard_drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    # The version it would change: once that is not in force any more, it is out of date.
    Column("policy_id", RowId, ForeignKey("policies.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("source", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False, server_default="open"),
    Column("signed_by", Text),
    Column("signed_at", Instant),
    CheckConstraint("state IN ('open','in_force','replaced')", name="state"),
    CheckConstraint("(signed_by IS NULL) = (signed_at IS NULL)", name="signed"),
    Index("ix_standard_drafts_workflow", "workflow", "policy_id"),
)

# What was signed in Slack stays, whatever a file says, until a file says the same: then the row goes.
signed_fields = Table(
    "signed_fields",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("signed_at", Instant, nullable=False),
)
