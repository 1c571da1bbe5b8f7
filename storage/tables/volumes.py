"""How many outputs of a workflow were handed in in an hour, and what became of them: counted as it happens."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.base import metadata
from storage.tables.types import Instant, RowId


def _counts() -> tuple[Column[int], ...]:
    return tuple(
        Column(name, Integer, nullable=False) for name in ("handed_in", "gone_out", "unchecked", "reported")
    )


# By the hour of UTC in which they were handed in. Written by the clock alone, from the deltas.
volumes = Table(
    "volumes",
    metadata,
    Column("workflow", Text, primary_key=True),
    Column("hour", Instant, primary_key=True),
    *_counts(),
    sqlite_with_rowid=False,
)

# What transactions have added and nobody has folded in yet: only ever inserted, so that no two wait for each other.
# No foreign key either, for which every submitter would wait.
volume_deltas = Table(
    "volume_deltas",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, nullable=False),
    Column("hour", Instant, nullable=False),
    *_counts(),
)

# Nights in which volumes were counted anew from the outputs.
volume_checks = Table(
    "volume_checks",
    metadata,
    Column("night", Text, primary_key=True),
    Column("checked_at", Instant, nullable=False),
)

# What was found missing then, and was added: never anything, unless there is a bug, or somebody wrote past the program.
volume_repairs = Table(
    "volume_repairs",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("workflow", Text, nullable=False),
    Column("hour", Instant, nullable=False),
    Column("repaired_at", Instant, nullable=False),
    *_counts(),
)
