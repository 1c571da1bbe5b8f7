"""Modals and App Home: what is open to whom, and what was typed into it."""

from __future__ import annotations

import copy
import secrets
from dataclasses import dataclass, field
from typing import Literal

from sandbox.errors import ApiError
from sandbox.json_types import Json

STACK_LIMIT = 3


@dataclass
class View:
    """One modal or one person's Home. `body` is what the app sent, with block ids filled in."""

    id: str
    type: Literal["modal", "home"]
    user_id: str
    body: Json
    team_id: str
    app_id: str
    bot_id: str
    hash: str
    state: dict[str, Json] = field(default_factory=dict)
    root_id: str = ""
    previous_id: str | None = None

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def external_id(self) -> str:
        return str(self.body.get("external_id", ""))

    def blocks(self) -> list[Json]:
        """Its blocks, as live objects."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def check_hash(self, given: object) -> None:
        """ApiError `hash_conflict` if the app names a hash that is not the present one."""
        if given and given != self.hash:
            raise ApiError("hash_conflict")

    def replace(self, body: Json, state: dict[str, Json]) -> None:
        """Shows another body, with a new hash."""
        self.body, self.state, self.hash = body, state, new_hash()

    def as_json(self) -> Json:
        """The `view` object of payloads and answers."""
        body = self.body
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": copy.deepcopy(body["blocks"]),
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": self.callback_id,
            "state": {"values": copy.deepcopy(self.state)},
            "hash": self.hash,
            "title": body.get("title"),
            "clear_on_close": bool(body.get("clear_on_close", False)),
            "notify_on_close": bool(body.get("notify_on_close", False)),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id or self.id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }


@dataclass
class Views:
    """Every person's stack of modals (last on top) and Home."""

    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def stack(self, user_id: str) -> list[View]:
        return self.stacks.setdefault(user_id, [])

    def top(self, user_id: str) -> View | None:
        """The modal this person looks at, or None."""
        stack = self.stack(user_id)
        return stack[-1] if stack else None

    def open_modals(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack]

    def find(self, view_id: object, external_id: object) -> View:
        """The view of that id or external id; ApiError `not_found`."""
        everything = [*self.open_modals(), *self.homes.values()]
        for view in everything:
            if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
                return view
        raise ApiError("not_found")

    def named(self, user_id: str, name: str | None) -> View | None:
        """What this person calls so: `home`, a callback id or view id among their modals, or (None) the top one."""
        if name == "home":
            return self.homes.get(user_id)
        stack = self.stack(user_id)
        if name is None:
            return self.top(user_id)
        return next((v for v in reversed(stack) if name in (v.id, v.callback_id, v.external_id)), None)

    def push(self, view: View) -> None:
        """Puts it on top; ApiError `push_limit_reached` beyond three, `duplicate_external_id`."""
        if view.external_id and any(v.external_id == view.external_id for v in self.open_modals()):
            raise ApiError("duplicate_external_id")
        stack = self.stack(view.user_id)
        if len(stack) >= STACK_LIMIT:
            raise ApiError("push_limit_reached")
        view.previous_id = stack[-1].id if stack else None
        view.root_id = stack[0].id if stack else view.id
        stack.append(view)

    def remove(self, view: View) -> None:
        """Closes it and everything on top of it."""
        stack = self.stack(view.user_id)
        if view in stack:
            del stack[stack.index(view) :]


def new_hash() -> str:
    """An opaque version of a view."""
    return f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
