"""A card knows which text it shows: once that is fixed, it shows nothing that may be judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0600"
down_revision = "20261126_0500"
branch_labels = None
depends_on = None

# Nothing was fixed before: every card shows the one text that its output has.
THE_ONE_TEXT = """UPDATE cards SET sha256 =
    (SELECT current_sha256 FROM outputs WHERE outputs.id = cards.output_id)"""


def upgrade() -> None:
    """Add the column, and fill it."""
    op.add_column("cards", sa.Column("sha256", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.execute(THE_ONE_TEXT)


def downgrade() -> None:
    """Drop it."""
    op.drop_column("cards", "sha256")
