"""APScheduler as a ticker, no more: what is due is kept in tables, and every process may ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.clock.reach import Reach
from handlers.clock.ticks import TICKS, Tick, run_tick


class Scheduler:
    """Runs each tick every so many seconds, never twice at once. A tick that is late is run once, never dropped."""

    def __init__(self, reach: Reach, ticks: Iterable[Tick] = TICKS) -> None:
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        # It says each second that a long tick is still running, and shows a traceback of each it cuts off at the
        # end. What goes wrong in a tick, `run_tick` tells.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        for tick in ticks:
            self._scheduler.add_job(
                run_tick, "interval", seconds=tick.every_s, id=tick.name, args=[tick, reach]
            )

    def start(self) -> None:
        """Begin to tick, on the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more. What runs is cut off: it is done again from the tables."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it stops, and cuts off, on the loop's next turns
            await asyncio.sleep(0)
