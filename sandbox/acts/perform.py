"""Runs one act and answers as `POST /_sandbox/act` promises."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from sandbox.acts import app_calls, in_blocks, in_channels, in_modals
from sandbox.acts.act import Act, Outcome, find_person
from sandbox.errors import ActError, ApiError
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.posting import shown
from sandbox.world import World

ACTS: dict[str, Callable[[Act], Awaitable[Outcome]]] = {
    "react": in_channels.react,
    "unreact": in_channels.unreact,
    "say": in_channels.say,
    "edit": in_channels.edit,
    "delete": in_channels.delete,
    "join": in_channels.join,
    "leave": in_channels.leave,
    "click": in_blocks.click,
    "select": in_blocks.select,
    "type": in_blocks.type_,
    "submit": in_modals.submit,
    "close": in_modals.close,
    "open_home": in_modals.open_home,
    "command": app_calls.command,
    "shortcut": app_calls.shortcut,
}
LOOK_S = 0.02


async def perform(world: World, given: Json) -> Json:
    """{"ok", "ack_ms", "errors", "view", "error", "private"} and what the act adds. `wait_s` waits that long for
    private lines and modals; with `until` ("private" or "view") it stops at the first."""
    before = {m.ts for m in world.private}
    person = find_person(world, str(given.get("as") or ""))
    try:
        done = await _done(world, person, given)
    except (ActError, ApiError) as refusal:
        done = Outcome(ok=False, error=refusal.code, facts=refusal.facts)
    if person is None:
        return _answer(world, "", before, done)
    await _wait(world, person, given, before)
    return _answer(world, person.id, before, done)


async def _done(world: World, person: Person | None, given: Json) -> Outcome:
    act = ACTS.get(str(given.get("do")))
    if act is None:
        raise ActError("unknown_act", acts=list(ACTS))
    if person is None:
        raise ActError("user_not_found")
    if person.deleted:
        raise ActError("account_inactive")
    return await act(Act(world, person, given))


async def _wait(world: World, person: Person, given: Json, before: set[str]) -> None:
    until, end_s = given.get("until"), time.monotonic() + float(given.get("wait_s") or 0)
    top = world.views.top(person.id)
    known = top and top.hash
    while time.monotonic() < end_s:
        if until == "private" and _new_private(world, person.id, before):
            return
        now_top = world.views.top(person.id)
        if until == "view" and now_top is not None and (now_top.hash != known or given.get("do") != "submit"):
            return
        await asyncio.sleep(LOOK_S)


def _answer(world: World, user_id: str, before: set[str], done: Outcome) -> Json:
    top = world.views.top(user_id) if user_id else None
    return {
        "ok": done.ok,
        "ack_ms": done.ack_ms,
        "errors": done.errors,
        "view": top.as_json() if top else None,
        "error": done.error,
        "private": [shown(world, m) | {"channel": m.channel} for m in _new_private(world, user_id, before)],
    } | done.facts


def _new_private(world: World, user_id: str, before: set[str]) -> list[Message]:
    return [m for m in world.private if m.ephemeral_to == user_id and m.ts not in before]
