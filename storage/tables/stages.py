"""How much is checked: attempts to earn less checking, and every change of lane or stage."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# One attempt of one maker under one policy version. What is not known of the maker is empty, not null: null equals
# nothing, and the index would let a second attempt of the same in.
trials = Table(
    "trials",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("prompt_version", Text, nullable=False),
    Column("policy_id", RowId, ForeignKey("policies.id"), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_why", Text),
    Column("counted", Integer, nullable=False, server_default="0"),
    Column("errors", Integer, nullable=False, server_default="0"),
    # Of those, the ones that nobody had decided in time.
    Column("late", Integer, nullable=False, server_default="0"),
    Column("drift", Integer, nullable=False, server_default="0"),
    Column("clean", Integer, nullable=False, server_default="0"),
    # Everything up to here is counted, in the order in which it was handed in.
    Column("counted_at", Instant),
    Column("counted_id", Text),
    Column("ask_after", Instant),
    CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended"),
    CheckConstraint("ended_why IN ('maker','policy','critical','drift','stopped')", name="ended_why"),
    CheckConstraint("late <= errors AND errors <= counted", name="counted"),
    Index(
        "uq_trials_open",
        "workflow",
        "model",
        "model_version",
        "prompt_version",
        "policy_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

# Added to, and never changed. No foreign key: who adds one may hold an output, and would wait for its workflow then.
transitions = Table(
    "transitions",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("lane_before", Text, nullable=False),
    Column("stage_before", Text),
    Column("lane", Text, nullable=False),
    Column("stage", Text),
    Column("why", Text, nullable=False),
    # None: it came about by itself.
    Column("person", Text),
    Column("output_id", Text),
    Column("trial_id", RowId),
    Column("numbers", JSON, nullable=False),
    Index("ix_transitions_workflow", "workflow", "id"),
)
