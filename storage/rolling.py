"""The one message of a quiet channel, and what it is about: how many wait there, by workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.audits_waiting import audits_waiting
from storage.lateness import late_ones
from storage.places import OPEN, undecided
from storage.questions import FIRST_DUE_AT, FIRST_REVIEW
from storage.tables import outputs, reviews, rolling_messages
from storage.workflows import all_workflows


@dataclass(frozen=True)
class Rolling:
    """The message as it was last posted or changed; `shown` is the hash of what it shows."""

    channel_id: str
    ts: str
    shown: str
    posted_at: datetime


@dataclass(frozen=True)
class WaitsIn:
    """How many wait in one workflow, how many of them are late, by when the first is wanted, and since when the
    oldest waits.

    By the reviewers' clock, which stands while a question is open.
    """

    slug: str
    count: int
    late: int
    first_due_at: datetime
    zone: str
    oldest_at: datetime


@dataclass(frozen=True)
class LooksIn:
    """How many of what has gone out in one workflow are to be looked at, how many of them late, and by when first."""

    slug: str
    count: int
    late: int
    first_due_at: datetime
    zone: str


@dataclass(frozen=True)
class QuietChannel:
    """What is true of a channel: `is_quiet` if any workflow there is. `rolling` None: it has no message yet.

    `waits` is what is to be decided, `looks` what has gone out and is to be looked at.
    """

    channel_id: str
    is_quiet: bool
    waits: tuple[WaitsIn, ...] = ()
    rolling: Rolling | None = None
    looks: tuple[LooksIn, ...] = ()


def quiet_channel(conn: Connection, channel_id: str, now: datetime) -> QuietChannel:
    """Return what the channel's message is to say at `now`. Of what nobody has decided, however much it is."""
    quiet = {
        one.slug: one.policy.working_hours.timezone
        for one in all_workflows(conn)
        if one.channel_id == channel_id and one.live.quiet
    }
    waits, looks = waits_in(conn, quiet, now), looks_in(conn, quiet, now)
    return QuietChannel(channel_id, bool(quiet), waits, rolling_of(conn, channel_id), looks)


def looks_in(conn: Connection, zones: Mapping[str, str], now: datetime) -> tuple[LooksIn, ...]:
    """Return what is to be looked at in these workflows, each with its zone, by name; none where nothing is."""
    found = audits_waiting(conn, zones, now)
    return tuple(
        LooksIn(slug, one.count, one.late, one.first_due_at, zones[slug])
        for slug, one in sorted(found.items())
    )


def waits_in(conn: Connection, zones: Mapping[str, str], now: datetime) -> tuple[WaitsIn, ...]:
    """Return what waits in these workflows, each with its zone, by name; those in which nothing does are left out."""
    if not zones:
        return ()
    counted = (
        select(
            outputs.c.workflow,
            func.count().label("waiting"),
            func.min(outputs.c.submitted_at).label("oldest_at"),
            late_ones(now).label("late"),
            FIRST_DUE_AT.label("first_due_at"),
        )
        .select_from(outputs)
        .outerjoin(reviews, FIRST_REVIEW)
        .where(OPEN, outputs.c.state == "in_review", outputs.c.workflow.concat("").in_(zones), *undecided())
        .group_by(outputs.c.workflow)
        .order_by(outputs.c.workflow)
    )
    return tuple(
        WaitsIn(
            row.workflow, row.waiting, int(row.late), row.first_due_at, zones[row.workflow], row.oldest_at
        )
        for row in conn.execute(counted)
    )


def rolling_of(conn: Connection, channel_id: str) -> Rolling | None:
    """Return the channel's message, or None if none was posted."""
    found = select(rolling_messages).where(rolling_messages.c.channel_id == channel_id)
    row = conn.execute(found).one_or_none()
    return None if row is None else Rolling(**row._mapping)


def channels_with_rolling(conn: Connection) -> set[str]:
    """Return the channels that have such a message."""
    return set(conn.execute(select(rolling_messages.c.channel_id)).scalars())
