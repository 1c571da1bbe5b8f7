"""One HTTP/1.1 connection without a client library: it must cost much less than what it measures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

Answered = Callable[["Connection", int, bytes], None]


class Connection(asyncio.Protocol):
    """Sends bytes; calls `answered(self, status, body)` for each whole answer, one after the other."""

    transport: asyncio.Transport

    def __init__(self, answered: Answered) -> None:
        self._answered = answered
        self._buffer = b""
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (uvloop's is no subclass of asyncio.Transport)."""
        self.transport = transport  # type: ignore[assignment]  # it has all of a Transport's methods

    def data_received(self, data: bytes) -> None:
        """Hand on the answer once it is whole; the next request is only sent then."""
        self._buffer = self._buffer + data if self._buffer else data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        if end and _is_whole(head.lower(), body):
            self._buffer = b""
            self._answered(self, int(head[9:12]), body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits for the end."""
        if not self.closed.done():
            self.closed.set_result(None)


def _is_whole(head: bytes, body: bytes) -> bool:
    _, found, after = head.partition(b"content-length:")
    if found:
        return len(body) == int(after.partition(b"\r\n")[0])
    if b"transfer-encoding: chunked" in head:
        return body.endswith(b"\r\n0\r\n\r\n")
    raise ValueError(f"an answer that does not say where it ends: {head!r}")


async def connected(port: int, answered: Answered) -> Connection:
    """Return an open connection to a server on this machine."""
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(lambda: Connection(answered), "127.0.0.1", port)
    return connection


def request(method: str, path: str, body: str = "", **headers: str) -> str:
    """Return a whole request; a header's name is given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        named |= {"content-length": str(len(body.encode()))}
    lines = [
        f"{method} {path} HTTP/1.1",
        "host: localhost",
        *(f"{name}: {value}" for name, value in named.items()),
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body
