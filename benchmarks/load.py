"""A load from one process: some clients, each sending its next request when the last is answered.

Run as `python -m benchmarks.load`, a job a line.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field

import uvloop

from benchmarks.connection import Connection, connected
from benchmarks.jobs import Job, answer_jobs

KEY = "@@KEY@@@@@@@"  # each is replaced by a key of the same length that was never sent before
_keys = itertools.count()


def fresh_key() -> str:
    """Return a key that was never sent before, as long as `KEY`."""
    return f"{next(_keys):0{len(KEY)}}"


@dataclass
class Tally:
    """What came back: how many of each status and of the words looked for, and how long each took in seconds."""

    words: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    took_s: list[float] = field(default_factory=list)


class Clients:
    """They send copies of one request until the time is up, each at least one."""

    def __init__(self, port: int, request: str, count: int, seconds: float, words: str) -> None:
        self._port, self._count, self._seconds = port, count, seconds
        self._words = words.encode()
        self._parts = request.encode().split(KEY.encode())
        self._began: dict[Connection, float] = {}
        self.tally = Tally()

    async def run(self) -> float:
        """Return how many seconds it took until everything sent was answered."""
        connections = [await connected(self._port, self._answered) for _ in range(self._count)]
        began = time.perf_counter()
        self._until = began + self._seconds
        for connection in connections:
            self._send(connection)
        await asyncio.wait_for(asyncio.gather(*(each.closed for each in connections)), self._seconds + 60)
        return time.perf_counter() - began

    def _send(self, connection: Connection) -> None:
        parts = self._parts
        request = parts[0]
        if len(parts) > 1:
            keyed = [part + fresh_key().encode() for part in parts[:-1]]
            request = b"".join([*keyed, parts[-1]])
        self._began[connection] = time.perf_counter()
        connection.transport.write(request)

    def _answered(self, connection: Connection, status: int, body: bytes) -> None:
        now = time.perf_counter()
        self.tally.statuses[status] += 1
        self.tally.words += body.count(self._words) if self._words else 0
        self.tally.took_s.append(now - self._began[connection])
        if now < self._until:
            self._send(connection)
        else:
            connection.transport.close()


def work(job: Job) -> Job:
    """Return what a load came to: answers and words found a second, statuses, latency in ms, how busy we were."""
    clients = Clients(job["port"], job["request"], job["clients"], job["seconds"], job.get("words", ""))
    busy = time.process_time()
    elapsed = uvloop.run(clients.run())
    took = sorted(clients.tally.took_s)
    return {
        "answers": len(took),
        "elapsed_s": elapsed,
        "per_second": len(took) / elapsed,
        "words": clients.tally.words,
        "words_per_second": clients.tally.words / elapsed,
        "statuses": clients.tally.statuses,
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[int(len(took) * 0.99)] * 1000,
        "busy": (time.process_time() - busy) / elapsed,
    }


if __name__ == "__main__":
    answer_jobs(work)
