"""The checks of three columns say the same without a list, of which SQLite makes a table for every row."""

from __future__ import annotations

import contextlib

from alembic import op
from sqlalchemy.exc import OperationalError

revision = "20261126_0700"
down_revision = "20261126_0600"
branch_labels = None
depends_on = None

# Table, the check as a list, the check without one.
CHECKS = (
    (
        "outputs",
        "lane IN ('automated','reviewed','always_human')",
        "lane = 'automated' OR lane = 'reviewed' OR lane = 'always_human'",
    ),
    (
        "reviews",
        "kind IN ('first','second','audit')",
        "kind = 'first' OR kind = 'second' OR kind = 'audit'",
    ),
    (
        "outbox",
        "state IN ('waiting','leased','dead')",
        "state = 'waiting' OR state = 'leased' OR state = 'dead'",
    ),
)


def upgrade() -> None:
    """Say them without."""
    _reword([(table, was, becomes) for table, was, becomes in CHECKS])


def downgrade() -> None:
    """Say them as lists."""
    _reword([(table, becomes, was) for table, was, becomes in CHECKS])


def _reword(checks: list[tuple[str, str, str]]) -> None:
    """Change the words of checks in SQLite's schema, as https://sqlite.org/lang_altertable.html says it is done
    where no row is stored differently ("Making Other Kinds Of Table Schema Changes").

    PostgreSQL makes a list once, and keeps it. So does whoever has an SQLite that lets nobody change its schema
    so, as Apple's: there the checks stay lists, which mean the same.
    """
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute("PRAGMA writable_schema = ON")
    with contextlib.suppress(OperationalError):
        for table, was, becomes in checks:
            op.execute(_rewording(table, was.replace("'", "''"), becomes.replace("'", "''")))
    op.execute("PRAGMA writable_schema = RESET")


def _rewording(table: str, was: str, becomes: str) -> str:
    return (
        f"UPDATE sqlite_master SET sql = replace(sql, '{was}', '{becomes}') "
        f"WHERE type = 'table' AND name = '{table}'"
    )
