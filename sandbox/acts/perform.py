"""Runs one act and answers as `POST /_sandbox/act` promises."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.acts import app_calls, in_blocks, in_channels, in_modals
from sandbox.acts.act import Act, Outcome, find_person
from sandbox.errors import ActError, ApiError
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.posting import shown
from sandbox.views import View
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
WAIT_LIMIT_S = 60.0


@dataclass(frozen=True)
class Before:
    """What the person saw when the act began."""

    private: frozenset[str]
    view_hash: str | None


async def perform(world: World, given: Json) -> Json:
    """{"ok", "ack_ms", "errors", "view", "error", "private"} and what the act adds. `view` is the open modal, or App
    Home after an act there. `wait_s` waits that long for private lines and views; with `until` ("private" or
    "view") it stops at the first."""
    person = find_person(world, str(given.get("as") or ""))
    seen = _view(world, person, given)
    before = Before(frozenset(m.ts for m in world.private), seen.hash if seen else None)
    try:
        done = await _done(world, person, given)
    except (ActError, ApiError) as refusal:
        done = Outcome(ok=False, error=refusal.code, facts=refusal.facts)
    await _wait(world, person, given, before)
    view = _view(world, person, given)
    return {
        "ok": done.ok,
        "ack_ms": done.ack_ms,
        "errors": done.errors,
        "view": view.as_json() if view else None,
        "error": done.error,
        "private": [shown(world, m) | {"channel": m.channel} for m in _new_private(world, person, before)],
    } | done.facts


async def _done(world: World, person: Person | None, given: Json) -> Outcome:
    act = ACTS.get(str(given.get("do")))
    if act is None:
        raise ActError("unknown_act", acts=list(ACTS))
    if person is None:
        raise ActError("user_not_found")
    if person.deleted:
        raise ActError("account_inactive")
    return await act(Act(world, person, given))


async def _wait(world: World, person: Person | None, given: Json, before: Before) -> None:
    until, end_s = given.get("until"), time.monotonic() + min(float(given.get("wait_s") or 0), WAIT_LIMIT_S)
    while time.monotonic() < end_s:
        if until == "private" and _new_private(world, person, before):
            return
        view = _view(world, person, given)
        if until == "view" and view is not None and view.hash != before.view_hash:
            return
        await asyncio.sleep(LOOK_S)


def _view(world: World, person: Person | None, given: Json) -> View | None:
    """The modal this person looks at; App Home after an act there without one."""
    if person is None:
        return None
    at_home = given.get("do") == "open_home" or given.get("view") == "home"
    return world.views.top(person.id) or (world.views.homes.get(person.id) if at_home else None)


def _new_private(world: World, person: Person | None, before: Before) -> list[Message]:
    mine = (m for m in world.private if person is not None and m.ephemeral_to == person.id)
    return [m for m in mine if m.ts not in before.private]
