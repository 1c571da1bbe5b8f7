"""The workspace of a measurement, as a process of its own: `python -m benchmarks.slack_side MODEL` answers jobs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any, cast

import uvloop

from benchmarks.jobs import Job, answer_jobs_meanwhile
from sandbox.events import emit
from sandbox.rate_limits import Model
from sandbox.server import Sandbox
from sandbox.workspace import BOT_USER


class SlackSide:
    """A sandbox with its limits."""

    def __init__(self, model: Model) -> None:
        self._box = Sandbox(rate_limits=model)

    async def work(self, job: Job) -> Job:
        """Do one job, by its name."""
        jobs: dict[str, Callable[[Job], Awaitable[Job]]] = {
            "open": self._open, "calls": self._calls, "burst": self._burst,
        }  # fmt: skip
        return await jobs[job["do"]](job)

    async def _open(self, _: Job) -> Job:
        await self._box.start()
        channels = {channel.name: channel.id for channel in self._box.world.channels.values()}
        return {"api_url": self._box.api_url, "channels": channels}

    async def _calls(self, job: Job) -> Job:
        """Return every call of a method: when (s), in which channel, and with which status it was answered."""
        told = [call for call in self._box.world.calls if call["method"] == job["method"]]
        return {"calls": [(call["at"], call["args"].get("channel"), call["status"]) for call in told]}

    async def _burst(self, job: Job) -> Job:
        """Send so many reactions at once; return how long each was acknowledged after (ms), None for never."""
        world = self._box.world
        channel = world.channels[job["channel"]]
        people = [person.id for person in world.people.values() if person.kind == "member"]
        event: dict[str, Any] = {
            "type": "reaction_added",
            "reaction": "white_check_mark",
            "item": {"type": "message", "channel": channel.id, "ts": job["ts"]},
            "item_user": job.get("author", BOT_USER),
        }
        began = world.clock.now()
        receipts = [
            emit(world, event | {"user": people[number % len(people)], "event_ts": world.next_ts()}, channel)
            for number in range(job["events"])
        ]
        while world.delivery.open_events():  # noqa: ASYNC110  # nothing else tells
            await asyncio.sleep(0.01)
        took = world.clock.now() - began
        return {
            "ack_ms": [None if one is None else one.ack_ms for one in receipts],
            "attempts": sum(0 if one is None else one.attempts for one in receipts),
            "seconds": took,
        }


if __name__ == "__main__":
    uvloop.run(answer_jobs_meanwhile(SlackSide(cast("Model", sys.argv[1])).work))
