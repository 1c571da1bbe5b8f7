"""The page for people, at `/`."""

from __future__ import annotations

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """What the sandbox mounts."""
    return []
