"""`/_page/…`: what the page for people reads, and its live events.

Events (server-sent, each a JSON object with `type`):

- `message`, `message_changed`, `ephemeral`: `channel`, `message`; `message_deleted`: `channel`, `ts`, `thread_ts`
- `reaction`: `channel`, `ts`, `thread_ts`, `reactions`
- `view`: `view`, `modal` (the stack, last on top); `view_closed`: `view_id`, `modal`; `home`: `view`
- `channel`, `read`: `channel`; `person`: `user`; `clock`: `now`; `panel`: `entries`; `reset`
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.acts.act import find_channel, find_person
from sandbox.channels import Channel
from sandbox.control import channel_row, messages_json, person_row
from sandbox.json_types import Json
from sandbox.people import Person
from sandbox.world import World

HEARTBEAT_S = 15.0


def routes() -> list[Route]:
    """The page's own interface; acts go to `/_sandbox/act`."""
    return [
        Route("/_page/state", _state),
        Route("/_page/channel", _channel),
        Route("/_page/live", _live),
        Route("/_page/read", _read, methods=["POST"]),
        Route("/archives/{channel}/p{digits}", _permalink),
    ]


async def _state(request: Request) -> Response:
    world: World = request.app.state.world
    me = find_person(world, request.query_params.get("as", ""))
    if me is None:
        return JSONResponse({"ok": False, "error": "user_not_found"}, 404)
    world.direct_message(me.id)
    home = world.views.homes.get(me.id)
    app = world.app
    return JSONResponse(
        {
            "ok": True,
            "me": person_row(me),
            "bot": person_row(world.bot),
            "workspace": world.workspace.name,
            "people": [person_row(p) for p in world.people.values()],
            "channels": [_row(world, c, me) for c in world.channels.values() if _listed(c, me)],
            "groups": [asdict(g) for g in world.groups.values()],
            "home": home.as_json() if home else None,
            "modal": [view.as_json() for view in world.views.stack(me.id)],
            "commands": [
                {"command": c.name, "description": c.description, "usage_hint": c.usage_hint}
                for c in app.commands
            ],
            "shortcuts": [
                {"type": s.kind, "callback_id": s.callback_id, "name": s.name, "description": s.description}
                for s in app.shortcuts
            ],
            "emoji": world.workspace.emoji,
            "now": world.clock.now(),
            "week": "passes" if world.week_passes else "offered" if world.next_week else None,
            "panel": world.panel,
        }
    )


async def _channel(request: Request) -> Response:
    world: World = request.app.state.world
    me = find_person(world, request.query_params.get("as", ""))
    channel = find_channel(world, request.query_params.get("channel", ""), me)
    if me is None or channel is None or not channel.visible_to(me.id):
        return JSONResponse({"ok": False, "error": "channel_not_found"}, 404)
    newest_first = messages_json(world, channel, me.id)
    limit = int(request.query_params.get("limit") or len(newest_first))
    shown = newest_first[:limit][::-1]
    more = len(newest_first) > limit
    return JSONResponse(
        {"ok": True, "channel": _row(world, channel, me), "messages": shown, "has_more": more}
    )


async def _live(request: Request) -> Response:
    world: World = request.app.state.world
    me = find_person(world, request.query_params.get("as", ""))
    if me is None:
        return JSONResponse({"ok": False, "error": "user_not_found"}, 404)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(world.live.subscribe(me.id)), media_type="text/event-stream", headers=headers
    )


async def _events(heard: AsyncIterator[Json]) -> AsyncIterator[str]:
    """Server-sent events, with a comment now and then so that a dead page is noticed."""
    waiting = asyncio.ensure_future(anext(heard, None))
    yield ": open\n\n"
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=HEARTBEAT_S)
            if not done:
                yield ": still here\n\n"
                continue
            event = waiting.result()
            if event is None:
                return
            yield f"data: {json.dumps(event)}\n\n"
            waiting = asyncio.ensure_future(anext(heard, None))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await heard.aclose()  # type: ignore[attr-defined]  # an async generator, typed as its interface


async def _read(request: Request) -> Response:
    world: World = request.app.state.world
    given = await request.json()
    me = find_person(world, str(given.get("as") or ""))
    channel = find_channel(world, str(given.get("channel") or ""), me)
    if me is None or channel is None:
        return JSONResponse({"ok": False, "error": "channel_not_found"}, 404)
    newest = max(world.messages[channel.id], key=float, default="0")
    world.read_up_to[me.id, channel.id] = newest
    world.live.publish({"type": "read", "channel": channel.id}, to={me.id})
    return JSONResponse({"ok": True})


async def _permalink(request: Request) -> Response:
    digits = request.path_params["digits"]
    ts = f"{digits[:-6]}.{digits[-6:]}"
    thread = request.query_params.get("thread_ts", "")
    return RedirectResponse(f"/?channel={request.path_params['channel']}&ts={ts}&thread_ts={thread}")


def _listed(channel: Channel, me: Person) -> bool:
    if channel.is_im:
        return channel.im_of == me.id
    if me.kind in ("guest", "external"):
        return me.id in channel.members
    return channel.visible_to(me.id)


def _row(world: World, channel: Channel, me: Person) -> Json:
    return channel_row(channel) | {
        "is_member": me.id in channel.members,
        "unread": _unread(world, channel, me),
    }


def _unread(world: World, channel: Channel, me: Person) -> int:
    """Messages (private lines to this person too) since they last looked; replies do not count, as on Slack."""
    if me.id not in channel.members:
        return 0
    seen = float(world.read_up_to.get((me.id, channel.id), "0"))
    mine = [m for m in world.private if m.channel == channel.id and m.ephemeral_to == me.id]
    new = (m for m in [*world.top_level(channel.id), *mine] if float(m.ts) > seen and m.user != me.id)
    return sum(1 for _ in new)
