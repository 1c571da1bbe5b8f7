"""What a week's summary reads of what was looked at, and of how long looks took, is in their indexes themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0640"
down_revision = "20261127_0605"
branch_labels = None
depends_on = None

_READ = ("policy_id", "pi", "stage", "state", "id", "model", "model_version", "prompt_version")


def upgrade() -> None:
    """Put the wider indexes in the place of the narrower."""
    _again(_READ, ("seconds",))


def downgrade() -> None:
    """Put back the narrower ones."""
    _again((), ())


def _again(of_outputs: tuple[str, ...], of_times: tuple[str, ...]) -> None:
    op.drop_index("ix_outputs_audited", table_name="outputs")
    which = sa.text("sampled AND needed = 0")
    op.create_index(
        "ix_outputs_audited",
        "outputs",
        ["workflow", "submitted_at", *of_outputs],
        sqlite_where=which,
        postgresql_where=which,
    )
    op.drop_index("ix_review_times_day", table_name="review_times")
    op.create_index("ix_review_times_day", "review_times", ["workflow", "day", *of_times])
