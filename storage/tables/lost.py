"""Channels that are used here and have gone from Slack, as long as they are gone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Noted with the wish to tell those who have to act; gone again once we can post there.
lost_channels = Table(
    "lost_channels",
    metadata,
    Column("channel_id", Text, primary_key=True),
    Column("why", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
    CheckConstraint("why IN ('archived','closed','restricted')", name="why"),
)
