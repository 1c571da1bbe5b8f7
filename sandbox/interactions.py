"""What Slack sends when somebody presses, submits or calls something."""

from __future__ import annotations

import copy

from sandbox.channels import Channel
from sandbox.inputs import Place
from sandbox.json_types import Json
from sandbox.messages import Message, message_json
from sandbox.people import Person
from sandbox.views import View
from sandbox.workspace import APP_ID
from sandbox.world import World


def pressed_in_message(
    world: World, person: Person, channel: Channel, message: Message, action: Json
) -> Json:
    """block_actions of a message. A private line is not stored by Slack, so its payload has no `message`."""
    private = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": private,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    state = world.message_state.get((person.id, channel.id, message.ts), {})
    payload = _common(world, person, "block_actions") | {
        "container": container,
        "trigger_id": world.triggers.issue(person.id),
        "channel": _channel(channel),
        "state": {"values": copy.deepcopy(state)},
        "response_url": response_url(world, person, channel, message),
        "actions": [action],
    }
    if not private:
        payload["message"] = _public(world, message)
    return payload


def pressed_in_view(world: World, person: Person, view: View, action: Json) -> Json:
    """block_actions of a modal or App Home."""
    return _common(world, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": world.triggers.issue(person.id, view.id),
        "view": view.as_json(),
        "actions": [action],
    }


def submitted(world: World, person: Person, view: View) -> Json:
    """view_submission"""
    return _common(world, person, "view_submission") | {
        "trigger_id": world.triggers.issue(person.id, view.id),
        "view": view.as_json(),
        "response_urls": [],
    }


def closed(world: World, person: Person, view: View, *, cleared: bool) -> Json:
    """view_closed"""
    return _common(world, person, "view_closed") | {"view": view.as_json(), "is_cleared": cleared}


def global_shortcut(world: World, person: Person, callback_id: str) -> Json:
    """shortcut"""
    return _common(world, person, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(person.id),
        "action_ts": world.next_ts(),
    }


def message_shortcut(
    world: World, person: Person, channel: Channel, message: Message, callback_id: str
) -> Json:
    """message_action"""
    return _common(world, person, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(person.id),
        "action_ts": world.next_ts(),
        "message_ts": message.ts,
        "channel": _channel(channel),
        "message": _public(world, message),
        "response_url": response_url(world, person, channel, message),
    }


def command(world: World, person: Person, channel: Channel, name: str, text: str) -> Json:
    """A slash command's form fields."""
    return {
        "token": "sandbox",
        "team_id": world.workspace.team_id,
        "team_domain": world.workspace.domain,
        "channel_id": channel.id,
        "channel_name": _channel(channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url(world, person, channel, None),
        "trigger_id": world.triggers.issue(person.id),
    }


def action(world: World, place: Place, state: Json | None) -> Json:
    """The entry of `actions`: the element, its place, and what was chosen."""
    kept = ("type", "text", "value", "style", "url", "placeholder", "confirm")
    shape = {key: copy.deepcopy(place.element[key]) for key in kept if key in place.element}
    shape |= {"action_id": place.action_id, "block_id": place.block_id, "action_ts": world.next_ts()}
    return shape | {key: value for key, value in (state or {}).items() if key != "type"}


def response_url(world: World, person: Person, channel: Channel, message: Message | None) -> str:
    """A new address for answers to this interaction."""
    ts = message.ts if message else None
    thread_ts = message.thread_ts if message and message.is_reply else None
    return f"{world.url}/response/{world.triggers.issue_url(person.id, channel.id, ts, thread_ts)}"


def _common(world: World, person: Person, kind: str) -> Json:
    team = {"id": world.workspace.team_id, "domain": world.workspace.domain}
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id}
    return {
        "type": kind,
        "user": user,
        "api_app_id": APP_ID,
        "token": "sandbox",
        "team": team,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    name = "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name
    return {"id": channel.id, "name": name}


def _public(world: World, message: Message) -> Json:
    return message_json(message, [] if message.is_reply else world.replies(message), all_reactors=True)
