"""The bot as processes that may die at any moment, forked from one that has imported everything: dying is cheap."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.app import Tempo, build
from bot.attempts import Pace
from bot.commands.serve import speak_up
from bot.config import Settings
from bot.event_loop import run
from domain.clock import MovableClock
from handlers.slack.pacing import Pacer
from storage.crash_points import CrashAt

HASTY = Pace(settle_s=0.05, rarest_s=0.5, poll_s=0.1, drain_s=2.0)
# On PostgreSQL the lease of a dead process has to run out before what it was sending is looked for: each process
# begins so much later in real time than the one before.
A_LEASE_AND_MORE_S = HASTY.lease_s + 1.0
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.scenarios.readied"])


def live(settings: Settings, ahead_s: float, rested_s: float, moves: Connection, log: str) -> None:
    """Be the bot until the other end of `moves` says None or is gone: its clock is `ahead_s` ahead, its leases'
    `rested_s`.
    """
    with open(log, "ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    speak_up(settings.log_level)
    run(_live(settings, ahead_s, rested_s, moves))


async def _live(settings: Settings, ahead_s: float, rested_s: float, moves: Connection) -> None:
    clock, real = MovableClock(), MovableClock()
    clock.advance(ahead_s)
    real.advance(rested_s)
    bot = build(settings, clock, Tempo(HASTY, Pacer(per_channel={}, per_workspace={}), real))
    await bot.start()
    await bot.connected()
    await bot.tick()
    while (seconds := await _received(moves)) is not None:
        clock.advance(seconds)
        await bot.tick()
        moves.send(seconds)
    await bot.stop()


async def _received(pipe: Connection) -> float | None:
    """Wait for what the other end says; None too where it is gone."""
    await _readable(pipe.fileno())
    with contextlib.suppress(EOFError, ConnectionError):
        said: float | None = pipe.recv()
        return said
    return None


async def _readable(number: int) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(number, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(number)


@dataclass
class Lives:
    """One process after the other, on one address: whenever one has died, the next begins.

    Each of the first dies where `crashes` says; `died` are the exit codes of those that have.
    """

    settings: Settings
    log: Path
    crashes: deque[CrashAt]
    died: list[int] = field(default_factory=list)
    ahead_s: float = 0.0
    _moves: Connection | None = None

    async def later(self, seconds: float) -> None:
        """Move the clock on, and let the bot do what is due; where it dies of that, the next one does."""
        self.ahead_s += seconds
        pipe = self._moves
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.send(seconds)
                await _received(pipe)

    async def go_on(self) -> None:
        """Keep the bot alive until cancelled; then end it as an operator would."""
        while True:
            at = self.crashes.popleft() if self.crashes else None
            process = self._begin(replace(self.settings, crash_at=at))
            try:
                await _readable(process.sentinel)
            finally:
                self._end(process)
            self.died.append(process.exitcode or 0)

    def _begin(self, settings: Settings) -> BaseProcess:
        self._moves, theirs = FORKING.Pipe()
        rested_s = A_LEASE_AND_MORE_S * len(self.died)
        args = (settings, self.ahead_s, rested_s, theirs, str(self.log))
        process = FORKING.Process(target=live, args=args)
        process.start()
        theirs.close()
        return process

    def _end(self, process: BaseProcess) -> None:
        if process.is_alive():
            process.kill()
        process.join()
        if self._moves is not None:
            self._moves.close()
            self._moves = None


@contextlib.asynccontextmanager
async def living(settings: Settings, log: Path, crashes: Sequence[CrashAt] = ()) -> AsyncIterator[Lives]:
    """Let the bot live, and again whenever it has died. That it dies of anything else is raised in the end."""
    lives = Lives(settings, log, deque(crashes))
    going_on = asyncio.create_task(lives.go_on())
    try:
        yield lives
    finally:
        going_on.cancel()
        ended = await asyncio.gather(going_on, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            raise one
