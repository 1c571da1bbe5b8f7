"""What a file says of the whole organisation and its teams: parts, each with names and their Slack ids."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from storage.tables import organisation

LEADERS = "leaders"
LEADERS_CHANNEL = "leaders_channel"  # what the setting led to when it was last found


def team(name: str) -> str:
    """Return the part that holds a team's members."""
    return f"team:{name}"


def leaders_of(conn: Connection) -> frozenset[str]:
    """Return the Slack ids of the leaders that a file has named."""
    found = select(organisation.c.slack_id).where(organisation.c.part == LEADERS)
    return frozenset(conn.execute(found).scalars())


def parts(conn: Connection) -> dict[str, Mapping[str, str]]:
    """Return every part: names as they were written, with the ids of the people and groups they name."""
    found: dict[str, dict[str, str]] = {}
    for row in conn.execute(select(organisation).order_by(organisation.c.part, organisation.c.ref)):
        found.setdefault(row.part, {})[row.ref] = row.slack_id
    return dict(found)
