"""Migrated is what the tables say; up, down and up again is the same; a failed migration leaves nothing."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, inspect, text

from storage import engines, migrate
from storage.database import Database, Unavailable, Unfit
from storage.evidence import Happening, record
from storage.tables import metadata
from tests.builders import MONDAY, Company
from tests.usecases.test_watching import look_at, watch
from usecases.record_audit import Audited

if TYPE_CHECKING:
    from collections.abc import Sequence

POSTGRES_CATALOGUE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
}


def snapshot(url: str) -> dict[str, Sequence[Any]]:
    """Everything the database says of its schema, but for Alembic's own table."""
    with Database(url) as db:
        if db.dialect == "sqlite":
            queries = {"schema": "SELECT type, name, tbl_name, sql FROM sqlite_master"}
        else:
            queries = POSTGRES_CATALOGUE
        found = {name: db.read_now(_rows, query) for name, query in queries.items()}
    return {name: [row for row in rows if "alembic_version" not in str(row)] for name, rows in found.items()}


def _rows(conn: Connection, query: str) -> list[tuple[str, ...]]:
    """Sorted, and with single spaces: scripts are indented differently."""
    return sorted(tuple(" ".join(str(value).split()) for value in row) for row in conn.execute(text(query)))


def _differences(conn: Connection) -> list[Any]:
    context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def _checks(conn: Connection) -> set[tuple[str, str]]:
    found = inspect(conn)
    return {
        (table, str(check["name"]))
        for table in metadata.tables
        for check in found.get_check_constraints(table)
    }


def test_the_migrated_schema_is_what_the_tables_say(database_url: str) -> None:
    wanted = {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    with Database(database_url) as db:
        assert db.read_now(_differences) == []
        assert db.read_now(_checks) == wanted


def test_every_revision_goes_up_down_and_up_again_to_the_same_schema(bare_database_url: str) -> None:
    revisions = [each.revision for each in ScriptDirectory.from_config(migrate.config()).walk_revisions()][
        ::-1
    ]
    below, empty = "base", snapshot(bare_database_url)
    for revision in revisions:
        before = snapshot(bare_database_url)
        migrate.upgrade(bare_database_url, revision)
        upgraded = snapshot(bare_database_url)
        migrate.downgrade(bare_database_url, below)
        assert snapshot(bare_database_url) == before
        migrate.upgrade(bare_database_url, revision)
        assert snapshot(bare_database_url) == upgraded
        below = revision

    assert migrate.current(bare_database_url) == migrate.head() == revisions[-1]
    migrate.downgrade(bare_database_url, "base")
    assert snapshot(bare_database_url) == empty
    assert migrate.current(bare_database_url) is None


def test_looks_of_before_are_given_the_rules_of_their_outputs(database_url: str) -> None:
    with Database(database_url) as db:
        company = Company(db)
        company.settle_in()
        watch(company)
        looked_at = company.hand_in("Dear Mr Weber, your money is on its way.")
        assert isinstance(look_at(company, looked_at, "ben"), Audited)

    migrate.downgrade(database_url, "20261127_1110")
    migrate.upgrade(database_url)

    with Database(database_url) as db:
        rules = db.read_now(_rows, "SELECT policy_id FROM audit_votes WHERE settled_at IS NOT NULL")
    assert rules == [(str(looked_at.policy_id),)]


def test_of_fixes_of_before_it_is_not_known_how_much_they_changed(database_url: str) -> None:
    with Database(database_url) as db:
        company = Company(db)
        company.settle_in()
        company.fix(company.hand_in("Dear Mr Weber, we refund 49 EUR."), "ben", "Dear Mr Weber, no.")

    migrate.downgrade(database_url, "20261127_1230")
    migrate.upgrade(database_url)

    with Database(database_url) as db:
        assert db.read_now(_rows, "SELECT changed FROM contents") == [("None",), ("None",)]


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    before = snapshot(database_url)

    migrate.upgrade(database_url)

    assert snapshot(database_url) == before


def test_asking_an_absent_database_for_its_version_does_not_make_it(tmp_path: Path) -> None:
    assert migrate.current(f"sqlite:///{tmp_path}/absent.db") is None
    assert list(tmp_path.iterdir()) == []


def test_the_script_makes_the_same_schema_as_the_migration(
    bare_postgresql_url: str, postgresql_url: str
) -> None:
    script = migrate.sql(bare_postgresql_url)

    with psycopg.connect(bare_postgresql_url, autocommit=True) as conn:
        conn.execute(script.encode())

    assert snapshot(bare_postgresql_url) == snapshot(postgresql_url)
    assert migrate.current(bare_postgresql_url) == migrate.head()


def test_the_script_for_sqlite_makes_the_same_schema_as_the_migration(
    bare_sqlite_url: str, sqlite_url: str
) -> None:
    with sqlite3.connect(bare_sqlite_url.removeprefix("sqlite:///")) as conn:
        conn.executescript(migrate.sql(bare_sqlite_url))
    conn.close()

    assert snapshot(bare_sqlite_url) == snapshot(sqlite_url)


def test_a_migration_that_fails_leaves_nothing_behind(
    bare_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_revisions(
        tmp_path, monkeypatch, up="op.execute('CREATE TABLE half (id INTEGER)'); op.execute('nonsense')"
    )

    with pytest.raises(Exception, match="nonsense"):
        migrate.upgrade(bare_database_url)

    assert not any(snapshot(bare_database_url).values())
    assert migrate.current(bare_database_url) is None


def test_a_migration_that_would_break_keys_is_refused(
    bare_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "op.execute('CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES a)');"
    use_revisions(tmp_path, monkeypatch, up=broken + "op.execute('INSERT INTO a VALUES (1, 2)')")

    with pytest.raises(Unfit, match="rows of a would refer to a in vain"):
        migrate.upgrade(bare_sqlite_url)

    assert not any(snapshot(bare_sqlite_url).values())


def test_no_migration_deletes_evidence(database_url: str) -> None:
    happening = Happening("key.created", MONDAY, "operator")
    with Database(database_url) as db:
        db.write_now(lambda tx, _: record(tx.conn, happening), None)
    before = snapshot(database_url)

    with pytest.raises(Unfit, match="1 record of evidence would be gone"):
        migrate.downgrade(database_url, "base")

    assert snapshot(database_url) == before


def test_a_migration_gives_up_where_a_transaction_holds_the_tables(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 100)
    before = snapshot(postgresql_url)
    with psycopg.connect(postgresql_url) as holder:
        holder.execute("LOCK TABLE outputs")

        with pytest.raises(Unfit, match="schema was not changed"):
            migrate.downgrade(postgresql_url, "base")

    assert snapshot(postgresql_url) == before


def use_revisions(folder: Path, monkeypatch: pytest.MonkeyPatch, up: str) -> None:
    """Let `migrate` work on a single revision that runs `up`."""
    (folder / "env.py").write_text((migrate.FOLDER / "env.py").read_text())
    (folder / "versions").mkdir()
    identity = "revision = 'trial'\ndown_revision = None\nbranch_labels = None\ndepends_on = None\n"
    body = f"from alembic import op\n{identity}def upgrade():\n    {up}\ndef downgrade():\n    pass\n"
    (folder / "versions" / "trial.py").write_text(re.sub(";\\s*", "\n    ", body))
    monkeypatch.setattr(migrate, "FOLDER", folder)


def test_a_server_that_is_away_is_unavailable_to_migrations() -> None:
    with pytest.raises(Unavailable, match="refused"):
        migrate.upgrade("postgresql://ada@127.0.0.1:1/answerable")
