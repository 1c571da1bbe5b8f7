"""Click, select, type: on a message, in a modal, or on App Home."""

from __future__ import annotations

from sandbox import interactions
from sandbox.acts.act import Act, Outcome, outcome
from sandbox.acts.people_values import resolved
from sandbox.errors import ActError
from sandbox.inputs import STATELESS, Place, entered, places
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.views import View


async def click(act: Act) -> Outcome:
    """`action_id` (`block_id`, `value` where ambiguous) with `channel` and `ts`, or with `view`: presses a button.
    On a select, `value` chooses."""
    surface = _surface(act)
    place = _place(act, surface)
    kind = place.element["type"]
    if kind not in STATELESS or kind == "overflow":
        return await select(act)
    chosen = act.given.get("value") if kind == "feedback_buttons" else None
    return await _tell(act, place, surface, {"value": chosen} if chosen else None)


async def select(act: Act) -> Outcome:
    """`value` (a list for several): chooses, ticks, or picks a person, channel or date."""
    surface = _surface(act)
    place = _place(act, surface)
    state = entered(place.element, resolved(act.world, place.element, act.given.get("value")))
    if place.element["type"] not in STATELESS:
        _state_of(act, surface).setdefault(place.block_id, {})[place.action_id] = state
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        return Outcome()
    return await _tell(act, place, surface, state)


async def type_(act: Act) -> Outcome:
    """`value` (or `text`): fills a text field; the app hears of it only where the field dispatches actions."""
    given = act.given if "value" in act.given else act.given | {"value": act.given.get("text")}
    return await select(Act(act.world, act.person, given))


async def _tell(act: Act, place: Place, surface: Message | View, state: Json | None) -> Outcome:
    world, person = act.world, act.person
    pressed = interactions.action(world, place, state)
    if isinstance(surface, View):
        payload = interactions.pressed_in_view(world, person, surface, pressed)
    else:
        channel = world.channels[surface.channel]
        payload = interactions.pressed_in_message(world, person, channel, surface, pressed)
    return outcome(await world.delivery.interact(payload))


def _state_of(act: Act, surface: Message | View) -> dict[str, Json]:
    if isinstance(surface, View):
        return surface.state
    key = (act.person.id, surface.channel, surface.ts)
    return act.world.message_state.setdefault(key, {})


def _surface(act: Act) -> Message | View:
    """The message (by `channel` and `ts`) or view it happens in. ActError `not_in_channel`, `no_such_view`."""
    if act.text("ts"):
        channel = act.channel()
        if act.person.id not in channel.members:
            raise ActError("not_in_channel")
        return act.message(channel)
    view = act.world.views.named(act.person.id, act.text("view") or None)
    if view is None:
        raise ActError("no_such_view")
    return view


def _place(act: Act, surface: Message | View) -> Place:
    """The element. ActError `no_such_element`, or `ambiguous_element` where only `block_id` could tell."""
    blocks = surface.blocks() if isinstance(surface, View) else surface.blocks or []
    wanted, block_id = act.text("action_id"), act.text("block_id")
    found = [p for p in places(blocks) if p.action_id == wanted and block_id in ("", p.block_id)]
    value = act.given.get("value")
    if len(found) > 1 and value is not None:
        found = [p for p in found if p.element.get("value") == value] or found
    if not found:
        raise ActError("no_such_element", elements=[p.action_id for p in places(blocks)])
    if len(found) > 1:
        raise ActError("ambiguous_element", blocks=[p.block_id for p in found])
    return found[0]
