"""API keys whose owner has left the company, as long as they can be used."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Noted with the wish to tell who has to act; gone again once the key is revoked, or its owner is back.
ownerless_keys = Table(
    "ownerless_keys",
    metadata,
    Column("key_id", Text, ForeignKey("api_keys.id"), primary_key=True),
    Column("since_at", Instant, nullable=False),
)
