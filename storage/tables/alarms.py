"""When something here was late, and until when."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Table

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId

# `steps` says what was late when it was raised: {"decisions": 3}; `since` when the first of them should have been done.
alarms = Table(
    "alarms",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("steps", JSON, nullable=False),
    Column("since", Instant, nullable=False),
    Column("raised_at", Instant, nullable=False),
    # True, then NULL: so that one is open at most, whoever raises it.
    Column("open", Boolean, unique=True),
    Column("cleared_at", Instant),
    CheckConstraint("(open IS NULL) = (cleared_at IS NOT NULL)", name="cleared"),
)
