"""Who was told of what nobody has decided, looked at or put right: each's next step, the steps taken, and messages."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from storage.tables.base import metadata
from storage.tables.types import Instant

_KINDS = "kind IN ('review','audit','put_right','disagreement')"

# A chain for each thing that somebody is to do about an output: decide it, look at it after it has gone out, put it
# right. Made by the clock, not when an output comes in. `next_at` null: the chain is at its end. `held_until` is what
# somebody asked for: more time, with a reason; `held_by` and `held_why` are theirs where it was for this one alone.
escalations = Table(
    "escalations",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("next_step", Integer, nullable=False),
    Column("next_at", Instant),
    Column("held_until", Instant),
    Column("held_by", Text),
    Column("held_why", Text),
    CheckConstraint(_KINDS, name="kind"),
    Index(
        "ix_escalations_next_at",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

# Never changed or deleted. `role` is whose turn it was by the policy; `person` who was told (the leaders' channel
# among them), null where nobody was there to be told.
escalation_steps = Table(
    "escalation_steps",
    metadata,
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("person", Text),
    Column("taken_at", Instant, nullable=False),
    CheckConstraint(_KINDS, name="kind"),
    CheckConstraint("role IN ('assignee','owner','deputy','leaders')", name="role"),
    # How many went up the chain in a period.
    Index("ix_escalation_steps_taken_at", "taken_at"),
)

# What stands in somebody's summary from `from_at` on, in which role they were asked, and whether a message of its own
# has told them. The leaders' channel has one as well.
late_items = Table(
    "late_items",
    metadata,
    Column("person", Text, primary_key=True),
    Column("output_id", Text, ForeignKey("outputs.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("told_at", Instant),
    CheckConstraint(_KINDS, name="kind"),
    CheckConstraint("role IN ('assignee','owner','deputy','leaders')", name="role"),
    Index("ix_late_items_output_id", "output_id"),
)

# Somebody who answers for a workflow asked for more time for what was late there, and said why. Never changed.
more_time = Table(
    "more_time",
    metadata,
    # What Slack sends again if it sends it twice: the same act never counts twice.
    Column("source", Text, primary_key=True),
    Column("workflow", Text, ForeignKey("workflows.slug"), nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until_at", Instant, nullable=False),
    Column("given_at", Instant, nullable=False),
    CheckConstraint("given_at < until_at", name="forwards"),
    Index("ix_more_time_workflow", "workflow", "until_at"),
)

# The one message that says what is late, for each person and for the leaders' channel. `ts` null: they have deleted it.
# `posts` counts those of `day`, in the person's own zone; `says_some` is false once it says that nothing is late.
# `shown_at` is when it last began to say something else, `offers` are its buttons; null: nobody noted it.
summaries = Table(
    "summaries",
    metadata,
    Column("person", Text, primary_key=True),
    Column("channel_id", Text, nullable=False),
    Column("ts", Text),
    Column("shown", Text, nullable=False),
    Column("says_some", Boolean, nullable=False),
    Column("posted_at", Instant, nullable=False),
    Column("day", Text, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("shown_at", Instant),
    Column("offers", JSON),
)
