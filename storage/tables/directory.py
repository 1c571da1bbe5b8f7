"""Who and what Slack says exists: people, user groups, channels. Facts carry the time they were learned."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Table, Text, true

from storage.tables.base import metadata
from storage.tables.types import Instant

people = Table(
    "people",
    metadata,
    Column("user_id", Text, primary_key=True),
    # The random name that evidence knows this person by. Erasing a person is erasing this row.
    Column("subject", Text, nullable=False, unique=True),
    Column("team_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, index=True),
    Column("kind", Text, nullable=False),
    Column("timezone", Text),
    Column("fetched_at", Instant, nullable=False),
    CheckConstraint("kind IN ('member','guest','external','deactivated','bot')", name="kind"),
)

user_groups = Table(
    "user_groups",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)

group_members = Table(
    "group_members",
    metadata,
    Column("group_id", Text, ForeignKey("user_groups.group_id"), primary_key=True),
    Column("user_id", Text, primary_key=True),
)

# Slack has given a channel another id: what somebody calls it by the old one is meant by `new_id`, its id today.
moved_channels = Table(
    "moved_channels",
    metadata,
    Column("old_id", Text, primary_key=True),
    Column("new_id", Text, nullable=False, index=True),
    Column("moved_at", Instant, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("channel_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("is_member", Boolean, nullable=False),
    # Slack does not say who may post: what it made of the last message tells.
    Column("may_post", Boolean, nullable=False, server_default=true()),
    Column("fetched_at", Instant, nullable=False),
)
