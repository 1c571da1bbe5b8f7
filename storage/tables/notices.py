"""Messages of ours other than cards that are kept up to date: questions about a report, tasks, answers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Written with the wish to tell; where it stands in Slack is known once it was posted. `about` says which of its
# kind it is, `person` whom it is for: null is everybody in the card's thread.
notices = Table(
    "notices",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("about", Text, nullable=False),
    Column("person", Text),
    Column("channel_id", Text),
    Column("ts", Text),
    # The hash of what it shows; empty where nobody knows for certain.
    Column("shown", Text, nullable=False),
    Column("wanted_at", Instant, nullable=False),
    CheckConstraint("(channel_id IS NULL) = (ts IS NULL)", name="posted"),
    Index("ix_notices_output_id", "output_id"),
    Index("ix_notices_message", "channel_id", "ts", unique=True),
)
