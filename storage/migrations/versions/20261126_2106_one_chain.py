"""One chain for what is to be decided, what has gone out and is to be looked at, and what is to be put right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.escalation_guards import PUT_RIGHT_STEPS, STEPS
from storage.migrations.later_guards import Guards
from storage.tables.types import Instant

revision = "20261126_2106"
down_revision = "20261126_2056"
branch_labels = None
depends_on = None

_ROLES = "role IN ('assignee','owner','deputy','leaders')"
_KINDS = "kind IN ('review','audit','put_right')"

# Of each: the table of both, the one that only what is to be put right had, and their columns in common.
_TABLES = (
    ("escalations", "put_right_escalations", "output_id, next_step, next_at, held_until"),
    ("escalation_steps", "put_right_steps", "output_id, step, role, person, taken_at"),
    ("late_items", "late_put_rights", "person, output_id, role, from_at, told_at"),
)


def upgrade() -> None:
    """Bring both together. What only told owners of late looks is dropped: the chain tells them."""
    _guards(undo=(STEPS, PUT_RIGHT_STEPS))
    for both, tasks, columns in _TABLES:
        held = ", held_by, held_why" if both == "escalations" else ""
        none = ", NULL, NULL" if both == "escalations" else ""
        op.execute(f"CREATE TABLE kept_{both} AS SELECT {columns} FROM {both}")
        op.execute(f"CREATE TABLE kept_{tasks} AS SELECT {columns}{held} FROM {tasks}")
        op.drop_table(both)
        op.drop_table(tasks)
        _MAKE[both]()
        into = f"INSERT INTO {both} (kind, {columns}{held})"
        op.execute(f"{into} SELECT 'review', {columns}{none} FROM kept_{both}")
        op.execute(f"{into} SELECT 'put_right', {columns}{held} FROM kept_{tasks}")
        op.drop_table(f"kept_{both}")
        op.drop_table(f"kept_{tasks}")
    op.execute("DELETE FROM outbox WHERE kind = 'late_audits'")
    # An alarm about steps of the one is about steps of both.
    renamed = """replace(CAST(steps AS TEXT), '"put_rights"', '"escalations"')"""
    is_json = op.get_context().dialect.name == "postgresql"
    op.execute(f"UPDATE alarms SET steps = {f'CAST({renamed} AS JSON)' if is_json else renamed}")
    _guards(make=(STEPS,))


def downgrade() -> None:
    """Take them apart again; that looks were escalated stays in evidence only."""
    _guards(undo=(STEPS,))
    for both, tasks, columns in _TABLES:
        held = ", held_by, held_why" if both == "escalations" else ""
        op.execute(f"CREATE TABLE kept_{both} AS SELECT kind, {columns}{held} FROM {both}")
        op.drop_table(both)
        _MAKE_BEFORE[both]()
        _MAKE_BEFORE[tasks]()
        of_kind = f"FROM kept_{both} WHERE kind"
        op.execute(f"INSERT INTO {both} ({columns}) SELECT {columns} {of_kind} = 'review'")
        op.execute(f"INSERT INTO {tasks} ({columns}{held}) SELECT {columns}{held} {of_kind} = 'put_right'")
        op.drop_table(f"kept_{both}")
    _guards(make=(STEPS, PUT_RIGHT_STEPS))


def _guards(*, make: tuple[Guards, ...] = (), undo: tuple[Guards, ...] = ()) -> None:
    dialect = op.get_context().dialect.name
    for guards in undo:
        for statement in guards.undoing(dialect):
            op.execute(statement)
    for guards in make:
        for statement in guards.making(dialect):
            op.execute(statement)


def _plans(table: str, refers_to: str, *more: sa.schema.SchemaItem, kinds: bool) -> None:
    key = ["output_id", "kind"] if kinds else ["output_id"]
    op.create_table(
        table,
        sa.Column("output_id", sa.Text(), nullable=False),
        *_kind(table, kinds=kinds),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(["output_id"], [refers_to], name=f"fk_{table}_output_id"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
    op.create_index(
        f"ix_{table}_next_at",
        table,
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def _steps(table: str, refers_to: str, *, kinds: bool) -> None:
    key = ["output_id", "kind", "step"] if kinds else ["output_id", "step"]
    op.create_table(
        table,
        sa.Column("output_id", sa.Text(), nullable=False),
        *_kind(table, kinds=kinds),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.CheckConstraint(_ROLES, name=op.f(f"ck_{table}_role")),
        sa.ForeignKeyConstraint(["output_id"], [refers_to], name=f"fk_{table}_output_id"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )


def _listed(table: str, refers_to: str, *, kinds: bool) -> None:
    key = ["person", "output_id", "kind"] if kinds else ["person", "output_id"]
    op.create_table(
        table,
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        *_kind(table, kinds=kinds),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.CheckConstraint(_ROLES, name=op.f(f"ck_{table}_role")),
        sa.ForeignKeyConstraint(["output_id"], [refers_to], name=f"fk_{table}_output_id"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_output_id", table, ["output_id"], unique=False)


def _kind(table: str, *, kinds: bool) -> list[sa.schema.SchemaItem]:
    if not kinds:
        return []
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f(f"ck_{table}_kind")),
    ]


def _held() -> list[sa.schema.SchemaItem]:
    return [sa.Column("held_by", sa.Text(), nullable=True), sa.Column("held_why", sa.Text(), nullable=True)]


def _both_or_none() -> sa.schema.SchemaItem:
    name = op.f("ck_put_right_escalations_held")
    return sa.CheckConstraint("(held_until IS NULL) = (held_by IS NULL)", name=name)


_MAKE = {
    "escalations": lambda: _plans("escalations", "outputs.id", *_held(), kinds=True),
    "escalation_steps": lambda: _steps("escalation_steps", "outputs.id", kinds=True),
    "late_items": lambda: _listed("late_items", "outputs.id", kinds=True),
}
_TASK = "put_rights.output_id"
_MAKE_BEFORE = {
    "escalations": lambda: _plans("escalations", "outputs.id", kinds=False),
    "escalation_steps": lambda: _steps("escalation_steps", "outputs.id", kinds=False),
    "late_items": lambda: _listed("late_items", "outputs.id", kinds=False),
    "put_right_escalations": lambda: _plans(
        "put_right_escalations", _TASK, *_held(), _both_or_none(), kinds=False
    ),
    "put_right_steps": lambda: _steps("put_right_steps", _TASK, kinds=False),
    "late_put_rights": lambda: _listed("late_put_rights", _TASK, kinds=False),
}
