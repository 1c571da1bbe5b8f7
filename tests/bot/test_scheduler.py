"""The clock ticks on, whatever one of its ticks does."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.scheduler import Scheduler
from domain.clock import MovableClock
from handlers.clock.reach import Reach
from handlers.clock.ticks import TICKS, Tick, run_ticks
from storage.database import Database
from tests.bot.wishes import MONDAY


@pytest.fixture
def reach(db: Database) -> Reach:
    return Reach(db, MovableClock(MONDAY))


async def test_a_tick_that_fails_comes_again_and_stops_no_other(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    failing, healthy = 0, 0

    async def fail(_: Reach) -> None:
        nonlocal failing
        failing += 1
        raise ValueError("Dear Mr Weber")

    async def work(_: Reach) -> None:
        nonlocal healthy
        healthy += 1

    scheduler = Scheduler(reach, [Tick("failing", 0.05, fail), Tick("healthy", 0.05, work)])
    scheduler.start()
    await asyncio.sleep(0.5)
    await scheduler.stop()

    assert failing >= 3
    assert healthy >= 3
    assert "ValueError at test_scheduler.py" in caplog.text
    assert "Weber" not in caplog.text


async def test_a_long_tick_runs_once_at_a_time_and_stops_no_other(reach: Reach) -> None:
    long_ones, at_once, most_at_once, short = 0, 0, 0, 0

    async def take_long(_: Reach) -> None:
        nonlocal long_ones, at_once, most_at_once
        long_ones, at_once = long_ones + 1, at_once + 1
        most_at_once = max(most_at_once, at_once)
        await asyncio.sleep(0.2)
        at_once -= 1

    async def work(_: Reach) -> None:
        nonlocal short
        short += 1

    scheduler = Scheduler(reach, [Tick("long", 0.02, take_long), Tick("short", 0.02, work)])
    scheduler.start()
    await asyncio.sleep(0.9)
    await scheduler.stop()

    assert long_ones >= 3
    assert most_at_once == 1
    assert short > 2 * long_ones


async def test_a_late_tick_is_run_and_not_dropped(reach: Reach) -> None:
    ran = asyncio.Event()

    async def work(_: Reach) -> None:
        ran.set()

    scheduler = Scheduler(reach, [Tick("late", 0.05, work)])
    scheduler.start()
    await _hold_the_loop(1.5)
    await asyncio.wait_for(ran.wait(), 30)
    await scheduler.stop()


async def _hold_the_loop(seconds: float) -> None:
    """Let nothing else run, as a machine that was asleep does."""
    import time

    time.sleep(seconds)  # noqa: ASYNC251 - that is the point


async def test_a_scheduler_can_be_stopped_twice_or_before_it_began(reach: Reach) -> None:
    scheduler = Scheduler(reach, TICKS)

    await scheduler.stop()
    scheduler.start()
    await scheduler.stop()
    await scheduler.stop()


async def test_everything_by_the_clock_can_be_done_at_once_with_nothing_to_do(
    reach: Reach, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await run_ticks(reach)

    assert caplog.text == ""
