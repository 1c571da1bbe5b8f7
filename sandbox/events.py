"""Which events the app gets, and how they are wrapped."""

from __future__ import annotations

import time
from collections.abc import Collection

from sandbox.channels import Channel
from sandbox.delivery import Receipt
from sandbox.json_types import Json
from sandbox.workspace import APP_ID, BOT_USER
from sandbox.world import World

# By the beginning of an event's name, the scopes of which one is needed to hear of it.
SCOPES = (
    ("message.channels", ("channels:history",)),
    ("message.groups", ("groups:history",)),
    ("message.im", ("im:history",)),
    ("reaction_", ("reactions:read",)),
    ("channel_", ("channels:read",)),
    ("group_", ("groups:read",)),
    ("member_", ("channels:read", "groups:read")),
    ("subteam_", ("usergroups:read",)),
    ("user_change", ("users:read",)),
)
MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def emit(world: World, event: Json, channel: Channel | None = None) -> Receipt | None:
    """Sends the app an event, if its manifest subscribes to it, its scopes allow it, and the bot is in the channel
    (where there is one). Returns the receipt, or None if it does not get the event."""
    name = str(event["type"])
    if name == "message" and channel is not None:
        name = MESSAGE_EVENTS[channel.channel_type]
    if name not in world.app.events or not _allowed(name, world.app.scopes):
        return None
    if channel is not None and BOT_USER not in channel.members:
        return None
    event.setdefault("event_ts", world.next_ts())
    return world.delivery.event(wrap(world, event, shared=channel is not None and channel.is_shared))


def _allowed(name: str, scopes: Collection[str]) -> bool:
    needed = next((needed for start, needed in SCOPES if name.startswith(start)), ())
    return not needed or any(scope in scopes for scope in needed)


def wrap(world: World, event: Json, *, shared: bool = False) -> Json:
    """The outer envelope of the Events API."""
    team = world.workspace.team_id
    return {
        "token": "sandbox",
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": world.new_id("Ev"),
        "event_time": int(float(event["event_ts"])) if "event_ts" in event else int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": "4-sandbox",
    }
