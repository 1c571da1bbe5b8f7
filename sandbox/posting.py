"""Messages are posted, changed and deleted here, whoever does it."""

from __future__ import annotations

import secrets
import time

from sandbox.channels import Channel
from sandbox.delivery import Receipt
from sandbox.escaping import typed_text
from sandbox.events import emit
from sandbox.json_types import Json
from sandbox.messages import Message, message_json
from sandbox.people import Person
from sandbox.world import World


def post(world: World, channel: Channel, message: Message) -> Receipt | None:
    """Adds a message, shows it on open pages and tells the app."""
    message.posted_at_s = time.monotonic()
    _adopt(world, message)
    world.keep(message)
    _show(world, channel, "message", message)
    if message.ephemeral_to is not None:
        return None
    event = message_json(message) | {"channel": channel.id, "channel_type": channel.channel_type}
    return emit(world, event | {"event_ts": message.ts}, channel)


def change(
    world: World, channel: Channel, message: Message, *, by: str, text: str, blocks: list[Json] | None
) -> None:
    """Replaces text and blocks, and tells."""
    before = _as_event_message(message)
    message.text, message.blocks = text, blocks
    message.edited = {"user": by, "ts": world.next_ts()}
    _show(world, channel, "message_changed", message)
    if message.ephemeral_to is not None:
        return
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": _as_event_message(message),
        "previous_message": before,
        "channel": channel.id,
        "hidden": True,
        "ts": world.next_ts(),
        "channel_type": channel.channel_type,
    }
    emit(world, event, channel)


def delete(world: World, channel: Channel, message: Message) -> None:
    """Takes the message away; one with replies leaves a tombstone."""
    before = _as_event_message(message)
    if world.replies(message):
        message.subtype, message.text, message.blocks = "tombstone", "This message was deleted.", None
        message.metadata, message.reactions = None, {}
        message.user, message.bot_id = "USLACKBOT", None
    else:
        world.forget(message)
    deleted = {
        "type": "message_deleted",
        "channel": channel.id,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
    }
    if message.ephemeral_to is not None:
        world.live.publish(deleted, to={message.ephemeral_to})
        return
    world.live.publish(deleted, to=world.audience(channel))
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "deleted_ts": message.ts,
        "channel": channel.id,
        "hidden": True,
        "ts": world.next_ts(),
        "channel_type": channel.channel_type,
    }
    emit(world, event, channel)


def by_person(world: World, channel: Channel, author: Person, text: str, thread_ts: str | None) -> Message:
    """What a person typed, as a message not yet posted."""
    block: Json = {
        "type": "rich_text",
        "block_id": secrets.token_hex(3)[:5],
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
    return Message(
        channel.id,
        world.next_ts(),
        author.id,
        typed_text(text),
        [block],
        thread_ts,
        bot_id=author.bot_id,
        app_id=author.app_id,
        bot_name=author.real_name,
        team_id=author.team_id,
        client_msg_id=None if author.is_bot else secrets.token_hex(16),
    )


def by_bot(
    world: World, channel: Channel, text: str, blocks: list[Json] | None, thread_ts: str | None
) -> Message:
    """What our app says, as a message not yet posted."""
    bot = world.bot
    return Message(
        channel.id,
        world.next_ts(),
        bot.id,
        text,
        blocks,
        thread_ts,
        bot_id=bot.bot_id,
        app_id=bot.app_id,
        bot_name=bot.real_name,
        team_id=bot.team_id,
    )


def shown(world: World, message: Message) -> Json:
    """The message as people see it: with its thread's figures, and whom it is private to."""
    replies = [] if message.is_reply else world.replies(message)
    shape = message_json(message, replies, with_metadata=True, all_reactors=True, escaped=False)
    if message.ephemeral_to:
        shape |= {"ephemeral_to": message.ephemeral_to, "is_ephemeral": True}
    return shape


def _adopt(world: World, message: Message) -> None:
    if message.is_reply and message.thread_ts is not None:
        parent = world.messages[message.channel].get(message.thread_ts)
        message.parent_user = parent.user if parent else None


def _as_event_message(message: Message) -> Json:
    return message_json(message, with_metadata=False)


def _show(world: World, channel: Channel, kind: str, message: Message) -> None:
    event = {"type": kind, "channel": channel.id, "message": shown(world, message)}
    if message.ephemeral_to is not None:
        kind = "ephemeral" if kind == "message" else kind
        world.live.publish(event | {"type": kind}, to={message.ephemeral_to})
        return
    world.live.publish(event, to=world.audience(channel))
