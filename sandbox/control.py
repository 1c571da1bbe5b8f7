"""`/_sandbox/…`: what scripts and tests see and do."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import admin
from sandbox.acts.act import find_channel, find_person
from sandbox.acts.perform import perform
from sandbox.channels import Channel
from sandbox.errors import ActError
from sandbox.faults import Fault
from sandbox.http_events import HttpEvents
from sandbox.json_types import Json
from sandbox.people import Person
from sandbox.posting import shown
from sandbox.socket_mode import SocketMode
from sandbox.world import World

Handler = Callable[[World, Json], Awaitable[Json] | Json]


def messages_json(world: World, channel: Channel, seen_by: str | None = None) -> list[Json]:
    """The channel's messages, newest first as Slack returns them; each with its `thread` (oldest first), and private
    lines with `ephemeral_to`. `seen_by` leaves out other people's private lines."""
    private = [m for m in world.private if m.channel == channel.id and seen_by in (None, m.ephemeral_to)]
    top = [*world.top_level(channel.id), *(m for m in private if not m.is_reply)]
    answers: list[Json] = []
    for message in sorted(top, key=lambda m: float(m.ts), reverse=True):
        below = [m for m in private if m.is_reply and m.thread_ts == message.ts]
        thread = sorted([*world.replies(message), *below], key=lambda m: float(m.ts))
        answers.append(shown(world, message) | {"thread": [shown(world, reply) for reply in thread]})
    return answers


def person_row(person: Person) -> Json:
    """A person as scripts list them."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "email": person.email,
        "kind": person.shown_kind,
        "title": person.title,
        "tz": person.tz,
        "team_id": person.team_id,
    }


def channel_row(channel: Channel) -> Json:
    """A channel as scripts list them."""
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": "im" if channel.is_im else "channel",
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "members": sorted(channel.members),
    } | ({"user": channel.im_of} if channel.is_im else {})


def routes() -> list[Route]:
    """Reads by GET, everything else by POST with a JSON object."""
    reads: dict[str, Handler] = {
        "people": lambda world, _: {"people": [person_row(p) for p in world.people.values()]},
        "channels": lambda world, _: {"channels": [channel_row(c) for c in world.channels.values()]},
        "groups": lambda world, _: {"groups": [asdict(g) for g in world.groups.values()]},
        "messages": _messages,
        "calls": _calls,
        "views": _views,
        "deliveries": _deliveries,
        "connections": _connections,
        "faults": lambda world, _: {"faults": world.faults.listed()},
        "clock": lambda world, _: _time(world),
    }
    writes: dict[str, Handler] = {
        "act": perform,
        "clock": _clock,
        "next_week": _next_week,
        "faults": _faults,
        "reset": _reset,
        "admin": admin.administer,
        "panel": _panel,
        "timing": _timing,
        "disconnect": _disconnect,
    }
    return [
        *(Route(f"/_sandbox/{name}", _read(handler), methods=["GET"]) for name, handler in reads.items()),
        *(Route(f"/_sandbox/{name}", _write(handler), methods=["POST"]) for name, handler in writes.items()),
    ]


def _read(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await _respond(handler, request.app.state.world, dict(request.query_params))

    return endpoint


def _write(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            given = json.loads(body) if body else {}
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return JSONResponse({"ok": False, "error": "invalid_json"}, 400)
        return await _respond(handler, request.app.state.world, given)

    return endpoint


async def _respond(handler: Handler, world: World, given: Json) -> Response:
    try:
        answer = handler(world, given)
        return JSONResponse({"ok": True} | (answer if isinstance(answer, dict) else await answer))
    except ActError as refusal:
        return JSONResponse({"ok": False, "error": refusal.code} | refusal.facts, 404)
    except (ValueError, TypeError, KeyError) as wrong:
        return JSONResponse({"ok": False, "error": "invalid_arguments", "detail": str(wrong)}, 400)


def _messages(world: World, given: Json) -> Json:
    person = find_person(world, str(given.get("as") or ""))
    channel = find_channel(world, str(given.get("channel") or ""), person)
    if channel is None:
        raise ActError("channel_not_found")
    found = messages_json(world, channel, person.id if person else None)
    return {"channel": channel_row(channel), "messages": found}


def _calls(world: World, given: Json) -> Json:
    method = given.get("method")
    return {"calls": [call for call in world.calls if method in (None, call["method"])]}


def _views(world: World, given: Json) -> Json:
    person = find_person(world, str(given.get("as") or ""))
    if person is None:
        raise ActError("user_not_found")
    home = world.views.homes.get(person.id)
    stack = world.views.stack(person.id)
    return {"home": home.as_json() if home else None, "modal": [view.as_json() for view in stack]}


def _deliveries(world: World, given: Json) -> Json:
    kind = given.get("type")
    found = [r.as_json() for r in world.delivery.receipts if kind in (None, r.type)]
    return {"deliveries": found, "under_way": world.delivery.open_events()}


def _connections(world: World, _: Json) -> Json:
    transport = world.delivery.transport
    if isinstance(transport, SocketMode):
        return {"transport": "socket_mode", "open": len(transport.connections)}
    return {"transport": "http", "verified": isinstance(transport, HttpEvents) and transport.verified}


def _time(world: World) -> Json:
    now = world.clock.now()
    return {"now": now, "iso": datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")}


async def _clock(world: World, given: Json) -> Json:
    if "to" in given:
        seconds = datetime.fromisoformat(given["to"]).timestamp() - world.clock.now()
    else:
        seconds = float(given["advance_s"])
    await world.move_clock(seconds)
    return _time(world)


async def _next_week(world: World, _: Json) -> Json:
    """Answers when the week is over; until then the pages see its hours go by."""
    if world.next_week is None:
        raise ActError("nobody_lives_here")
    if world.week_passes:
        raise ActError("week_passes_already")
    world.week_passes = True
    try:
        await world.next_week()
    finally:
        world.week_passes = False
        world.live.publish({"type": "clock", "now": world.clock.now()})
    return _time(world)


def _faults(world: World, given: Json) -> Json:
    if given.get("clear"):
        world.faults.waiting.clear()
        return {"faults": []}
    known = {f.name for f in fields(Fault)}
    if unknown := set(given) - known:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
    world.faults.waiting.append(Fault(**given))
    return {"faults": world.faults.listed()}


def _reset(world: World, _: Json) -> Json:
    world.reset()
    world.live.publish({"type": "reset"})
    return {}


def _panel(world: World, given: Json) -> Json:
    entries = list(given["entries"])
    world.panel.extend(entries)
    world.live.publish({"type": "panel", "entries": entries})
    return {}


def _timing(world: World, given: Json) -> Json:
    for name, value in given.items():
        if not hasattr(world.timing, name):
            raise ValueError(f"unknown: {name}")
        setattr(world.timing, name, tuple(value) if isinstance(value, list) else float(value))
    world.triggers.live_s = world.timing.trigger_s
    return asdict(world.timing)


async def _disconnect(world: World, given: Json) -> Json:
    transport = world.delivery.transport
    if not isinstance(transport, SocketMode):
        raise ActError("socket_mode_not_enabled")
    reason = given.get("reason", "refresh_requested")
    return {"sockets": await (transport.cut() if reason == "cut" else transport.disconnect(reason))}
