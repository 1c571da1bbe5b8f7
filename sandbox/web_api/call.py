"""One call of the Web API: its arguments, and the rights it has."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sandbox.channels import Channel
from sandbox.errors import ApiError
from sandbox.json_types import Json
from sandbox.people import Person
from sandbox.rate_limits import Tier
from sandbox.workspace import BOT_USER
from sandbox.world import World

Row = TypeVar("Row")
TRUE = {True, "1", "true", "True"}


@dataclass(frozen=True)
class Call:
    """What a handler gets."""

    world: World
    method: str
    arguments: Json

    def text(self, name: str, default: str = "") -> str:
        """The argument as text; the default if it is absent or null."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def needed(self, name: str, error: str = "invalid_arguments") -> str:
        """The argument as text; ApiError if it is absent or empty."""
        value = self.text(name)
        if not value:
            raise ApiError(error)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.arguments.get(name)
        return default if value is None else value in TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """The argument as a number from 1 to `most`; ApiError `invalid_limit`."""
        try:
            value = int(self.arguments.get(name) or default)
        except (TypeError, ValueError):
            raise ApiError("invalid_limit") from None
        if value < 1:
            raise ApiError("invalid_limit")
        return min(value, most)

    def listed(self, name: str) -> list[object]:
        """An argument that is a JSON list, itself or as text; ApiError `invalid_arguments`."""
        value = self.arguments.get(name) or []
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise ApiError("invalid_arguments") from None
        if not isinstance(value, list):
            raise ApiError("invalid_arguments")
        return value

    def require_scope(self, *any_of: str) -> None:
        """ApiError `missing_scope` unless the app has one of these."""
        scopes = self.world.app.scopes
        if any_of and not set(any_of) & set(scopes):
            raise ApiError("missing_scope", needed=any_of[0], provided=",".join(scopes))

    def channel(self, name: str = "channel") -> Channel:
        """The channel the argument names by id; ApiError `channel_not_found`."""
        return self.world.channel(self.text(name))

    def own_channel(self, name: str = "channel") -> Channel:
        """The same, if the bot is a member; ApiError `not_in_channel`."""
        channel = self.channel(name)
        if BOT_USER not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def person(self, name: str = "user") -> Person:
        """ApiError `user_not_found`."""
        person = self.world.people.get(self.text(name))
        if person is None:
            raise ApiError("user_not_found")
        return person

    def require_channel_scope(self, channel: Channel, right: str) -> None:
        """The scope for this kind of channel: channels:, groups: or im:."""
        family = {"channel": "channels", "group": "groups", "im": "im"}[channel.channel_type]
        self.require_scope(f"{family}:{right}")


@dataclass(frozen=True)
class Method:
    """A method's handler, the scopes of which one is needed, and its rate-limit tier."""

    handler: Callable[[Call], Awaitable[Json] | Json]
    scopes: tuple[str, ...] = ()
    tier: Tier = None
    app_token: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a listing and the cursor of the next ('' at the end)."""

    rows: list[Row]
    next_cursor: str


def page(call: Call, rows: list[Row], default: int = 100, most: int = 1000) -> Page[Row]:
    """The page that `limit` and `cursor` ask for; ApiError `invalid_cursor`."""
    limit = call.number("limit", default, most)
    cursor = call.text("cursor")
    if cursor and not (cursor.startswith("next:") and cursor[5:].isdigit()):
        raise ApiError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    end = start + limit
    return Page(rows[start:end], f"next:{end}" if end < len(rows) else "")
