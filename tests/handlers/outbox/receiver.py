"""An AI system's end of the webhooks: a web server that does as it is told and keeps what it got."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

Reply = Callable[[int], bytes]


@dataclass
class Receiver:
    """What arrived: headers by lower-case name, and bodies. `reply` gives the bytes to answer the nth with."""

    reply: Reply
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    talks: set[asyncio.Task[None]] = field(default_factory=set)

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client."""
        self.talks.add(asyncio.create_task(self._talk(reader, writer)))

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await self._hear(reader)
                writer.write(self.reply(len(self.bodies)))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = (line.partition(":") for line in head.decode().split("\r\n")[1:-2])
        headers = {name.lower(): value.strip() for name, _, value in lines}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        # Both at once: between a head and its body another connection may be heard, or this one cut.
        self.headers.append(headers)
        self.bodies.append(body)


def saying(status: int, *headers: str, body: bytes = b"") -> Reply:
    """Answer each request with this."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return lambda _: "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.asynccontextmanager
async def receiving(reply: Reply) -> AsyncIterator[Receiver]:
    """Serve a receiver on this machine."""
    receiver = Receiver(reply)
    server = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?a=b"
    try:
        yield receiver
    finally:
        server.close()
        for talk in receiver.talks:
            talk.cancel()
        await asyncio.gather(*receiver.talks, return_exceptions=True)
