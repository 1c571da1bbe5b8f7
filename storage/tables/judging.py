"""What people said: marks, votes, the approvals that stand, and releases that refer to them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# A reaction is a last-writer-wins register per (message, person, emoji): events come twice and out of order.
marks = Table(
    "marks",
    metadata,
    Column("channel_id", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("event_ts", Text, nullable=False),
    Column("present", Boolean, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("policy_id", RowId, nullable=False),
    Column("person", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text),
    Column("via", Text, nullable=False),
    # What Slack will send again if it sends it twice: the same act never becomes two votes.
    Column("source", Text, nullable=False, unique=True),
    Column("acted_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("final_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("voided_at", Instant),
    Column("void_why", Text),
    # When a reason that was not given with the rejection is no longer waited for.
    Column("reason_until", Instant),
    CheckConstraint("verdict IN ('approve','fix','reject')", name="verdict"),
    CheckConstraint("via IN ('reaction','button','modal')", name="via"),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
    Index("ix_votes_output_id", "output_id"),
    # How much was looked at in a week, and by whom.
    Index("ix_votes_recorded_at", "recorded_at", "policy_id", "person"),
    # For a person's own count of the day, which is shown to nobody else.
    Index("ix_votes_person", "person", "recorded_at"),
)

# Who opened the whole text. No time: when a person opened something is nobody's business.
readings = Table(
    "readings",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("person", Text, primary_key=True),
)

approvals = Table(
    "approvals",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("policy_id", RowId, nullable=False),
    Column("lane", Text, nullable=False),
    Column("after", Integer),
    Column("person", Text, nullable=False),
    Column("via", Text, nullable=False),
    CheckConstraint("slot >= 1", name="slot"),
    CheckConstraint("COALESCE(after, 0) = slot - 1", name="after"),
    CheckConstraint("lane <> 'always_human' OR via = 'modal'", name="modal"),
    UniqueConstraint("output_id", "person"),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
    ForeignKeyConstraint(
        ["output_id", "policy_id", "lane"],
        ["outputs.id", "outputs.policy_id", "outputs.lane"],
    ),
    ForeignKeyConstraint(
        ["output_id", "sha256", "after"],
        ["approvals.output_id", "approvals.sha256", "approvals.slot"],
        deferrable=True,
        initially="DEFERRED",
    ),
)

releases = Table(
    "releases",
    metadata,
    Column("output_id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("policy_id", RowId, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("slot", Integer),
    Column("permit_id", RowId),
    Column("idempotency_key", Text),
    Column("released_at", Instant, nullable=False),
    CheckConstraint("kind = 'real'", name="kind"),
    CheckConstraint("state IN ('released','recalled')", name="state"),
    # COALESCE: a plain comparison would let NULL through.
    CheckConstraint("COALESCE(slot, 0) = needed", name="slot"),
    CheckConstraint("(permit_id IS NOT NULL) = (needed = 0)", name="permit"),
    UniqueConstraint("output_id", "sha256"),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
    ForeignKeyConstraint(
        ["output_id", "sha256", "slot"],
        ["approvals.output_id", "approvals.sha256", "approvals.slot"],
    ),
    ForeignKeyConstraint(["permit_id", "policy_id"], ["permits.id", "permits.policy_id"]),
    ForeignKeyConstraint(
        ["output_id", "policy_id", "needed", "lane", "kind"],
        ["outputs.id", "outputs.policy_id", "outputs.needed", "outputs.lane", "outputs.kind"],
    ),
    ForeignKeyConstraint(
        ["output_id", "state"],
        ["outputs.id", "outputs.state"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    # What people have let out lately: marks on its cards are still looked for.
    Index(
        "ix_releases_by_people",
        "released_at",
        sqlite_where=text("needed > 0"),
        postgresql_where=text("needed > 0"),
    ),
)

# The moves an output's state may make; triggers allow no others.
moves = Table(
    "moves",
    metadata,
    Column("was", Text, primary_key=True),
    Column("becomes", Text, primary_key=True),
)
