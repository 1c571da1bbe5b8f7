"""Thousands of requests that wait for a decision, and how long after its commit each hears of it.

Run as `python -m benchmarks.parked`, a job a line: park, and decide some of what is waited for.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import psutil
import uvloop

from benchmarks.connection import Connection, connected, request
from benchmarks.jobs import Job, answer_jobs

AT_ONCE = 100  # connections opened at the same moment
ANSWER_S = 30


class Parked:
    """Waiting requests, one for each output, and short ones beside them that ask and decide."""

    def __init__(self, port: int, pid: int, authorization: str) -> None:
        self._port, self._pid, self._authorization = port, pid, authorization
        self._whose: dict[Connection, str] = {}
        self._heard: dict[str, asyncio.Future[float]] = {}

    async def run(self, output_ids: list[str], decisions: int) -> Job:
        """Return KB for each parked request, statements while all were parked, and times in ms.

        `asked_ms`: a request that asks for next to nothing; `woken_ms`: from when the process knew of the
        commit; `decided_ms`: from when the decision was sent.
        """
        await self._park(output_ids[:1])
        await self._settled(1)
        before_kb = self._resident_kb()
        await self._park(output_ids[1:])
        await self._settled(len(output_ids))
        parked_kb = self._resident_kb()
        statements = await self._statements_while_parked()
        asked = [await self._timed("/bench/counters") for _ in range(decisions)]
        woken = [await self._decide(output_id) for output_id in output_ids[-decisions:]]
        for connection in self._whose:
            connection.transport.close()
        return {
            "kb_each": (parked_kb - before_kb) / (len(output_ids) - 1),
            "statements": statements,
            "asked_ms": asked,
            "woken_ms": [after_commit for after_commit, _ in woken],
            "decided_ms": [after_sending for _, after_sending in woken],
        }

    async def _park(self, output_ids: list[str]) -> None:
        for at in range(0, len(output_ids), AT_ONCE):
            await asyncio.gather(*(self._wait_for(each) for each in output_ids[at : at + AT_ONCE]))

    async def _wait_for(self, output_id: str) -> None:
        connection = await connected(self._port, self._answered)
        self._whose[connection] = output_id
        self._heard[output_id] = asyncio.get_running_loop().create_future()
        path = f"/v1/outputs/{output_id}?wait=60"
        connection.transport.write(request("GET", path, authorization=self._authorization).encode())

    def _answered(self, connection: Connection, status: int, body: bytes) -> None:
        heard = self._heard[self._whose[connection]]
        if status != 200 or b'"in_review"' in body:
            heard.set_exception(RuntimeError(f"a waiting request was answered with {status} {body[:200]!r}"))
        else:
            heard.set_result(time.monotonic())

    async def _settled(self, count: int) -> None:
        """Return when all are parked: as many wait, and the database is asked nothing more."""
        until = time.monotonic() + ANSWER_S
        while (facts := await self._ask("/bench/counters"))["waiting"] < count:
            if time.monotonic() > until:
                raise TimeoutError(f"only {facts['waiting']} of {count} requests are waiting")
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)

    async def _statements_while_parked(self) -> int:
        before = await self._ask("/bench/counters")
        await asyncio.sleep(1)
        after = await self._ask("/bench/counters")
        return int(after["statements"] - before["statements"])

    async def _decide(self, output_id: str) -> tuple[float, float]:
        sent_at = time.monotonic()
        committed_at = (await self._ask(f"/bench/decide/{output_id}"))["committed_at"]
        heard_at = await asyncio.wait_for(self._heard[output_id], ANSWER_S)
        return (heard_at - committed_at) * 1000, (heard_at - sent_at) * 1000

    async def _timed(self, path: str) -> float:
        began = time.monotonic()
        await self._ask(path)
        return (time.monotonic() - began) * 1000

    async def _ask(self, path: str) -> dict[str, Any]:
        """Ask over a connection of its own: the server closes one that is idle for some seconds."""
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def answered(_: Connection, status: int, body: bytes) -> None:
            if status == 200:
                answer.set_result(json.loads(body))
            else:
                answer.set_exception(RuntimeError(f"{path} was answered with {status}"))

        connection = await connected(self._port, answered)
        connection.transport.write(request("GET", path).encode())
        try:
            return await asyncio.wait_for(answer, ANSWER_S)
        finally:
            connection.transport.close()

    def _resident_kb(self) -> int:
        return int(psutil.Process(self._pid).memory_info().rss) // 1024


def work(job: Job) -> Job:
    """Return what parking and deciding came to."""
    parked = Parked(job["port"], job["pid"], job["authorization"])
    return uvloop.run(parked.run(job["outputs"], job["decisions"]))


if __name__ == "__main__":
    answer_jobs(work)
