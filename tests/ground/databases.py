"""Fixtures for databases: a test that takes `database_url` runs on SQLite and on PostgreSQL.

The schema is made once per run; each test gets a copy of it (a file copied; `CREATE DATABASE ... TEMPLATE`).
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from storage.migrate import upgrade
from tests.ground.postgres import Postgres, running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIALECTS = ("sqlite", "postgresql")
# For a test that would run on both, about what no database has a part in.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The run's one PostgreSQL server, started when first asked for."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of this test's own, with our schema and no rows."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=DIALECTS)
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of this test's own, without a schema: for migrations."""
    return str(request.getfixturevalue(f"bare_{request.param}_url"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "answerable.db")
    return f"sqlite:///{tmp_path / 'answerable.db'}"


@pytest.fixture
def postgresql_url(postgres: Postgres, postgresql_template: str) -> Iterator[str]:
    name = postgres.create(template=postgresql_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def bare_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bare.db'}"


@pytest.fixture
def bare_postgresql_url(postgres: Postgres) -> Iterator[str]:
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}")
    # What is still in the write-ahead log would be missing from a copy of the file.
    left = [file.name for file in path.parent.iterdir() if file != path and file.stat().st_size]
    assert left == [], f"upgrade left the database open: {left}"
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgres: Postgres) -> str:
    name = postgres.create()
    upgrade(postgres.url(name))
    return name
