"""What came in and is not yet dealt with (inbox), what is to be told (outbox), and what Slack shows (cards)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # Slack's event_id: a repeat is the same row.
    Column("event_id", Text, nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done_at", Instant),
    Column("outcome", Text),
    Index(
        "ix_inbox_due",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    # What must go out one after the other: a channel, or one output's webhooks.
    Column("route", Text, nullable=False),
    # What it is about; with coalesced set, at most one waiting row per (kind, subject).
    Column("subject", Text, nullable=False),
    Column("coalesced", Boolean, nullable=False),
    # It lets others on its route go first.
    Column("yields", Boolean, nullable=False, server_default=text("false")),
    Column("payload", JSON, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # Set before anything is sent, cleared when surely nothing was: since when something may have gone out.
    Column("attempted_at", Instant),
    Column("lease_until", Instant),
    Column("leased_by", Text),
    Column("last_error", Text),
    CheckConstraint("state = 'waiting' OR state = 'leased' OR state = 'dead'", name="state"),
    Index(
        "ix_outbox_dead",
        "kind",
        "subject",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
    Index(
        "ix_outbox_route",
        "route",
        "yields",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    # A leased wish has its route to itself.
    Index(
        "uq_outbox_leased",
        "route",
        unique=True,
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index(
        "uq_outbox_coalesced",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("coalesced AND state = 'waiting'"),
        postgresql_where=text("coalesced AND state = 'waiting'"),
    ),
)

# One message in Slack per output at most; `shown` says which truth it was last drawn from.
cards = Table(
    "cards",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("channel_id", Text, nullable=False),
    Column("ts", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("shows_whole_text", Boolean, nullable=False),
    Column("permalink", Text),
    Column("posted_at", Instant, nullable=False),
    # When its reactions were last asked of Slack; null: not yet.
    Column("looked_at", Instant),
    # When something was last seen to happen to it; null: not since it was posted.
    Column("active_at", Instant),
    # The text that it showed when it was posted, whatever line it has shrunk to since.
    Column("sha256", Text, nullable=False, server_default=text("''")),
    Index("ix_cards_message", "channel_id", "ts", unique=True),
)

# Messages that showed an output before: another text of it, or the same twice. Marks on them count for nothing.
past_cards = Table(
    "past_cards",
    metadata,
    Column("channel_id", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("why", Text, nullable=False),
    # When the message itself was made to say so, or was deleted; null: that is still to be done.
    Column("told_at", Instant),
    CheckConstraint("why IN ('fixed','duplicate')", name="why"),
    Index("ix_past_cards_output_id", "output_id"),
)

# The one message of a quiet channel: how many wait, and the way to them.
rolling_messages = Table(
    "rolling_messages",
    metadata,
    Column("channel_id", Text, primary_key=True),
    Column("ts", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("posted_at", Instant, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("issued_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    # Where a weekly summary stands, and since when.
    Column("channel_id", Text),
    Column("ts", Text),
    Column("sent_at", Instant),
    CheckConstraint("state IN ('issued','sent','skipped')", name="state"),
)
