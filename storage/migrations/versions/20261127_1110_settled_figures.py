"""All that figures are made of stands in the index of what people have decided: they lie far apart in the table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_1110"
down_revision = "20261127_0555"
branch_labels = None
depends_on = None

BY_WHEN = ("workflow", "settled_at")
READ = (
    "submitted_at",
    "kind",
    "sampled",
    "needed",
    "policy_id",
    "pi",
    "stage",
    "state",
    "settled_by_vote",
    "id",
    "content_sha256",
    "current_sha256",
    "released_sha256",
    "model",
    "model_version",
    "prompt_version",
)


def upgrade() -> None:
    """Make the index anew, with what a summary reads."""
    _indexed(*BY_WHEN, *READ)


def downgrade() -> None:
    """Make it anew, without."""
    _indexed(*BY_WHEN)


def _indexed(*columns: str) -> None:
    settled = sa.text("settled_at IS NOT NULL AND needed > 0")
    op.drop_index("ix_outputs_settled", table_name="outputs")
    op.create_index(
        "ix_outputs_settled", "outputs", columns, unique=False, sqlite_where=settled, postgresql_where=settled
    )
