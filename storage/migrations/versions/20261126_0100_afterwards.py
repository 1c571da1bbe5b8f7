"""Questions before a decision; reports, put-rights and feedback after a release; cards of the past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables.types import Instant, RowId

revision = "20261126_0100"
down_revision = "20261123_2000"
branch_labels = None
depends_on = None

# What refers to another of these is dropped before it.
TABLES = (
    "rolling_messages",
    "past_cards",
    "review_times",
    "feedback",
    "put_rights",
    "reports",
    "questions",
)


def upgrade() -> None:
    """Add the columns and make the tables."""
    op.add_column("outputs", sa.Column("question", sa.Text(), nullable=True))
    op.add_column("reviews", sa.Column("due_at", Instant(), nullable=True))
    _make_questions()
    _make_reports()
    _make_feedback()
    _make_cards()


def downgrade() -> None:
    """Drop them, and what was asked, reported and said with them."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("reviews", "due_at")
    op.drop_column("outputs", "question")


def _make_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("owner_at", Instant(), nullable=False),
        sa.Column("owner_asked_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_via", sa.Text(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "answered_via IN ('thread','api','modal')", name=op.f("ck_questions_answered_via")
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name=op.f("ck_questions_answered")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_questions_output_id"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sa.UniqueConstraint("source", name="uq_questions_source"),
    )
    op.create_index("ix_questions_output_id", "questions", ["output_id"], unique=False)
    _make_partial_index(
        "ix_questions_owner_at", "questions", ["owner_at"], "closed_at IS NULL AND owner_asked_at IS NULL"
    )


def _make_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reported_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.Column("judged_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "via IN ('reaction','shortcut','button','home','link','api')", name=op.f("ck_reports_via")
        ),
        sa.CheckConstraint("state IN ('open','confirmed','dismissed')", name=op.f("ck_reports_state")),
        sa.CheckConstraint("(state = 'open') = (judged_by IS NULL)", name=op.f("ck_reports_judged")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_reports_output_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("source", name="uq_reports_source"),
    )
    op.create_index("ix_reports_output_id", "reports", ["output_id"], unique=False)
    _make_partial_index("ix_reports_open", "reports", ["reported_at"], "state = 'open'")
    op.create_table(
        "put_rights",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_put_rights_done")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_put_rights_output_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_put_rights_report_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_put_rights"),
    )
    _make_partial_index("ix_put_rights_open", "put_rights", ["person", "due_at"], "done_at IS NULL")


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('used','edited','discarded','no_use','wrong','cleanup','exception')",
            name=op.f("ck_feedback_kind"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_feedback_minutes")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_feedback_output_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("source", name="uq_feedback_source"),
    )
    op.create_index("ix_feedback_output_id", "feedback", ["output_id"], unique=False)
    op.create_table(
        "review_times",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.CheckConstraint("measured IN ('queue','batch','modal')", name=op.f("ck_review_times_measured")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_review_times_seconds")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_review_times_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_review_times"),
    )
    op.create_index("ix_review_times_day", "review_times", ["workflow", "day"], unique=False)


def _make_cards() -> None:
    op.create_table(
        "past_cards",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.CheckConstraint("why IN ('fixed','duplicate')", name=op.f("ck_past_cards_why")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_past_cards_output_id"),
        sa.PrimaryKeyConstraint("channel_id", "ts", name="pk_past_cards"),
    )
    op.create_index("ix_past_cards_output_id", "past_cards", ["output_id"], unique=False)
    op.create_table(
        "rolling_messages",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_rolling_messages"),
    )


def _make_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=False,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
