"""Emoji under messages."""

from __future__ import annotations

import re

from sandbox.channels import Channel
from sandbox.delivery import Receipt
from sandbox.errors import ApiError
from sandbox.events import emit
from sandbox.json_types import Json
from sandbox.messages import Message, reactions_json
from sandbox.world import World

EMOJI_PER_MESSAGE = 50
EMOJI_PER_PERSON = 23
NAME = re.compile(r"[a-z0-9_+'\-]{1,100}(::skin-tone-[2-6])?")
# What Slack's British-English menu calls them; the API does not know these names.
NOT_API_NAMES = {"white_tick", "heavy_tick"}
ALIASES = {"thumbsup": "+1", "thumbsdown": "-1", "cooking": "fried_egg", "hankey": "poop", "shit": "poop"}


def add(world: World, channel: Channel, message: Message, user_id: str, name: str) -> Receipt | None:
    """Adds a reaction and tells the app. ApiError `invalid_name`, `already_reacted`, `too_many_emoji`,
    `too_many_reactions`."""
    name = _canonical(name)
    users = message.reactions.get(name, [])
    if user_id in users:
        raise ApiError("already_reacted")
    if not users and len(message.reactions) >= EMOJI_PER_MESSAGE:
        raise ApiError("too_many_emoji")
    if sum(user_id in others for others in message.reactions.values()) >= EMOJI_PER_PERSON:
        raise ApiError("too_many_reactions")
    message.reactions.setdefault(name, []).append(user_id)
    return _tell(world, channel, message, user_id, name, "reaction_added")


def remove(world: World, channel: Channel, message: Message, user_id: str, name: str) -> Receipt | None:
    """Takes a reaction back and tells the app. ApiError `no_reaction`, `invalid_name`."""
    name = _canonical(name)
    users = message.reactions.get(name, [])
    if user_id not in users:
        raise ApiError("no_reaction")
    users.remove(user_id)
    if not users:
        del message.reactions[name]
    return _tell(world, channel, message, user_id, name, "reaction_removed")


def _canonical(name: str) -> str:
    base, tone, number = name.strip(":").partition("::")
    if not NAME.fullmatch(base + tone + number) or base in NOT_API_NAMES:
        raise ApiError("invalid_name")
    return ALIASES.get(base, base) + tone + number


def _tell(
    world: World, channel: Channel, message: Message, user_id: str, name: str, kind: str
) -> Receipt | None:
    shown = {
        "type": "reaction",
        "channel": channel.id,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "reactions": reactions_json(message, all_reactors=True),
    }
    world.live.publish(shown, to=world.audience(channel))
    event: Json = {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
    }
    return emit(world, event, channel)
