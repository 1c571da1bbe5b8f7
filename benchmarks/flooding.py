"""One API key floods; another hands in at a calm pace. How long the calm one waits for its answers.

Run as `python -m benchmarks.flooding`, a job a line.
"""

from __future__ import annotations

import asyncio
import time

import uvloop

from benchmarks.connection import Connection, connected
from benchmarks.jobs import Job, answer_jobs
from benchmarks.load import KEY, Clients, fresh_key

CALM_S = 0.02
CLIENTS = 64


class Calm:
    """Hands in one output after the other on one connection, one every `CALM_S`, until told to stop."""

    def __init__(self, port: int, request: str) -> None:
        self._port, self._request = port, request
        self._answer: asyncio.Future[int] | None = None

    async def run(self, seconds: float) -> list[float]:
        """Return how long each answer took, in ms. Raises RuntimeError for one that is not 201."""
        connection = await connected(self._port, self._answered)
        until, took = time.perf_counter() + seconds, []
        while (began := time.perf_counter()) < until:
            self._answer = asyncio.get_running_loop().create_future()
            connection.transport.write(self._request.replace(KEY, fresh_key()).encode())
            if (status := await self._answer) != 201:
                raise RuntimeError(f"the calm key was answered with {status}")
            took.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(max(0.0, CALM_S - (time.perf_counter() - began)))
        connection.transport.close()
        return took

    def _answered(self, _: Connection, status: int, __: bytes) -> None:
        if self._answer is not None:
            self._answer.set_result(status)


async def measured(job: Job) -> Job:
    """Return the calm key's times (ms) alone and beside the flood, and how the flood was answered."""
    calm = Calm(job["port"], job["calm"])
    alone = await calm.run(job["seconds"])
    flood = Clients(job["port"], job["flood"], CLIENTS, job["seconds"], "")
    beside, _ = await asyncio.gather(calm.run(job["seconds"]), flood.run())
    return {"alone_ms": alone, "beside_ms": beside, "statuses": flood.tally.statuses}


def work(job: Job) -> Job:
    """Return what a flood did to a calm key."""
    return uvloop.run(measured(job))


if __name__ == "__main__":
    answer_jobs(work)
