"""Rows added past SQLAlchemy's own insert are the same rows."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.rows import ROWS_A_STATEMENT, add_rows
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


def test_more_rows_than_a_statement_takes_are_all_added_in_order(db: Database) -> None:
    count = 2 * ROWS_A_STATEMENT + 1
    rows = [{"action": f"a{number}", "at": MONDAY, "actor": "clock", "facts": {}} for number in range(count)]

    db.write_now(lambda tx, rows: add_rows(tx.conn, evidence, rows), rows)

    kept = db.read_now(
        lambda conn: conn.execute(select(evidence.c.action).order_by(evidence.c.id)).scalars().all()
    )
    assert kept == [row["action"] for row in rows]


@pytest.mark.parametrize("given", [(None, None), (None, "reaction"), ("modal", None)])
def test_what_only_some_rows_say_is_null_in_the_others(db: Database, given: tuple[str | None, ...]) -> None:
    rows = [{"action": "a", "at": MONDAY, "actor": "clock", "facts": {}, "via": via} for via in given]

    db.write_now(lambda tx, rows: add_rows(tx.conn, evidence, rows), rows)

    kept = db.read_now(
        lambda conn: conn.execute(select(evidence.c.via).order_by(evidence.c.id)).scalars().all()
    )
    assert tuple(kept) == given


@pytest.mark.parametrize("text", ["\ud83d", "ü"], ids=["half of a surrogate pair", "a letter"])
def test_any_text_and_any_instant_is_kept_in_json(db: Database, text: str) -> None:
    row = {"action": "a", "at": MONDAY, "actor": "clock", "facts": {"text": text, "due_at": MONDAY}}

    db.write_now(lambda tx, rows: add_rows(tx.conn, evidence, rows), [row])

    (kept,) = db.read_now(lambda conn: conn.execute(select(evidence.c.facts)).scalars().all())
    assert kept["text"] == text
    assert datetime.fromisoformat(kept["due_at"]) == MONDAY


def test_only_the_columns_asked_for_count_of_an_object(db: Database) -> None:
    group = SimpleNamespace(group_id="S1", handle="support", fetched_at=MONDAY, members=3)
    columns = ("group_id", "handle", "fetched_at")

    db.write_now(lambda tx, rows: add_rows(tx.conn, user_groups, rows, columns=columns), [group])

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
