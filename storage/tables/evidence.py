"""The record of everything that changed: written with the change, never updated, never deleted."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

evidence = Table(
    "evidence",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    # In the past tense, as product.md names things: output.handed_in, vote.recorded, workflow.paused ...
    Column("action", Text, nullable=False),
    Column("workflow", Text),
    Column("output_id", Text),
    # A person's random subject id, "key:<id>" for an AI system, "clock", or "operator".
    Column("actor", Text, nullable=False),
    Column("via", Text),
    # HMAC-SHA256(salt, text): binds to the text without holding it.
    Column("commitment", Text),
    Column("policy_version", RowId),
    Column("facts", JSON, nullable=False),
    Index("ix_evidence_output_id", "output_id", "id"),
    # The few that were decided, and then were not: how many in a period.
    Index(
        "ix_evidence_reopened",
        "at",
        sqlite_where=text("action = 'output.reopened'"),
        postgresql_where=text("action = 'output.reopened'"),
    ),
)

# What the sealing step has not yet taken up; a trigger adds each new row here in the same transaction.
evidence_unsealed = Table(
    "evidence_unsealed",
    metadata,
    Column("evidence_id", RowId, ForeignKey("evidence.id"), primary_key=True, autoincrement=False),
)
