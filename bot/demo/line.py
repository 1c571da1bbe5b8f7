"""How what is played in the demo reaches the demo's own servers."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

# All of it is one process: where it is slow it is slow as a whole, and nobody has gone away.
_PATIENCE_S = 600.0


def line_to(url: str, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
    """Return a client of this server, to be closed by whoever asked for it. Each request has a connection of its own:
    one that lies idle may be closed by the server just as it is used again.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=_PATIENCE_S, limits=limits)
