"""A chain for what two reviewers disagree about, beside those there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.escalation_guards import STEPS
from storage.tables.types import Instant

revision = "20261127_0201"
down_revision = "20261127_0200"
branch_labels = None
depends_on = None

_BEFORE = "kind IN ('review','audit','put_right')"
_SINCE = "kind IN ('review','audit','put_right','disagreement')"
_ROLES = "role IN ('assignee','owner','deputy','leaders')"
_TABLES = ("escalations", "escalation_steps", "late_items")


def upgrade() -> None:
    """Let there be one."""
    _reword(_SINCE)


def downgrade() -> None:
    """Forget what was planned and told of it: the steps that were taken stay in evidence."""
    _reword(_BEFORE)


def _reword(kinds: str) -> None:
    """Make the tables anew, with another check of the kind: SQLite knows no other way."""
    dialect = op.get_context().dialect.name
    for statement in STEPS.undoing(dialect):
        op.execute(statement)
    for table in _TABLES:
        columns = ", ".join(str(column.name) for column in _columns(table))
        op.execute(f"CREATE TABLE kept_{table} AS SELECT {columns} FROM {table} WHERE {kinds}")
        op.drop_table(table)
        op.create_table(
            table,
            *_columns(table),
            sa.CheckConstraint(kinds, name=op.f(f"ck_{table}_kind")),
            *([] if table == "escalations" else [sa.CheckConstraint(_ROLES, name=op.f(f"ck_{table}_role"))]),
            sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name=f"fk_{table}_output_id"),
            sa.PrimaryKeyConstraint(*_KEYS[table], name=f"pk_{table}"),
        )
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table}")
        op.drop_table(f"kept_{table}")
    waits = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_escalations_next_at",
        "escalations",
        ["next_at"],
        unique=False,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index("ix_late_items_output_id", "late_items", ["output_id"], unique=False)
    for statement in STEPS.making(dialect):
        op.execute(statement)


_KEYS = {
    "escalations": ["output_id", "kind"],
    "escalation_steps": ["output_id", "kind", "step"],
    "late_items": ["person", "output_id", "kind"],
}


def _columns(table: str) -> list[sa.Column[object]]:
    about: list[sa.Column[object]] = [
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
    ]
    if table == "escalations":
        return [
            *about,
            sa.Column("next_step", sa.Integer(), nullable=False),
            sa.Column("next_at", Instant(), nullable=True),
            sa.Column("held_until", Instant(), nullable=True),
            sa.Column("held_by", sa.Text(), nullable=True),
            sa.Column("held_why", sa.Text(), nullable=True),
        ]
    if table == "escalation_steps":
        return [
            *about,
            sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("role", sa.Text(), nullable=False),
            sa.Column("person", sa.Text(), nullable=True),
            sa.Column("taken_at", Instant(), nullable=False),
        ]
    return [
        sa.Column("person", sa.Text(), nullable=False),
        *about,
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
    ]
