"""Blind second looks: what was drawn, what the second person said, and what came of it where the two disagree.

Nothing of it is a vote: no approval and no release refers to any of these.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant

# Drawn when the output was handed in, with the chance that it had. Open until somebody has given it, or nobody is asked
# any more.
second_looks = Table(
    "second_looks",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("pi", Float, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("closed_at", Instant),
    CheckConstraint("pi > 0 AND pi <= 1", name="pi"),
    Index("ix_second_looks_drawn", "workflow", "drawn_at"),
    Index(
        "ix_second_looks_open",
        "workflow",
        "output_id",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

# Never changed. `sha256` is of the text as it was handed in; `first` is what the first verdict had made of it by then,
# and `first_vote` which vote that was, of either kind.
second_verdicts = Table(
    "second_verdicts",
    metadata,
    Column("output_id", Text, ForeignKey("second_looks.output_id"), primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text),
    Column("note", Text),
    Column("first", Text, nullable=False),
    Column("first_vote", Text, nullable=False),
    # What Slack will send again if it sends it twice: the same act never counts twice.
    Column("source", Text, nullable=False, unique=True),
    Column("given_at", Instant, nullable=False),
    # By when whoever answers for it says which of the two was right; null where both say the same.
    Column("settle_by", Instant),
    CheckConstraint("verdict IN ('approve','reject')", name="verdict"),
    CheckConstraint("first IN ('approve','fix','reject')", name="first"),
    CheckConstraint(
        "(settle_by IS NOT NULL) = ((first = 'approve') <> (verdict = 'approve'))", name="disagreement"
    ),
    ForeignKeyConstraint(["output_id", "sha256"], ["contents.output_id", "contents.sha256"]),
    Index("ix_second_verdicts_given_at", "given_at"),
    # For a person's own count of the day, which is shown to nobody else.
    Index("ix_second_verdicts_person", "person", "given_at"),
    Index(
        "ix_second_verdicts_disagreeing",
        "output_id",
        sqlite_where=text("settle_by IS NOT NULL"),
        postgresql_where=text("settle_by IS NOT NULL"),
    ),
)

# Never changed: whoever answers for it says whether the first verdict was wrong.
second_settlements = Table(
    "second_settlements",
    metadata,
    Column("output_id", Text, ForeignKey("second_verdicts.output_id"), primary_key=True),
    Column("was_wrong", Boolean, nullable=False),
    Column("person", Text, nullable=False),
    Column("settled_at", Instant, nullable=False),
)

# Who has written below a card whose output has a second look: they may have talked about it. No words, and no time.
talkers = Table(
    "talkers",
    metadata,
    Column("output_id", Text, ForeignKey("second_looks.output_id"), primary_key=True),
    Column("person", Text, primary_key=True),
)
