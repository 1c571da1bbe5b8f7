"""Slack's way of saying no."""

from __future__ import annotations

from sandbox.json_types import Json


class ApiError(Exception):
    """A refusal with Slack's error code; `facts` go into the answer beside `error`."""

    def __init__(
        self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.facts: Json = facts


class ActError(Exception):
    """A person cannot do that: there is no such button, channel, or right."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Json = facts
