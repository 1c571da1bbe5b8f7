"""Brings a database's schema to a version, and says which one it has."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError

from domain.counting import counted
from storage import engines
from storage.failures import is_race, unavailable_if_away
from storage.transaction import Unfit

FOLDER = Path(__file__).parent / "migrations"
# Of two processes that migrate at once, the second waits here, and then finds nothing left to do.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7238147914)"


def upgrade(url: str, to: str = "head") -> None:
    """Bring the schema up to revision `to`: all of it, or (if anything fails) none.

    Raises ValueError for a URL that is not ours, Unavailable if the database is away, Unfit if rows would
    break a foreign key or if others hold the tables.
    """
    _migrate(url, lambda config: command.upgrade(config, to))


def downgrade(url: str, to: str) -> None:
    """Take the schema back to revision `to` ("base": none); what later ones held is lost. As `upgrade`.

    Raises Unfit too where that would delete evidence: no command does.
    """

    def step(config: Config) -> None:
        if to == "base":
            _refuse_to_forget(config.attributes["connection"])
        command.downgrade(config, to)

    _migrate(url, step)


def current(url: str) -> str | None:
    """The revision that the database has; None if it has none (an empty or absent database)."""
    address = engines.address(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return None  # asking would make the file
    engine = engines.reading(address, 1)
    try:
        with unavailable_if_away(), engine.connect() as conn:
            return MigrationContext.configure(conn).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """The revision that this version of the program needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def insist_on_head(url: str) -> None:
    """Raise Unfit unless the schema is the one that this version of the program needs; Unavailable if away."""
    has, needs = current(url), head()
    if has == needs:
        return
    if has is None:
        raise Unfit("The database has no schema yet. Run: answerable migrate")
    if has in revisions():
        raise Unfit(f"The schema is behind ({has}, needed is {needs}). Run: answerable migrate")
    raise Unfit(f"The schema ({has}) is unknown to this version of the program. Install the newer version.")


def revisions() -> list[str]:
    """Every revision that this version of the program knows, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def sql(url: str, to: str = "head") -> str:
    """What `upgrade` would run on an empty database of `url`'s kind, as a script; nothing is connected to."""
    script = io.StringIO()
    made = config(script)
    made.attributes["dialect"] = engines.address(url).get_backend_name()
    command.upgrade(made, to, sql=True)
    return script.getvalue()


def config(output: io.StringIO | None = None) -> Config:
    """Alembic's settings, without a file; also for `alembic.command.revision` when a migration is written."""
    made = Config(output_buffer=output)
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return made


def _migrate(url: str, step: Callable[[Config], None]) -> None:
    # Rebuilding a table, as SQLite must, would follow its keys: they are checked at the end instead.
    engine = engines.writing(engines.address(url), foreign_keys=False)
    made = config()
    try:
        with unavailable_if_away(), engine.begin() as conn:
            made.attributes["connection"] = conn
            if conn.dialect.name == "postgresql":
                conn.exec_driver_sql(_ONE_AT_A_TIME)
            step(made)
            _check_foreign_keys(conn)
    except OperationalError as error:
        if not is_race(error):
            raise
        raise Unfit("The schema was not changed: another transaction holds its tables. Try again.") from error
    finally:
        engine.dispose()


def _refuse_to_forget(conn: Connection) -> None:
    if not inspect(conn).has_table("evidence"):
        return
    kept = conn.exec_driver_sql("SELECT count(*) FROM evidence").scalar_one()
    if kept:
        raise Unfit(
            f"The schema was not changed: {counted(kept, 'record')} of evidence would be gone. Use an empty database."
        )


def _check_foreign_keys(conn: Connection) -> None:
    if conn.dialect.name == "sqlite" and (broken := conn.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise Unfit(f"The schema was not changed: rows of {broken[0]} would refer to {broken[2]} in vain.")
