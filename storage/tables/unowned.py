"""Workflows whose owner has left the company, as long as they have no other, and who was asked to answer for them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant

# Noted with the wish to tell those who have to act; gone again once somebody owns it.
unowned = Table(
    "unowned",
    metadata,
    Column("workflow", Text, ForeignKey("workflows.slug"), primary_key=True),
    # Who owned it, and when it was noticed that they had gone.
    Column("owner", Text, nullable=False),
    Column("since_at", Instant, nullable=False),
)

# Who was asked to answer for a workflow, by whom, and what they said. A row is answered once and then stays; at most
# one is open for each workflow.
owner_offers = Table(
    "owner_offers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("person", Text, nullable=False),
    Column("named_by", Text, nullable=False),
    Column("named_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("answered_at", Instant),
    # Since when a file says the same: from then on the file is what counts.
    Column("filed_at", Instant),
    CheckConstraint("state IN ('open','accepted','declined','withdrawn')", name="state"),
    CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
    Index(
        "uq_owner_offers_open",
        "workflow",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)
