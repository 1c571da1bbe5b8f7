"""What is asked before a decision and what comes after a release: questions, reports, put-rights, feedback."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# A reviewer's question to whoever asked for the output. Open until answered, or until nobody waits any more.
questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("body", Text, nullable=False),
    # What Slack will send again if it sends it twice: the same act never becomes two questions.
    Column("source", Text, nullable=False, unique=True),
    Column("asked_at", Instant, nullable=False),
    # When the owner is asked too, and when that was done.
    Column("owner_at", Instant, nullable=False),
    Column("owner_asked_at", Instant),
    Column("answer", Text),
    # A Slack id, or "key:<id>" for an AI system.
    Column("answered_by", Text),
    Column("answered_via", Text),
    # With the answer, or when the output left review without one.
    Column("closed_at", Instant),
    CheckConstraint("answered_via IN ('thread','api','modal')", name="answered_via"),
    CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answered"),
    Index("ix_questions_output_id", "output_id"),
    Index("ix_questions_asked_at", "asked_at"),
    Index(
        "ix_questions_owner_at",
        "owner_at",
        sqlite_where=text("closed_at IS NULL AND owner_asked_at IS NULL"),
        postgresql_where=text("closed_at IS NULL AND owner_asked_at IS NULL"),
    ),
)

# Somebody says that what was released is wrong; the owner, or the deputy in the owner's place, confirms or not.
reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    # A Slack id, or "key:<id>" for an AI system.
    Column("reported_by", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("note", Text),
    Column("critical", Boolean, nullable=False),
    Column("source", Text, nullable=False, unique=True),
    Column("reported_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("judged_by", Text),
    Column("judged_at", Instant),
    CheckConstraint("via IN ('reaction','shortcut','button','home','link','api')", name="via"),
    CheckConstraint("state IN ('open','confirmed','dismissed')", name="state"),
    CheckConstraint("(state = 'open') = (judged_by IS NULL)", name="judged"),
    Index("ix_reports_output_id", "output_id"),
    Index(
        "ix_reports_open",
        "reported_at",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    # How many wrong ones people found in a period after they had gone out.
    Index(
        "ix_reports_confirmed",
        "judged_at",
        sqlite_where=text("state = 'confirmed'"),
        postgresql_where=text("state = 'confirmed'"),
    ),
)

# The task that a wrong release opens: one for each output, with a person and a deadline.
put_rights = Table(
    "put_rights",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("report_id", Text, ForeignKey("reports.id")),
    Column("person", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("done_by", Text),
    Column("done_at", Instant),
    Column("note", Text),
    CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done"),
    Index(
        "ix_put_rights_open",
        "person",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

# What people and AI systems say of an output in use, and what it cost to clean up.
feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("minutes", Integer),
    Column("team", Text),
    Column("note", Text),
    Column("critical", Boolean, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("source", Text, nullable=False, unique=True),
    Column("given_at", Instant, nullable=False),
    CheckConstraint(
        "kind IN ('used','edited','discarded','no_use','wrong','cleanup','exception')",
        name="kind",
    ),
    CheckConstraint("minutes >= 0", name="minutes"),
    Index("ix_feedback_output_id", "output_id"),
    Index("ix_feedback_given_at", "given_at"),
)

# How long a decision took, where it could be measured. Neither the person nor the output, and only the day:
# nobody can be clocked with it.
review_times = Table(
    "review_times",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("day", Text, nullable=False),
    Column("measured", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    # Whether it was an approval sooner than one reads; null where nobody knows.
    Column("fast", Boolean),
    CheckConstraint("measured IN ('queue','batch','modal')", name="measured"),
    CheckConstraint("seconds >= 0", name="seconds"),
    Index("ix_review_times_day", "workflow", "day", "seconds"),
)
