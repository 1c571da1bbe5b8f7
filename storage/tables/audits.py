"""What people said of what had gone out already. Never among the votes towards a release."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

audit_votes = Table(
    "audit_votes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("output_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    # The rules of its output, so that how much was looked at in a week asks no output. Every row has them: SQLite
    # adds no column that must have something in it.
    Column("policy_id", RowId),
    Column("person", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text),
    Column("via", Text, nullable=False),
    # What Slack will send again if it sends it twice: the same act never becomes two votes.
    Column("source", Text, nullable=False, unique=True),
    Column("acted_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("final_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("settled_at", Instant),
    CheckConstraint("verdict IN ('approve','reject')", name="verdict"),
    CheckConstraint("via IN ('reaction','button','modal')", name="via"),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
    Index("ix_audit_votes_output_id", "output_id"),
    # How much was looked at in a week, and by whom.
    Index("ix_audit_votes_recorded_at", "recorded_at", "policy_id", "person"),
    # For a person's own count of the day, which is shown to nobody else.
    Index("ix_audit_votes_person", "person", "recorded_at"),
    Index(
        "ix_audit_votes_final_at",
        "final_at",
        sqlite_where=text("settled_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=text("settled_at IS NULL AND withdrawn_at IS NULL"),
    ),
)
