"""Who wants no weekly message of their own."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Gone again once they want it.
mutes = Table(
    "mutes",
    metadata,
    Column("person", Text, primary_key=True),
    Column("muted_at", Instant, nullable=False),
)
