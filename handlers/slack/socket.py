"""Socket Mode: connections that Slack sends everything through, kept up whatever happens to them."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError

# While one connection is renewed, the other receives.
CONNECTIONS = 2
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0

log = logging.getLogger(__name__)


class Sockets:
    """The connections of one process. Slack allows ten an app, and sends each event through one of them."""

    def __init__(self, bolt: AsyncApp, app_token: str, connections: int = CONNECTIONS) -> None:
        self._handlers = [AsyncSocketModeHandler(bolt, app_token) for _ in range(connections)]
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect; return at once, also while Slack is away."""
        self._connecting = asyncio.create_task(self._connect(), name="socket mode")

    async def connected(self) -> None:
        """Wait until every connection is up."""
        if self._connecting is not None:
            await asyncio.shield(self._connecting)

    async def stop(self) -> None:
        """Close every connection."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it so

    async def _connect(self) -> None:
        for handler in self._handlers:
            pause_s = FIRST_PAUSE_S
            while not await _connected(handler):
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _connected(handler: AsyncSocketModeHandler) -> bool:
    """Say whether the connection is up; from then on the SDK renews it by itself."""
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it so
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("Socket Mode is not connected, and is tried again: %s", error)
        return False
    return True
