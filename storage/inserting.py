"""Rows that may be there already: both databases can say so, each with an INSERT of its own dialect."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can be told what becomes of a conflict."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def add_if_new(conn: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Add the row in this transaction unless it conflicts with one that is there; say whether it was added."""
    added = insert_into(conn, table).values(dict(row)).on_conflict_do_nothing()
    return conn.execute(added.returning(*table.primary_key.columns)).first() is not None
