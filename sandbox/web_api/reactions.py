"""reactions.*"""

from __future__ import annotations

from sandbox import reacting
from sandbox.channels import Channel
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.messages import Message, message_json
from sandbox.web_api.call import Call
from sandbox.workspace import BOT_USER


async def add(call: Call) -> Json:
    """reactions.add"""
    channel, message = _message(call)
    if channel.is_archived:
        raise ApiError("is_archived")
    reacting.add(call.world, channel, message, BOT_USER, call.needed("name", "invalid_name"))
    return {}


async def remove(call: Call) -> Json:
    """reactions.remove"""
    channel, message = _message(call)
    reacting.remove(call.world, channel, message, BOT_USER, call.needed("name", "invalid_name"))
    return {}


async def get(call: Call) -> Json:
    """reactions.get; the names are complete only with `full`, and not even then if the workspace says so."""
    channel, message = _message(call)
    shape = message_json(message, all_reactors=call.flag("full"))
    for reaction in shape.get("reactions", []):
        reaction["users"] = reaction["users"][: call.world.reactors_shown]
    return {"type": "message", "channel": channel.id, "message": shape}


def _message(call: Call) -> tuple[Channel, Message]:
    if not call.text("timestamp"):
        raise ApiError("no_item_specified")
    channel = call.own_channel()
    return channel, call.world.message(channel, call.text("timestamp"))
