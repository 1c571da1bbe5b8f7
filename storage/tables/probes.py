"""Probes, and what each person said of them. They stand apart: nothing about outputs can meet one."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint

from storage.tables.base import metadata
from storage.tables.types import Instant

# Known-bad texts. No card, no vote and no release refers to one: each of these refers to an output.
probes = Table(
    "probes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("title", Text),
    Column("content", Text, nullable=False),
    Column("input", Text),
    # The past rejection that it was made from, disguised.
    Column("from_output", Text, ForeignKey("outputs.id")),
    Column("wrong", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("content <> '' AND wrong <> ''", name="said"),
    Index("ix_probes_workflow", "workflow", "retired_at"),
)

# Once a person, and in one place of their queue once: `before` is the output that stood next there. Only the day:
# nobody can be clocked with it.
probe_answers = Table(
    "probe_answers",
    metadata,
    Column("probe_id", Text, ForeignKey("probes.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("before", Text, ForeignKey("outputs.id"), nullable=False),
    Column("day", Text, nullable=False),
    CheckConstraint("verdict IN ('approve','reject','fix','ask')", name="verdict"),
    UniqueConstraint("person", "before"),
)
