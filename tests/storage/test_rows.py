"""Rows added past SQLAlchemy's own insert are the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.rows import add_rows
from storage.tables import evidence, user_groups
from tests.builders import MONDAY

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    with Database(database_url) as db:
        yield db


def test_special_types_are_stored_as_ever(db: Database) -> None:
    row = {
        "action": "output.handed_in",
        "at": MONDAY,
        "actor": "key:1",
        "via": None,
        "facts": {"why": ["ü", 1]},
    }

    db.write_now(lambda tx, rows: add_rows(tx.conn, evidence, rows), [row, row | {"actor": "clock"}])

    columns = [evidence.c[name] for name in row]
    kept = db.read_now(lambda conn: conn.execute(select(*columns).order_by(evidence.c.id)).mappings().all())
    assert kept == [row, row | {"actor": "clock"}]


def test_only_the_columns_asked_for_count(db: Database) -> None:
    row = {"group_id": "S1", "handle": "support", "fetched_at": MONDAY, "members": 3}
    columns = ("group_id", "handle", "fetched_at")

    db.write_now(lambda tx, rows: add_rows(tx.conn, user_groups, rows, columns=columns), [row])

    assert db.read_now(lambda conn: conn.execute(select(user_groups.c.handle)).scalars().all()) == ["support"]


def test_what_is_no_column_is_refused(db: Database) -> None:
    with pytest.raises(KeyError, match="members"):
        db.write_now(
            lambda tx, rows: add_rows(tx.conn, user_groups, rows), [{"group_id": "S1", "members": 3}]
        )


def test_no_rows_are_fine(db: Database) -> None:
    before = db.statements

    db.write_now(lambda tx, rows: add_rows(tx.conn, user_groups, rows), [])

    assert db.statements == before
