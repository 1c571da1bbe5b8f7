"""Which channels a team reads in, by the team that its workflows' file names."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from domain.lanes import CLOSED
from domain.teams import as_one
from storage.workflows import all_workflows


def channels_of_teams(conn: Connection) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return by team (`domain.teams.as_one`) the channels of its workflows that are not over, each with these."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for live in all_workflows(conn):
        if live.policy.team is not None and live.status not in CLOSED:
            channels = found.setdefault(as_one(live.policy.team), {})
            channels[live.channel_id] = channels.get(live.channel_id, frozenset()) | {live.slug}
    return found
