"""What leaders asked from a week's summary."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Who asked those who answer for a workflow and those who clean up after it: once about each week.
both_asked = Table(
    "both_asked",
    metadata,
    Column("period", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("person", Text, nullable=False),
    Column("team", Text, nullable=False),
    # Of that team's clean-up in that week.
    Column("minutes", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Index("ix_both_asked_asked_at", "asked_at"),
)
