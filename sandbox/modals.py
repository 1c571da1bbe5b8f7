"""Views are opened, pushed, replaced, closed and published here, whether by API or in an ack."""

from __future__ import annotations

from typing import Literal

from sandbox.block_kit.validate import checked_view
from sandbox.inputs import initial_state, kept_state
from sandbox.json_types import Json
from sandbox.views import View, new_hash
from sandbox.world import World


def open_modal(world: World, user_id: str, body: object) -> View:
    """Starts a stack with this modal, or puts it on top. ApiError `invalid_arguments`, `push_limit_reached`, …"""
    view = _made(world, user_id, checked_view(body, "modal"), "modal")
    world.views.push(view)
    _show(world, view)
    return view


def replace(world: World, view: View, body: object) -> View:
    """Shows another body in the same view; what was typed stays where block_id and action_id stayed."""
    fresh = checked_view(body, view.type)
    view.replace(fresh, kept_state(view.state, fresh["blocks"]))
    _show(world, view)
    return view


def close(world: World, view: View) -> None:
    """Takes the modal away, and whatever lies on it."""
    world.views.remove(view)
    _show_closed(world, view)


def clear(world: World, user_id: str) -> None:
    """Takes all of this person's modals away."""
    stack = world.views.stack(user_id)
    if stack:
        close(world, stack[0])


def publish_home(world: World, user_id: str, body: object, given_hash: object) -> View:
    """Shows this as the person's App Home. ApiError `hash_conflict`, `invalid_arguments`."""
    fresh = checked_view(body, "home")
    home = world.views.homes.get(user_id)
    if home is None:
        home = world.views.homes[user_id] = _made(world, user_id, fresh, "home")
    else:
        home.check_hash(given_hash)
        home.replace(fresh, initial_state(fresh["blocks"]))
    world.live.publish({"type": "home", "user": user_id, "view": home.as_json()}, to={user_id})
    return home


def _made(world: World, user_id: str, body: Json, kind: Literal["modal", "home"]) -> View:
    bot = world.bot
    return View(
        world.new_id("V"),
        kind,
        user_id,
        body,
        world.workspace.team_id,
        str(bot.app_id),
        str(bot.bot_id),
        new_hash(),
        initial_state(body["blocks"]),
    )


def _show(world: World, view: View) -> None:
    if view.type == "home":
        world.live.publish({"type": "home", "user": view.user_id, "view": view.as_json()}, to={view.user_id})
        return
    stack = [v.as_json() for v in world.views.stack(view.user_id)]
    world.live.publish({"type": "view", "view": view.as_json(), "modal": stack}, to={view.user_id})


def _show_closed(world: World, view: View) -> None:
    stack = [v.as_json() for v in world.views.stack(view.user_id)]
    world.live.publish({"type": "view_closed", "view_id": view.id, "modal": stack}, to={view.user_id})
