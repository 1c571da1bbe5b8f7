"""chat.*"""

from __future__ import annotations

import json

from sandbox import posting
from sandbox.block_kit.validate import checked_blocks
from sandbox.channels import Channel
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.messages import Message, message_json
from sandbox.web_api.call import Call
from sandbox.workspace import BOT_USER

TEXT_LIMIT = 40_000  # longer texts are cut when posted
# Undocumented, but met by many: what chat.postMessage still takes, chat.update refuses from here on.
UPDATED_TEXT_LIMIT = 4_000
METADATA_LIMIT = 8_000  # bytes, as commonly quoted


async def post_message(call: Call) -> Json:
    """chat.postMessage: to a channel by id or name, or to a person by id."""
    channel = postable(call)
    message = _drafted(call, channel)
    message.metadata = _metadata(call)
    message.broadcast = call.flag("reply_broadcast")
    posting.post(call.world, channel, message)
    answer: Json = {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(message, with_metadata=True),
    }
    if len(call.text("text")) > TEXT_LIMIT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


async def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral: seen by one member of the channel, kept by nobody."""
    channel = postable(call)
    user = call.needed("user", "user_not_in_channel")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _drafted(call, channel)
    message.ephemeral_to = user
    posting.post(call.world, channel, message)
    return {"message_ts": message.ts}


async def update(call: Call) -> Json:
    """chat.update of an own message. Text without blocks takes the blocks away; blocks without text keep the text."""
    channel = _by_id(call)
    message = _own(call, channel, "cant_update_message")
    if len(call.text("text")) > UPDATED_TEXT_LIMIT:
        raise ApiError("msg_too_long")
    if channel.is_archived:
        raise ApiError("is_archived")
    has_text = call.arguments.get("text") is not None
    has_blocks = call.arguments.get("blocks") is not None
    if not (has_text or has_blocks):
        raise ApiError("no_text")
    blocks = checked_blocks(call.arguments.get("blocks")) if has_blocks or has_text else message.blocks
    text = _clipped(call.text("text")) if has_text else message.text
    if not text and not blocks:
        raise ApiError("no_text")
    message.metadata = _metadata(call) or message.metadata
    posting.change(call.world, channel, message, by=BOT_USER, text=text, blocks=blocks)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": text,
        "message": message_json(message, with_metadata=True),
    }


async def delete(call: Call) -> Json:
    """chat.delete of an own message."""
    channel = _by_id(call)
    message = _own(call, channel, "cant_delete_message")
    posting.delete(call.world, channel, message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> Json:
    """chat.getPermalink: an address that the sandbox's page opens."""
    channel = call.channel()
    message = call.world.message(channel, call.text("message_ts"))
    link = f"{call.world.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def postable(call: Call) -> Channel:
    """Where the call may post. ApiError `channel_not_found`, `not_in_channel`, `is_archived`,
    `restricted_action_read_only_channel`, as for chat.*.
    """
    world, wanted = call.world, call.needed("channel", "channel_not_found")
    if wanted in world.people:
        person = world.people[wanted]
        if person.deleted or person.is_bot:
            raise ApiError("channel_not_found")
        return world.direct_message(wanted)
    named = (c for c in world.channels.values() if c.name and c.name == wanted.removeprefix("#"))
    channel = world.channel(getattr(next(named, None), "id", wanted))
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.is_read_only:
        raise ApiError("restricted_action_read_only_channel")
    return channel


def _by_id(call: Call) -> Channel:
    channel = call.channel()
    if BOT_USER not in channel.members:
        raise ApiError("channel_not_found")
    return channel


def _own(call: Call, channel: Channel, refusal: str) -> Message:
    message = call.world.message(channel, call.text("ts"))
    if message.user != BOT_USER:
        raise ApiError(refusal)
    return message


def _drafted(call: Call, channel: Channel) -> Message:
    blocks = checked_blocks(call.arguments.get("blocks"))
    text = _clipped(call.text("text"))
    if not text and not blocks and not call.arguments.get("attachments"):
        raise ApiError("no_text")
    return posting.by_bot(call.world, channel, text, blocks, thread_of(call, channel))


def thread_of(call: Call, channel: Channel) -> str | None:
    """The thread that is to be posted in, None for the channel itself. ApiError `thread_not_found`."""
    thread_ts = call.text("thread_ts") or None
    if thread_ts is None:
        return None
    parent = call.world.messages[channel.id].get(thread_ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts if parent.is_reply else thread_ts


def _clipped(text: str) -> str:
    return text[:TEXT_LIMIT]


def _metadata(call: Call) -> Json | None:
    given = call.arguments.get("metadata")
    if given in (None, "", {}):
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ApiError("invalid_metadata_format") from None
    if (
        not isinstance(given, dict)
        or not isinstance(given.get("event_payload"), dict)
        or not given.get("event_type")
    ):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(given)) > METADATA_LIMIT:
        raise ApiError("metadata_too_large")
    return given
