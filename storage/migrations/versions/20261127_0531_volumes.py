"""Volumes are counted as things happen. What has happened already is counted here, from the outputs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant, RowId

revision = "20261127_0531"
down_revision = "20261127_0530"
branch_labels = None
depends_on = None

# What a summary reads of what went out at once and was to be looked at.
READ = ("policy_id", "pi", "stage", "state", "id", "model", "model_version", "prompt_version")
COUNTED = """
INSERT INTO volumes (workflow, hour, handed_in, gone_out, unchecked, reported)
SELECT
    workflow,
    submitted_at / 3600000000 * 3600000000 AS hour,
    count(*),
    sum(CASE WHEN released_sha256 IS NOT NULL THEN 1 ELSE 0 END),
    sum(CASE WHEN released_sha256 IS NOT NULL AND needed = 0 THEN 1 ELSE 0 END),
    sum(CASE WHEN released_sha256 IS NOT NULL AND state = 'recalled' AND NOT (sampled AND pi IS NOT NULL)
        THEN 1 ELSE 0 END)
FROM outputs
WHERE kind = 'real'
GROUP BY workflow, hour
"""


def upgrade() -> None:
    """Add the tables, and the index of what people were to look at; count what there is."""
    op.create_table(
        "volumes",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        *_counts(),
        sa.PrimaryKeyConstraint("workflow", "hour", name="pk_volumes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "volume_deltas",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        *_counts(),
        sa.PrimaryKeyConstraint("id", name="pk_volume_deltas"),
    )
    op.create_table(
        "volume_checks",
        sa.Column("night", sa.Text(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("night", name="pk_volume_checks"),
    )
    op.create_table(
        "volume_repairs",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        sa.Column("repaired_at", Instant(), nullable=False),
        *_counts(),
        sa.PrimaryKeyConstraint("id", name="pk_volume_repairs"),
    )
    op.execute(COUNTED)
    audited = sa.text("sampled AND needed = 0")
    op.create_index(
        "ix_outputs_audited",
        "outputs",
        ["workflow", "submitted_at", *READ],
        unique=False,
        sqlite_where=audited,
        postgresql_where=audited,
    )


def _counts() -> list[sa.Column[int]]:
    names = ("handed_in", "gone_out", "unchecked", "reported")
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def downgrade() -> None:
    """Drop them: they can be counted again."""
    op.drop_index("ix_outputs_audited", table_name="outputs")
    for table in ("volume_repairs", "volume_checks", "volume_deltas", "volumes"):
        op.drop_table(table)
