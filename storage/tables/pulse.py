"""The pulse: who was asked what they think of a workflow, and, apart from that, what was answered.

Nothing here says who answered what. Answers have no row of their own, no id, no time and no order: those of a round are
one list that is sorted anew with each. Both tables lie in the order of their keys, on SQLite without a hidden number.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.tables.types import Instant

pulse_rounds = Table(
    "pulse_rounds",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    # The Monday on which its four weeks begin.
    Column("round", Text, primary_key=True),
    # How many were chosen to be asked; 0 where five could not be reached.
    Column("asked", Integer, nullable=False),
    # JSON: every answer as a list of numbers, sorted.
    Column("answers", Text, nullable=False, server_default=text("'[]'")),
    sqlite_with_rowid=False,
)

# That this person was asked, and whether they have answered: not when, and not what. Gone once the round is over.
pulse_asks = Table(
    "pulse_asks",
    metadata,
    Column("workflow", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("state", Text, nullable=False),
    # When they are to be asked, or reminded.
    Column("due_at", Instant, nullable=False),
    CheckConstraint("state IN ('chosen','asked','reminded','answered')", name="state"),
    ForeignKeyConstraint(["workflow", "round"], ["pulse_rounds.workflow", "pulse_rounds.round"]),
    Index("ix_pulse_asks_due", "state", "due_at"),
    sqlite_with_rowid=False,
)

# Who does not want to be asked by us what they think, or whether they used something.
left_alone = Table("left_alone", metadata, Column("person", Text, primary_key=True))
