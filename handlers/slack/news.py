"""Events that say people, user groups or channels have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.slack.desk import Desk
from handlers.slack.person_facts import person_facts
from storage.inbox import Stored
from usecases.move_channel import MoveChannel, move_channel
from usecases.note_directory import NoteNews, note_news


async def note_event(desk: Desk, stored: Stored) -> str | None:
    """Note what the event says; None, since it is finished with that. Raises Unavailable, Unreachable."""
    us = await desk.directory.identity()
    event, now = stored.payload, desk.now()
    match event["type"]:
        case "user_change":
            facts = person_facts(_mapping(event["user"]), team_id=us.team_id, now=now)
            news = NoteNews(stored.id, now, people=(facts,))
        case "subteam_members_changed":
            news = NoteNews(stored.id, now, groups={str(event["subteam_id"]): None})
        case "subteam_updated":
            group = _mapping(event["subteam"])
            handle = str(group["handle"]) if group.get("handle") else None
            news = NoteNews(stored.id, now, groups={str(group["id"]): handle})
        case "member_joined_channel" | "member_left_channel" if event["user"] != us.user_id:
            return "not_us"
        case _:
            news = NoteNews(stored.id, now, channels=_channel_news(event))
    await desk.db.write(note_news, news)
    return None


async def follow_channel(desk: Desk, stored: Stored) -> str | None:
    """Let what leads to the channel lead to its new id; None, since it is finished with that. Raises Unavailable."""
    event = stored.payload
    move = MoveChannel(stored.id, str(event["old_channel_id"]), str(event["new_channel_id"]), desk.now())
    await desk.db.write(move_channel, move)
    return None


def _channel_news(event: Mapping[str, Any]) -> dict[str, Mapping[str, object]]:
    """Return the channel's new values by its id."""
    kind, channel = event["type"], event["channel"]
    if kind.endswith("_rename"):
        return {str(channel["id"]): {"name": str(channel["name"])}}
    if kind.startswith("member_"):
        return {str(channel): {"is_member": kind == "member_joined_channel"}}
    if kind.endswith(("_left", "_deleted")):
        return {str(channel): {"is_member": False}}
    return {str(channel): {"is_archived": kind.endswith("_archive")}}


def _mapping(value: object) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value
