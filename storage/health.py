"""Whether the database serves: that it takes a write, which schema it has, what time it has, what piles up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select, text, update

from domain.lanes import CLOSED
from storage.organisation import LEADERS_CHANNEL
from storage.tables import (
    lost_channels,
    organisation,
    outbox,
    outputs,
    unowned,
    unstaffed,
    volume_repairs,
    workflows,
)
from storage.transaction import Tx


@dataclass(frozen=True)
class Backlog:
    """What waits. Times are those of the oldest, None where nothing waits.

    `overdue_at` is when the oldest wish that is due should have gone out; `dead` counts those given up. `repairs`: how
    often a volume was not what its outputs came to, and was put right.
    """

    wishes: int
    overdue_at: datetime | None
    dead: int
    in_review: int
    in_review_since: datetime | None
    repairs: int


@dataclass(frozen=True)
class Gone:
    """How many channels that are used are gone, and how many workflows have no owner, or no reviewers, any more."""

    channels: int
    owners: int
    reviewers: int


def what_is_gone(conn: Connection) -> Gone:
    """Count what was noted as gone; a channel only while a workflow that is not over, or the leaders, have it."""
    theirs = select(workflows.c.channel_id).where(workflows.c.status.not_in(CLOSED))
    leaders = select(organisation.c.slack_id).where(organisation.c.part == LEADERS_CHANNEL)
    used = lost_channels.c.channel_id.in_(theirs.union(leaders))
    counted = (
        select(func.count()).select_from(lost_channels).where(used),
        select(func.count()).select_from(unowned),
        select(func.count()).select_from(unstaffed),
    )
    return Gone(*(conn.execute(one).scalar_one() for one in counted))


def probe_write(tx: Tx, _: None) -> None:
    """Take the lock that a write takes and touch a table, changing nothing. Raises what a write would."""
    tx.conn.execute(update(outbox).where(outbox.c.id == -1).values(attempts=outbox.c.attempts))


def revision(conn: Connection) -> str | None:
    """Return the schema's revision, None if there is no schema."""
    found: str | None = MigrationContext.configure(conn).get_current_revision()
    return found


def clock_of(conn: Connection) -> datetime:
    """Return what time the database has."""
    asked = {
        "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
        "postgresql": "SELECT extract(epoch FROM clock_timestamp())::float8",
    }
    return datetime.fromtimestamp(conn.execute(text(asked[conn.dialect.name])).scalar_one(), UTC)


def backlog(conn: Connection, now: datetime) -> Backlog:
    """Return what waits at `now`."""
    wishes = select(func.count(), func.min(outbox.c.due_at).filter(outbox.c.due_at <= now))
    waiting, overdue_at = conn.execute(wishes.where(outbox.c.state != "dead")).one()
    dead = conn.execute(select(func.count()).where(outbox.c.state == "dead")).scalar_one()
    review = select(func.count(), func.min(outputs.c.submitted_at)).where(outputs.c.state == "in_review")
    in_review, since = conn.execute(review).one()
    repairs = conn.execute(select(func.count()).select_from(volume_repairs)).scalar_one()
    return Backlog(waiting, overdue_at, dead, in_review, since, repairs)


def last_repair(conn: Connection, since: datetime) -> tuple[int, datetime | None]:
    """Return how many volumes have been put right since then, and when the last was, None for none."""
    found = select(func.count(), func.max(volume_repairs.c.repaired_at))
    count, last_at = conn.execute(found.where(volume_repairs.c.repaired_at >= since)).one()
    return count, last_at
