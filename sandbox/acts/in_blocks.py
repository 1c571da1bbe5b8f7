"""Click, select, type: on a message, in a modal, or on App Home."""

from __future__ import annotations

from sandbox import interactions
from sandbox.acts.act import Act, Outcome, outcome
from sandbox.acts.people_values import resolved
from sandbox.channels import Channel
from sandbox.errors import ActError
from sandbox.inputs import STATELESS, Place, entered, places
from sandbox.json_types import Json
from sandbox.messages import Message
from sandbox.views import View


async def click(act: Act) -> Outcome:
    """`action_id` (`block_id`, `value` where ambiguous) with `channel` and `ts`, or with `view`: presses a button.
    On a select, `value` chooses."""
    place, message, view = _where(act)
    if place.element["type"] not in STATELESS or place.element["type"] == "overflow":
        return await select(act)
    chosen = act.given.get("value") if place.element["type"] == "feedback_buttons" else None
    return await _tell(act, place, message, view, {"value": chosen} if chosen else None)


async def select(act: Act) -> Outcome:
    """`value` (a list for several): chooses, ticks, or picks a person, channel or date."""
    place, message, view = _where(act)
    state = entered(place.element, resolved(act.world, place.element, act.given.get("value")))
    if place.element["type"] not in STATELESS:
        _keep(act, place, message, view, state)
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        return Outcome()
    return await _tell(act, place, message, view, state)


async def type_(act: Act) -> Outcome:
    """`value` (or `text`): fills a text field; the app hears of it only where the field dispatches actions."""
    given = act.given if "value" in act.given else act.given | {"value": act.given.get("text")}
    return await select(Act(act.world, act.person, given))


async def _tell(act: Act, place: Place, message: Message | None, view: View | None, state: Json | None) -> Outcome:
    if place.element.get("url") and place.element["type"] == "button" and act.given.get("quiet"):
        return Outcome(facts={"url": place.element["url"]})
    pressed = interactions.action(act.world, place, state)
    if view is not None:
        payload = interactions.pressed_in_view(act.world, act.person, view, pressed)
    elif message is not None:
        channel = act.world.channels[message.channel]
        payload = interactions.pressed_in_message(act.world, act.person, channel, message, pressed)
    return outcome(await act.world.delivery.interact(payload))


def _keep(act: Act, place: Place, message: Message | None, view: View | None, state: Json) -> None:
    if view is not None:
        values = view.state
    elif message is not None:
        key = (act.person.id, message.channel, message.ts)
        values = act.world.message_state.setdefault(key, {})
    values.setdefault(place.block_id, {})[place.action_id] = state


def _where(act: Act) -> tuple[Place, Message | None, View | None]:
    """The element, and the message or view it is in. ActError `no_such_element`, `ambiguous_element`, `no_such_view`."""
    if act.text("ts"):
        channel = _seen_channel(act)
        message = act.message(channel)
        return _place(act, message.blocks or []), message, None
    view = act.world.views.named(act.person.id, act.text("view") or None)
    if view is None:
        raise ActError("no_such_view")
    return _place(act, view.blocks()), None, view


def _seen_channel(act: Act) -> Channel:
    channel = act.channel()
    if act.person.id not in channel.members:
        raise ActError("not_in_channel")
    return channel


def _place(act: Act, blocks: list[Json]) -> Place:
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


