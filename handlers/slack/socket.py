"""Socket Mode: connections that Slack sends everything through, kept up whatever happens to them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from handlers.slack.asking import Unreachable, asked
from handlers.slack.calling import WebClient, called

# While one connection is renewed, the other receives.
CONNECTIONS = 2
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
# An address serves once and not for long. The SDK would go on trying the same one.
CONNECT_S = 20.0

log = logging.getLogger(__name__)


class Sockets:
    """The connections of one process. Slack allows ten an app, and sends each event through one of them.

    `on_hello` is called whenever one is made, the first time and again: of the time before, events may be lacking.
    """

    def __init__(
        self,
        bolt: AsyncApp,
        app_token: str,
        connections: int = CONNECTIONS,
        on_hello: Callable[[], None] = lambda: None,
    ) -> None:
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.setLevel(logging.ERROR)
        quiet.addFilter(_one_line)
        self._handlers = [AsyncSocketModeHandler(bolt, app_token, quiet) for _ in range(connections)]
        self._on_hello = on_hello
        for handler in self._handlers:
            handler.client.message_listeners.append(self._heard)
        self._client = WebClient(app_token, bolt.client.base_url, timeout=10, logger=quiet)
        self._connecting: asyncio.Task[None] | None = None
        self._says = "Socket Mode is not connected yet."

    async def start(self) -> None:
        """Begin to connect; return at once, also while Slack is away."""
        self._connecting = asyncio.create_task(self._connect(), name="socket mode")

    async def connected(self) -> None:
        """Wait until every connection is up."""
        if self._connecting is not None:
            await asyncio.shield(self._connecting)

    async def problem(self) -> str | None:
        """Return why nothing can reach us, None if one connection is up."""
        for handler in self._handlers:
            if await handler.client.is_connected():
                return None
        return self._says

    async def stop(self) -> None:
        """Close every connection."""
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it so

    async def _heard(
        self, _client: AsyncBaseSocketModeClient, message: dict[str, object], _raw: str | None
    ) -> None:
        if message.get("type") == "hello":
            self._on_hello()

    async def _connect(self) -> None:
        for handler in self._handlers:
            pause_s = FIRST_PAUSE_S
            while not await self._connected(handler):
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        self._says = "Socket Mode has lost its connections, and is connecting again."

    async def _connected(self, handler: AsyncSocketModeHandler) -> bool:
        """Say whether the connection is up; from then on the SDK renews it by itself."""
        method = "apps.connections.open"
        try:
            answer = await asked(method, called(self._client, method, {}, needs=("url",)))
            handler.client.wss_uri = str(answer["url"])
            async with asyncio.timeout(CONNECT_S):
                await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it so
        except (Unreachable, SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            said = f"Socket Mode is not connected: {str(error) or type(error).__name__}."
            if said != self._says:
                log.warning("%s It is tried again.", said)
            self._says = said
            return False
        return True


def _one_line(record: logging.LogRecord) -> bool:
    """Let a record of the SDK pass as one line: it logs whole traces whenever Slack is away."""
    record.msg, record.args, record.exc_info = record.getMessage().partition("\n")[0], (), None
    return True
