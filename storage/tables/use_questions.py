"""Which outputs' use is asked about, of whom, and whether they have said."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Drawn when the output went out, before anything was known of it; `person` is who had asked for it. "passed": they are
# not asked any more, and were not.
use_questions = Table(
    "use_questions",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("person", Text, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    # The day on which they were asked, where they live: all of that day's are one message.
    Column("day", Text),
    # What they said; null: nothing.
    Column("feedback_id", Text, ForeignKey("feedback.id")),
    CheckConstraint("state IN ('waiting','asked','answered','passed')", name="state"),
    CheckConstraint("(state IN ('asked','answered')) = (day IS NOT NULL)", name="asked"),
    CheckConstraint("(state = 'answered') = (feedback_id IS NOT NULL)", name="answered"),
    Index("ix_use_questions_drawn", "workflow", "drawn_at"),
    Index(
        "ix_use_questions_waiting",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_use_questions_day", "person", "day"),
    # Whatever is said of any output asks whether it answers one of these.
    Index("ix_use_questions_feedback_id", "feedback_id"),
)
