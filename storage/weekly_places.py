"""Where weekly summaries stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from storage.tables import digests
from storage.weekly_readers import owner_audience

# Whom the leaders' summary went to instead of a channel that is gone, as `usecases.pass_on` keeps it.
_INSTEAD = "digest:"


@dataclass(frozen=True)
class WeeklyPlaces:
    """The channels, and the people by message; Slack ids."""

    channels: tuple[str, ...]
    people: tuple[str, ...]


def weekly_places(conn: Connection, since: datetime) -> WeeklyPlaces:
    """Return where one was posted since then."""
    own = owner_audience("")
    weekly = or_(
        digests.c.audience == "leaders",
        digests.c.audience.startswith(own, autoescape=True),
        digests.c.audience.startswith(_INSTEAD, autoescape=True),
    )
    found = select(digests.c.audience, digests.c.channel_id).where(
        weekly, digests.c.issued_at >= since, digests.c.state != "skipped"
    )
    rows = conn.execute(found).all()
    channels = {row.channel_id for row in rows if row.audience == "leaders" and row.channel_id is not None}
    people = {row.audience.partition(":")[2] for row in rows if row.audience != "leaders"}
    return WeeklyPlaces(tuple(sorted(channels)), tuple(sorted(people)))
