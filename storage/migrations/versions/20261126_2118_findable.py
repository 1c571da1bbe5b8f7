"""A text is looked for only where finding it could change anything: its place in an index costs a page of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_2118"
down_revision = "20261126_2106"
branch_labels = None
depends_on = None

# Twice as long as anybody looks back, in microseconds, as instants are stored: a clock that is put back does no harm.
_SINCE = 60 * 24 * 3600 * 1_000_000
_FIND = (
    "UPDATE outputs SET findable = true WHERE NOT findable"
    " AND workflow = (SELECT workflow FROM policies WHERE id = NEW.policy_id)"
    f" AND submitted_at >= NEW.signed_at - {_SINCE}"
)
_SQLITE = f"CREATE TRIGGER permits_find AFTER INSERT ON permits BEGIN {_FIND}; END"
_POSTGRESQL = (
    f"CREATE FUNCTION permits_find() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_FIND}; RETURN NEW; END $$",
    "CREATE TRIGGER permits_find AFTER INSERT ON permits FOR EACH ROW EXECUTE FUNCTION permits_find()",
)


def upgrade() -> None:
    """What is there already stays findable; a signature that lets out at once makes findable what came before it."""
    op.add_column(
        "outputs", sa.Column("findable", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    only = sa.text("findable OR lane = 'always_human'")
    op.drop_index("ix_outputs_same_content", "outputs")
    op.create_index(
        "ix_outputs_same_content",
        "outputs",
        ["content_sha256"],
        unique=False,
        sqlite_where=only,
        postgresql_where=only,
    )
    op.create_index("ix_permits_policy_id", "permits", ["policy_id"], unique=False)
    for statement in (_SQLITE,) if op.get_context().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Find all again."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER permits_find")
    else:
        op.execute("DROP FUNCTION permits_find() CASCADE")
    op.drop_index("ix_permits_policy_id", "permits")
    op.drop_index("ix_outputs_same_content", "outputs")
    op.create_index("ix_outputs_same_content", "outputs", ["content_sha256"], unique=False)
    op.drop_column("outputs", "findable")
