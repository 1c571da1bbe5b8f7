"""A helper process's side of a measurement: a line of JSON in, a line of JSON out, until its input ends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Job = dict[str, Any]


def answer_jobs(work: Callable[[Job], Job]) -> None:
    """Answer each line on standard input with what `work` makes of it."""
    for line in sys.stdin:
        print(json.dumps(work(json.loads(line))), flush=True)


async def answer_jobs_meanwhile(work: Callable[[Job], Awaitable[Job]]) -> None:
    """The same on an event loop that goes on with other things between the jobs."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await work(json.loads(line))), flush=True)
