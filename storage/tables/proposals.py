"""What somebody proposed to use AI for: the answers that are no part of a workflow's rules, and the file to keep."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

proposals = Table(
    "proposals",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("proposed_by", Text, nullable=False),
    Column("gains", Text, nullable=False),
    Column("carries", Text, nullable=False),
    Column("stop_when", Text, nullable=False),
    Column("file", Text, nullable=False),
    # What Slack will send again if it sends it twice: the same act never becomes two proposals.
    Column("source", Text, nullable=False, unique=True),
    Column("proposed_at", Instant, nullable=False),
)
