"""Who is away, and from whom to whom reviews have gone."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# From one instant until another. One that is over keeps what it was; `ended_at` is when it was over in fact: by the
# clock, or by somebody who came back sooner. The unset ones are those that count, one a person.
leaves = Table(
    "leaves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant, nullable=False),
    # Where the person's days begin: the zone in which both were meant.
    Column("zone", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
    # When what was open was moved on; null: that is still to be done.
    Column("moved_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("from_at < until_at", name="forwards"),
    Index(
        "uq_leaves_standing",
        "person",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

# Every time that a review came to somebody or left them: by load, taken, handed over or back, left idle, or because
# its person went on leave. Rows are added, never changed.
review_moves = Table(
    "review_moves",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("was", Text),
    Column("becomes", Text),
    Column("why", Text, nullable=False),
    # Null: the clock.
    Column("moved_by", Text),
    Column("moved_at", Instant, nullable=False),
    Column("leave_id", Text, ForeignKey("leaves.id")),
    Index("ix_review_moves_output_id", "output_id"),
    # How many reviews somebody was given today.
    Index("ix_review_moves_becomes", "becomes", "moved_at"),
    Index(
        "ix_review_moves_leave_id",
        "leave_id",
        sqlite_where=text("leave_id IS NOT NULL"),
        postgresql_where=text("leave_id IS NOT NULL"),
    ),
)
