"""A load from one process: some connections, each sending its next request when the last is answered.

Run as `python -m benchmarks.load` with a JSON job on standard input; it answers with JSON on standard output.
A raw client, so that it costs less than what it measures.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

import uvloop

MARK = b"@@KEY@@"  # replaced by a fresh idempotency key in each request


@dataclass
class Job:
    """What to send: the whole request's bytes (as text), to which port, by how many, for how long."""

    port: int
    request: str
    clients: int = 64
    seconds: float = 1.0
    prefix: str = "k"


@dataclass
class Tally:
    """What came back: how many of each status, and how long each took in seconds."""

    statuses: dict[int, int] = field(default_factory=dict)
    took_s: list[float] = field(default_factory=list)


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, job: Job, number: int, tally: Tally, until: float) -> None:
        self._job, self._number, self._tally, self._until = job, number, tally, until
        self._head, self._tail = (
            job.request.encode().split(MARK) if MARK.decode() in job.request else (b"", b"")
        )
        self._whole = job.request.encode()
        self._sent = 0
        self._buffer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent += 1
        self._began = time.perf_counter()
        key = f"{self._job.prefix}-{self._number}-{self._sent}".encode()
        self._transport.write(self._head + key + self._tail if self._head else self._whole)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else None])
        if len(self._buffer) < end + 4 + length:
            return
        status = int(self._buffer[9:12])
        self._buffer = self._buffer[end + 4 + length :]
        now = time.perf_counter()
        self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
        self._tally.took_s.append(now - self._began)
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def run(job: Job) -> dict[str, object]:
    """Return what the job came to: answers a second, statuses, and latency in ms."""
    tally = Tally()
    began = time.perf_counter()
    until = began + job.seconds
    loop = asyncio.get_running_loop()
    clients = []
    for number in range(job.clients):
        _, client = await loop.create_connection(
            lambda number=number: Client(job, number, tally, until), "127.0.0.1", job.port
        )
        clients.append(client)
    await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), job.seconds + 30)
    elapsed = time.perf_counter() - began
    took = sorted(tally.took_s)
    return {
        "per_second": len(took) / elapsed,
        "statuses": tally.statuses,
        "p50_ms": took[len(took) // 2] * 1000 if took else None,
        "p99_ms": took[int(len(took) * 0.99)] * 1000 if took else None,
    }


def main() -> None:
    """Read the job, run it, print the answer."""
    job = Job(**json.load(sys.stdin))
    json.dump(uvloop.run(run(job)), sys.stdout)


if __name__ == "__main__":
    main()
