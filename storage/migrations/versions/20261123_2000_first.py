"""The first schema: everything from a workflow's policy to the release that it allows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.migrations.guards import GUARDS, MOVES
from storage.tables.types import Instant, RowId

revision = "20261123_2000"
down_revision = None
branch_labels = None
depends_on = None

# What waits for a foreign key of something made later is dropped in this order.
TABLES = (
    "releases",
    "votes",
    "approvals",
    "reviews",
    "readings",
    "details",
    "contents",
    "cards",
    "outputs",
    "roster",
    "workflow_decisions",
    "api_keys",
    "workflows",
    "permits",
    "group_members",
    "evidence_unsealed",
    "user_groups",
    "policies",
    "people",
    "outbox",
    "organisation",
    "moves",
    "marks",
    "inbox",
    "evidence",
    "digests",
    "channels",
)


def upgrade() -> None:
    """Make all tables, then the triggers that guard them."""
    _make_tables()
    _make_decisions()
    moves = sa.table("moves", sa.column("was", sa.Text()), sa.column("becomes", sa.Text()))
    op.bulk_insert(moves, [{"was": was, "becomes": becomes} for was, becomes in MOVES])
    dialect = op.get_context().dialect.name
    if dialect == "postgresql":
        # SQLite has it in the table already; it cannot add one later.
        op.create_foreign_key(
            "fk_outputs_id_released_sha256",
            "outputs",
            "releases",
            ["id", "released_sha256"],
            ["output_id", "sha256"],
            deferrable=True,
            initially="DEFERRED",
        )
    for statement in GUARDS[dialect]:
        op.execute(statement)


def downgrade() -> None:
    """Drop everything, evidence included: there is no schema before this one."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("fk_outputs_id_released_sha256", "outputs", type_="foreignkey")
    for table in TABLES:
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION outputs_moves(), releases_born(), evidence_kept(), evidence_waits()")


def _make_tables() -> None:
    op.create_table(
        "channels",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channels"),
    )
    op.create_table(
        "digests",
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('issued','sent','skipped')", name=op.f("ck_digests_state")),
        sa.PrimaryKeyConstraint("audience", "period", name="pk_digests"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=True),
        sa.Column("output_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("commitment", sa.Text(), nullable=True),
        sa.Column("policy_version", RowId, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_output_id", "evidence", ["output_id", "id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("event_id", name="uq_inbox_event_id"),
    )
    op.create_index(
        "ix_inbox_due",
        "inbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "marks",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event_ts", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "ts", "person", "name", name="pk_marks"),
    )
    op.create_table(
        "moves",
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("becomes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("was", "becomes", name="pk_moves"),
    )
    op.create_table(
        "organisation",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("slack_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("part", "ref", name="pk_organisation"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("coalesced", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempted_at", Instant(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting','leased','dead')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["kind", "subject"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_outbox_route",
        "outbox",
        ["route", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_outbox_leased",
        "outbox",
        ["route"],
        unique=True,
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index(
        "uq_outbox_coalesced",
        "outbox",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("coalesced AND state = 'waiting'"),
        postgresql_where=sa.text("coalesced AND state = 'waiting'"),
    )
    op.create_table(
        "people",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("fetched_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('member','guest','external','deactivated','bot')", name=op.f("ck_people_kind")
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
        sa.UniqueConstraint("subject", name="uq_people_subject"),
    )
    op.create_index("ix_people_email", "people", ["email"], unique=False)
    op.create_table(
        "policies",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.CheckConstraint("lane IN ('automated','reviewed','always_human')", name=op.f("ck_policies_lane")),
        sa.CheckConstraint("approvals >= 1", name=op.f("ck_policies_approvals")),
        sa.PrimaryKeyConstraint("id", name="pk_policies"),
        sa.UniqueConstraint("id", "approvals", name="uq_policies_id_approvals"),
        sa.UniqueConstraint("id", "lane", name="uq_policies_id_lane"),
        sa.UniqueConstraint("workflow", "version", name="uq_policies_workflow_version"),
    )
    op.create_table(
        "user_groups",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("fetched_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_user_groups"),
    )
    op.create_table(
        "evidence_unsealed",
        sa.Column("evidence_id", RowId, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_unsealed_evidence_id"),
        sa.PrimaryKeyConstraint("evidence_id", name="pk_evidence_unsealed"),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["user_groups.group_id"], name="fk_group_members_group_id"),
        sa.PrimaryKeyConstraint("group_id", "user_id", name="pk_group_members"),
    )
    op.create_table(
        "permits",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("policy_lane", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.CheckConstraint("grounds IN ('lane','watching')", name=op.f("ck_permits_grounds")),
        sa.CheckConstraint(
            "policy_lane = 'automated' OR (grounds = 'watching' AND policy_lane = 'reviewed')",
            name=op.f("ck_permits_lane"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_id", "policy_lane"],
            ["policies.id", "policies.lane"],
            name="fk_permits_policy_id_policy_lane",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_permits"),
        sa.UniqueConstraint("id", "policy_id", name="uq_permits_id_policy_id"),
    )
    op.create_table(
        "workflows",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("live", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), server_default="[]", nullable=False),
        sa.Column("webhook_sequence", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("lane IN ('automated','reviewed','always_human')", name=op.f("ck_workflows_lane")),
        sa.CheckConstraint(
            "status IN ('proposed','watching','live','paused','retired','refused')",
            name=op.f("ck_workflows_status"),
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_workflows_policy_id"),
        sa.PrimaryKeyConstraint("slug", name="pk_workflows"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("callback_url", sa.Text(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_api_keys_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_sha256", name="uq_api_keys_key_sha256"),
    )
    op.create_table(
        "roster",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('person','group')", name=op.f("ck_roster_kind")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_roster_workflow"),
        sa.PrimaryKeyConstraint("workflow", "kind", "ref", name="pk_roster"),
    )
    op.create_table(
        "outputs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("released_sha256", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.Text(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("current_sha256", sa.Text(), nullable=False),
        sa.Column("content_length", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=True),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Text(), nullable=True),
        sa.Column("beneficiary_team", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("requester", sa.Text(), nullable=True),
        sa.Column("api_key_id", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("callback_url", sa.Text(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("settles_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by_vote", sa.Text(), nullable=True),
        sa.Column("webhook_sequence", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('real','probe')", name=op.f("ck_outputs_kind")),
        sa.CheckConstraint("lane IN ('automated','reviewed','always_human')", name=op.f("ck_outputs_lane")),
        sa.CheckConstraint(
            "needed >= approvals OR (needed = 0 AND lane = 'automated' AND kind = 'real')",
            name=op.f("ck_outputs_needed"),
        ),
        sa.CheckConstraint("objection IS NULL OR state <> 'approved'", name=op.f("ck_outputs_objection")),
        sa.CheckConstraint(
            "state <> 'released' OR released_sha256 IS NOT NULL", name=op.f("ck_outputs_released_text")
        ),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_keys.id"], name="fk_outputs_api_key_id"),
        sa.ForeignKeyConstraint(
            ["id", "released_sha256"],
            ["releases.output_id", "releases.sha256"],
            name="fk_outputs_id_released_sha256",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["policy_id", "approvals"],
            ["policies.id", "policies.approvals"],
            name="fk_outputs_policy_id_approvals",
        ),
        sa.ForeignKeyConstraint(["supersedes"], ["outputs.id"], name="fk_outputs_supersedes"),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_outputs_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_outputs"),
        sa.UniqueConstraint("id", "policy_id", "lane", name="uq_outputs_id_policy_id_lane"),
        sa.UniqueConstraint(
            "id", "policy_id", "needed", "lane", "kind", name="uq_outputs_id_policy_id_needed_lane_kind"
        ),
        sa.UniqueConstraint("id", "state", name="uq_outputs_id_state"),
        sa.UniqueConstraint("supersedes", name="uq_outputs_supersedes"),
        sa.UniqueConstraint("workflow", "idempotency_key", name="uq_outputs_workflow_idempotency_key"),
    )
    op.create_index(
        "ix_outputs_expires_at",
        "outputs",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at IS NOT NULL AND state = 'in_review'"),
        postgresql_where=sa.text("expires_at IS NOT NULL AND state = 'in_review'"),
    )
    op.create_index("ix_outputs_listed", "outputs", ["workflow", "submitted_at", "id"], unique=False)
    op.create_index(
        "ix_outputs_open",
        "outputs",
        ["state", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('in_review','approved')"),
        postgresql_where=sa.text("state IN ('in_review','approved')"),
    )
    op.create_index("ix_outputs_same_content", "outputs", ["content_sha256"], unique=False)
    op.create_index(
        "ix_outputs_settles_at",
        "outputs",
        ["settles_at"],
        unique=False,
        sqlite_where=sa.text("settles_at IS NOT NULL"),
        postgresql_where=sa.text("settles_at IS NOT NULL"),
    )
    op.create_table(
        "cards",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("shows_whole_text", sa.Boolean(), nullable=False),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_cards_output_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_cards"),
    )
    op.create_index("ix_cards_message", "cards", ["channel_id", "ts"], unique=True)
    op.create_table(
        "contents",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("fixed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_contents_output_id"),
        sa.PrimaryKeyConstraint("output_id", "sha256", name="pk_contents"),
    )
    op.create_table(
        "details",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_details_output_id"),
        sa.PrimaryKeyConstraint("output_id", name="pk_details"),
    )
    op.create_table(
        "readings",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_readings_output_id"),
        sa.PrimaryKeyConstraint("output_id", "sha256", "person", name="pk_readings"),
    )
    op.create_table(
        "reviews",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('first','second','audit')", name=op.f("ck_reviews_kind")),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_reviews_output_id"),
        sa.PrimaryKeyConstraint("output_id", "kind", name="pk_reviews"),
    )
    op.create_table(
        "approvals",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.CheckConstraint("lane <> 'always_human' OR via = 'modal'", name=op.f("ck_approvals_modal")),
        sa.CheckConstraint("COALESCE(after, 0) = slot - 1", name=op.f("ck_approvals_after")),
        sa.CheckConstraint("slot >= 1", name=op.f("ck_approvals_slot")),
        sa.ForeignKeyConstraint(
            ["output_id", "policy_id", "lane"],
            ["outputs.id", "outputs.policy_id", "outputs.lane"],
            name="fk_approvals_output_id_policy_id_lane",
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256", "after"],
            ["approvals.output_id", "approvals.sha256", "approvals.slot"],
            name="fk_approvals_output_id_sha256_after",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_approvals_output_id_sha256",
        ),
        sa.PrimaryKeyConstraint("output_id", "sha256", "slot", name="pk_approvals"),
        sa.UniqueConstraint("output_id", "person", name="uq_approvals_output_id_person"),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
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
        sa.Column("voided_at", Instant(), nullable=True),
        sa.Column("void_why", sa.Text(), nullable=True),
        sa.Column("reason_until", Instant(), nullable=True),
        sa.CheckConstraint("verdict IN ('approve','fix','reject')", name=op.f("ck_votes_verdict")),
        sa.CheckConstraint("via IN ('reaction','button','modal')", name=op.f("ck_votes_via")),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_votes_output_id_sha256",
        ),
        sa.ForeignKeyConstraint(["output_id"], ["outputs.id"], name="fk_votes_output_id"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
        sa.UniqueConstraint("source", name="uq_votes_source"),
    )
    op.create_index("ix_votes_output_id", "votes", ["output_id"], unique=False)
    op.create_table(
        "releases",
        sa.Column("output_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("policy_id", RowId, nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("permit_id", RowId, nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("released_at", Instant(), nullable=False),
        sa.CheckConstraint("kind = 'real'", name=op.f("ck_releases_kind")),
        sa.CheckConstraint("state IN ('released','recalled')", name=op.f("ck_releases_state")),
        sa.CheckConstraint("(permit_id IS NOT NULL) = (needed = 0)", name=op.f("ck_releases_permit")),
        sa.CheckConstraint("COALESCE(slot, 0) = needed", name=op.f("ck_releases_slot")),
        sa.ForeignKeyConstraint(
            ["output_id", "policy_id", "needed", "lane", "kind"],
            ["outputs.id", "outputs.policy_id", "outputs.needed", "outputs.lane", "outputs.kind"],
            name="fk_releases_output_id_policy_id_needed_lane_kind",
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256", "slot"],
            ["approvals.output_id", "approvals.sha256", "approvals.slot"],
            name="fk_releases_output_id_sha256_slot",
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "sha256"],
            ["contents.output_id", "contents.sha256"],
            name="fk_releases_output_id_sha256",
        ),
        sa.ForeignKeyConstraint(
            ["output_id", "state"],
            ["outputs.id", "outputs.state"],
            name="fk_releases_output_id_state",
            onupdate="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["permit_id", "policy_id"],
            ["permits.id", "permits.policy_id"],
            name="fk_releases_permit_id_policy_id",
        ),
        sa.PrimaryKeyConstraint("output_id", name="pk_releases"),
        sa.UniqueConstraint("output_id", "sha256", name="uq_releases_output_id_sha256"),
    )


def _make_decisions() -> None:
    op.create_table(
        "workflow_decisions",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("becomes", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.CheckConstraint("subject IN ('lane','status')", name=op.f("ck_workflow_decisions_subject")),
        sa.ForeignKeyConstraint(["workflow"], ["workflows.slug"], name="fk_workflow_decisions_workflow"),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_decisions"),
    )
    op.create_index("ix_workflow_decisions_workflow", "workflow_decisions", ["workflow"], unique=False)
