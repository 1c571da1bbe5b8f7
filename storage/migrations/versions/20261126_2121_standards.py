"""What good enough means, drafted and signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.standard_guards import STANDARDS
from storage.tables.types import Instant, RowId

revision = "20261126_2121"
down_revision = "20261126_2118"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the triggers that keep what was signed."""
    op.create_table(
        "same_standards",
        sa.Column("policy_id", RowId, autoincrement=False, nullable=False),
        sa.Column("first_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_same_standards_policy_id"),
        sa.ForeignKeyConstraint(["first_id"], ["policies.id"], name="fk_same_standards_first_id"),
        sa.PrimaryKeyConstraint("policy_id", name="pk_same_standards"),
    )
    op.create_table(
        "standard_signatures",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.CheckConstraint("part IN ('owner','second')", name=op.f("ck_standard_signatures_part")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_standard_signatures_policy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standard_signatures"),
        sa.UniqueConstraint("policy_id", "part", name="uq_standard_signatures_policy_id_part"),
        sa.UniqueConstraint("policy_id", "person", name="uq_standard_signatures_policy_id_person"),
    )
    op.create_table(
        "standard_drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", Instant(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('open','in_force','replaced')", name=op.f("ck_standard_drafts_state")),
        sa.CheckConstraint(
            "(signed_by IS NULL) = (signed_at IS NULL)", name=op.f("ck_standard_drafts_signed")
        ),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_standard_drafts_workflow"),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_standard_drafts_policy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standard_drafts"),
        sa.UniqueConstraint("source", name="uq_standard_drafts_source"),
    )
    op.create_index("ix_standard_drafts_workflow", "standard_drafts", ["workflow", "policy_id"], unique=False)
    op.create_table(
        "signed_fields",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_signed_fields_workflow"),
        sa.PrimaryKeyConstraint("workflow", "key", name="pk_signed_fields"),
    )
    for statement in STANDARDS.making(op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop them: what was signed stays in evidence."""
    for statement in STANDARDS.undoing(op.get_context().dialect.name):
        op.execute(statement)
    op.drop_table("signed_fields")
    op.drop_table("standard_drafts")
    op.drop_table("standard_signatures")
    op.drop_table("same_standards")
