"""Messages, and how Slack returns them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from sandbox.escaping import escape_blocks
from sandbox.json_types import Json

SHOWN_REACTORS = 50  # Slack cuts the list of names, never the count


@dataclass
class Message:
    """One message. `ephemeral_to` is the only person who sees it, or None if everybody in the channel does."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    team_id: str = ""
    bot_name: str = ""
    subtype: str | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: Json | None = None
    files: list[Json] = field(default_factory=list)
    broadcast: bool = False
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    parent_user: str | None = None
    posted_at_s: float = 0.0  # monotonic: history may lag behind

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


def message_json(
    message: Message,
    replies: list[Message] | None = None,
    *,
    with_metadata: bool = False,
    all_reactors: bool = False,
    escaped: bool = True,
) -> Json:
    """The message as conversations.history returns it; `replies` are those of its thread, oldest first. Apps get the
    text of blocks `escaped`."""
    shape: Json = {"type": "message", "ts": message.ts, "user": message.user, "text": message.text}
    shape |= _who(message) | _content(message, escaped=escaped) | _thread_fields(message, replies or [])
    if message.reactions:
        shape["reactions"] = reactions_json(message, all_reactors=all_reactors)
    if with_metadata and message.metadata:
        shape["metadata"] = copy.deepcopy(message.metadata)
    return shape


def reactions_json(message: Message, *, all_reactors: bool = False) -> list[Json]:
    """The reactions in the order they were first used; `users` is cut unless `all_reactors`, `count` never is."""
    shown = None if all_reactors else SHOWN_REACTORS
    return [
        {"name": name, "users": users[:shown], "count": len(users)}
        for name, users in message.reactions.items()
    ]


def _who(message: Message) -> Json:
    named = {"subtype": message.subtype, "team": message.team_id, "client_msg_id": message.client_msg_id}
    shape: Json = {name: value for name, value in named.items() if value}
    if not message.bot_id:
        return shape
    profile = {
        "id": message.bot_id,
        "app_id": message.app_id,
        "user_id": message.user,
        "name": message.bot_name,
        "deleted": False,
        "updated": 0,
        "team_id": message.team_id,
    }
    return shape | {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": profile}


def _content(message: Message, *, escaped: bool) -> Json:
    shape: Json = {}
    if message.blocks is not None:
        shape["blocks"] = copy.deepcopy(message.blocks)
        if escaped:
            escape_blocks(shape["blocks"])
    if message.files:
        shape |= {"files": copy.deepcopy(message.files), "upload": False}
    if message.edited:
        shape["edited"] = dict(message.edited)
    return shape


def _thread_fields(message: Message, replies: list[Message]) -> Json:
    if message.is_reply:
        return {"thread_ts": message.thread_ts, "parent_user_id": message.parent_user}
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": True,
    }
