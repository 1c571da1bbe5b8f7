"""Workflows whose owner has left the company, as long as they have no other."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Noted with the wish to tell those who have to act; gone again once somebody owns it.
unowned = Table(
    "unowned",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    # Who owned it, and when it was noticed that they had gone.
    Column("owner", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
)
