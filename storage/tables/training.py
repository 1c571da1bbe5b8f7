"""Who is trained to decide in a workflow that asks for it, and those who are joining."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
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

# Until when somebody may decide there, and by what: five shadowed decisions, the owner's word, or that they were on
# the roster when training was asked for first. Rows are added, never changed: the last date counts.
trainings = Table(
    "trainings",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("person", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    # Who signed them in, and why.
    Column("made_by", Text),
    Column("reason", Text),
    CheckConstraint("how IN ('shadowed','signed','on_roster')", name="how"),
    CheckConstraint("until_at > made_at", name="forwards"),
    CheckConstraint("how <> 'signed' OR (made_by IS NOT NULL AND reason IS NOT NULL)", name="signed"),
    Index("ix_trainings_person", "workflow", "person", "until_at"),
)

# One a person and workflow is open at a time. `examples` are the ids of the solved ones that it began with.
joinings = Table(
    "joinings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("person", Text, nullable=False),
    Column("examples", JSON, nullable=False),
    Column("finished_at", Instant),
    Index(
        "uq_joinings_open",
        "workflow",
        "person",
        unique=True,
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
)

# What a person who joins said of outputs that others had decided: compared and told to them alone, never a vote. No
# times: when somebody looked at what is nobody's business.
shadows = Table(
    "shadows",
    metadata,
    Column("joining_id", Text, ForeignKey("joinings.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("output_id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    # What others had decided by then.
    Column("decided", Text, nullable=False),
    CheckConstraint("place >= 1", name="place"),
    CheckConstraint("verdict = 'approve' OR (verdict = 'reject' AND reason IS NOT NULL)", name="verdict"),
    CheckConstraint("decided = 'approve' OR decided = 'reject'", name="decided"),
    UniqueConstraint("joining_id", "output_id"),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
)

# Workflows in which nobody may decide, since when: noted with the wish to tell their owner.
unstaffed = Table(
    "unstaffed",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    Column("since_at", Instant, nullable=False),
)
