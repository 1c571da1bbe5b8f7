"""Who wants fewer direct messages for now."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Gone again once it is over.
quiets = Table(
    "quiets",
    metadata,
    Column("person", Text, primary_key=True),
    Column("until_at", Instant, nullable=False),
    # The zone in which it was meant.
    Column("zone", Text, nullable=False),
)
