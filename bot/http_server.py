"""The HTTP API's server: uvicorn inside our own process, which keeps the signals to itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_BACKLOG = 4_096
_GRACE_S = 5
# Longer than clients keep a connection: who closes it first must not be us, while a request is on its way.
_KEEP_ALIVE_S = 75
# What comes before a body: nobody has said yet who they are, and uvicorn would keep it without end.
HEAD_BYTES = 65_536
HEAD_S = 30.0


class HttpServer:
    """Serves one application at one address. Port 0: any that is free, known once it listens."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._host, self._port = host, port
        # Written out, so that nothing slower is chosen in silence; `serve` brings the uvloop.
        config = uvicorn.Config(
            app,
            http=_OneWrite,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_GRACE_S,
        )
        # Anybody can send what is no HTTP, or ask for WebSockets: that is not worth a line each.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        self._server = _QuietServer(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; OSError if the address cannot be used."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.create_server((self._host, self._port), family=family, backlog=_BACKLOG)
        self._port = listening.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve([listening]), name="http")
        while not self._server.started:
            if self._serving.done():
                self._serving.result()
            await asyncio.sleep(0.005)

    @property
    def url(self) -> str:
        """Where it listens."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def stop(self) -> None:
        """Take no more, finish what was begun, in at most five seconds."""
        if self._serving is not None:
            self._server.should_exit = True
            await self._serving


class _OneWrite(HttpToolsProtocol):
    """HTTP as uvicorn speaks it with httptools, over a transport that sends an answer's head with its body.

    A request's head may be so long, and take so long, and no more.
    """

    _head_is_whole = False
    _head_bytes = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(_HeadWithBody(transport, self.loop))  # type: ignore[arg-type]  # as much as is used
        self._patience = self.loop.call_later(HEAD_S, self.shutdown)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._be_patient()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_is_whole or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES:
            self.send_400_response(f"Before the body, a request may have at most {HEAD_BYTES:,} bytes.")
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_S, self.shutdown)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_is_whole, self._head_bytes = False, 0

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head_is_whole = True
        self._be_patient()

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


class _HeadWithBody:
    """A transport that holds a write back for the next one, at most until the loop's turn ends.

    uvicorn writes head and body apart: two system calls, and the client is woken twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held = b""
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        else:
            self._held = data
            self._loop.call_soon(self._let_go)

    def close(self) -> None:
        self._let_go()
        self._transport.close()

    def _let_go(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _QuietServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield
