"""Lets scripts name people and channels in selects by name."""

from __future__ import annotations

from sandbox.acts.act import find_channel, find_person
from sandbox.errors import ActError
from sandbox.json_types import Json
from sandbox.world import World


def resolved(world: World, element: Json, value: object) -> object:
    """The value with names of people and channels turned into ids where the element takes these."""
    kind = str(element.get("type"))
    if "users_select" in kind:
        return _each(value, lambda name: getattr(find_person(world, name), "id", None), "user_not_found")
    if "channels_select" in kind or "conversations_select" in kind:
        return _each(
            value, lambda name: getattr(find_channel(world, name, None), "id", None), "channel_not_found"
        )
    return value


def _each(value: object, find: object, error: str) -> object:
    assert callable(find)
    if isinstance(value, list):
        return [_each(one, find, error) for one in value]
    if value in (None, ""):
        return value
    found = find(str(value))
    if found is None:
        raise ActError(error, value=value)
    return found
