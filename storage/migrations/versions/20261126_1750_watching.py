"""Watching, which has an end, and audits of what has gone out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.watching_guards import WATCHING
from storage.tables.types import Instant

revision = "20261126_1750"
down_revision = "20261126_1745"
branch_labels = None
depends_on = None

_UNSETTLED = "settled_at IS NULL AND withdrawn_at IS NULL"
_OPEN_AUDIT = "kind = 'audit' AND closed_at IS NULL"


def upgrade() -> None:
    """Add the columns, the table, and the triggers that hold them."""
    op.add_column("permits", sa.Column("ends_at", Instant(), nullable=True))
    op.add_column("workflows", sa.Column("watched_until", Instant(), nullable=True))
    op.create_table(
        "audit_votes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("acted_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("final_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint("verdict IN ('approve','reject')", name=op.f("ck_audit_votes_verdict")),
        sa.CheckConstraint("via IN ('reaction','button','modal')", name=op.f("ck_audit_votes_via")),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_audit_votes_output_id_sha256",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_votes"),
        sa.UniqueConstraint("source", name="uq_audit_votes_source"),
    )
    op.create_index("ix_audit_votes_output_id", "audit_votes", ["output_id"], unique=False)
    op.create_index(
        "ix_audit_votes_final_at",
        "audit_votes",
        ["final_at"],
        unique=False,
        sqlite_where=sa.text(_UNSETTLED),
        postgresql_where=sa.text(_UNSETTLED),
    )
    op.create_index(
        "ix_reviews_audits",
        "reviews",
        ["output_id"],
        unique=False,
        sqlite_where=sa.text(_OPEN_AUDIT),
        postgresql_where=sa.text(_OPEN_AUDIT),
    )
    for statement in WATCHING.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Take it away: what was signed and said stays in evidence."""
    for statement in WATCHING.undoing(op.get_context().dialect.name):
        op.execute(statement)
    op.drop_index("ix_reviews_audits", "reviews")
    op.drop_table("audit_votes")
    op.drop_column("workflows", "watched_until")
    op.drop_column("permits", "ends_at")
