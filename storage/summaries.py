"""Somebody's message of what is late, as it stands in Slack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.tables import summaries


@dataclass(frozen=True)
class Summary:
    """Somebody's message as it stands in Slack. `ts` None: they have deleted it. `posts` are those of `day`.

    `shown_at` is when it last came to say something else, `offers` names its buttons: None where nobody noted it.
    """

    person: str
    channel_id: str
    ts: str | None
    shown: str
    says_some: bool
    posted_at: datetime
    day: str
    posts: int
    shown_at: datetime | None
    offers: list[str] | None


def summary_of(conn: Connection, person: str) -> Summary | None:
    """Return the person's message, None if none was ever posted."""
    row = conn.execute(select(summaries).where(summaries.c.person == person)).one_or_none()
    return None if row is None else Summary(**row._mapping)
