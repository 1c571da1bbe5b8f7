"""conversations.*"""

from __future__ import annotations

from sandbox import membership
from sandbox.channels import Channel, channel_json
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.messages import Message, message_json
from sandbox.web_api.call import Call, page
from sandbox.workspace import BOT_USER

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


async def list_(call: Call) -> Json:
    """conversations.list: all public channels; private ones and direct messages the bot is in."""
    wanted = [t.strip() for t in call.text("types", "public_channel").split(",")]
    for kind in wanted:
        if kind not in TYPES:
            raise ApiError("invalid_types")
        call.require_scope(SCOPES[kind])
    kinds = {TYPES[kind] for kind in wanted}
    skip_archived = call.flag("exclude_archived")
    found = [
        c
        for c in call.world.channels.values()
        if c.channel_type in kinds and c.visible_to(BOT_USER) and not (skip_archived and c.is_archived)
    ]
    part = page(call, found)
    return {
        "channels": [_shape(call, c) for c in part.rows],
        "response_metadata": {"next_cursor": part.next_cursor},
    }


async def info(call: Call) -> Json:
    """conversations.info"""
    channel = call.channel()
    call.require_channel_scope(channel, "read")
    team = call.world.workspace.team_id
    return {"channel": channel_json(channel, team, BOT_USER, with_count=call.flag("include_num_members"))}


async def members(call: Call) -> Json:
    """conversations.members"""
    channel = call.channel()
    call.require_channel_scope(channel, "read")
    part = page(call, sorted(channel.members))
    return {"members": part.rows, "response_metadata": {"next_cursor": part.next_cursor}}


async def history(call: Call) -> Json:
    """conversations.history: newest first, without replies and private lines; new ones come after the set lag."""
    channel = call.own_channel()
    call.require_channel_scope(channel, "history")
    found = [m for m in call.world.top_level(channel.id) if call.world.settled(m) and _in_window(call, m)]
    part = page(call, found[::-1], most=999)
    return {
        "messages": [_message(call, m) for m in part.rows],
        "has_more": bool(part.next_cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": part.next_cursor},
    }


async def replies(call: Call) -> Json:
    """conversations.replies: the message and its thread, oldest first."""
    channel = call.own_channel()
    call.require_channel_scope(channel, "history")
    parent = call.world.messages[channel.id].get(call.text("ts"))
    if parent is None or parent.ephemeral_to is not None:
        raise ApiError("thread_not_found")
    below = [] if parent.is_reply else call.world.replies(parent)
    found = [parent, *(m for m in below if call.world.settled(m) and _in_window(call, m))]
    part = page(call, found, default=1000)
    return {
        "messages": [_message(call, m) for m in part.rows],
        "has_more": bool(part.next_cursor),
        "response_metadata": {"next_cursor": part.next_cursor},
    }


async def open_(call: Call) -> Json:
    """conversations.open: the direct messages with one person."""
    if call.text("channel"):
        channel = call.channel()
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = [u for u in call.text("users").split(",") if u]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        raise ApiError("missing_scope", needed="mpim:write", provided=",".join(call.world.app.scopes))
    person = call.world.people.get(users[0])
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    known = any(c.im_of == person.id for c in call.world.channels.values())
    channel = call.world.direct_message(person.id)
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        answer["channel"] = _shape(call, channel)
    return answer | ({"no_op": True, "already_open": True} if known else {})


async def join(call: Call) -> Json:
    """conversations.join: public channels only."""
    channel = call.channel()
    if channel.is_private:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    answer: Json = {"channel": _shape(call, channel)}
    if BOT_USER in channel.members:
        return answer | {"warning": "already_in_channel"}
    membership.join(call.world, channel, BOT_USER)
    return {"channel": _shape(call, channel)}


def _shape(call: Call, channel: Channel) -> Json:
    return channel_json(channel, call.world.workspace.team_id, BOT_USER)


def _message(call: Call, message: Message) -> Json:
    below = [] if message.is_reply else call.world.replies(message)
    shape = message_json(message, below, with_metadata=call.flag("include_all_metadata"))
    for reaction in shape.get("reactions", []):
        reaction["users"] = reaction["users"][: call.world.reactors_in_history]
    return shape


def _in_window(call: Call, message: Message) -> bool:
    oldest, latest, inclusive = call.text("oldest"), call.text("latest"), call.flag("inclusive")
    ts = float(message.ts)
    try:
        after = not oldest or ts > float(oldest) or (inclusive and ts == float(oldest))
        before = not latest or ts < float(latest) or (inclusive and ts == float(latest))
    except ValueError:
        raise ApiError("invalid_ts_oldest") from None
    return after and before
