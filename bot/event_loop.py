"""The event loop that the process runs on: uvloop where there is one."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine


def run(work: Coroutine[object, object, None]) -> None:
    """Run to the end."""
    _collect_seldom()
    with asyncio.Runner(loop_factory=_factory()) as runner:
        runner.run(work)


def _collect_seldom() -> None:
    """Look for cyclic garbage less often, and not among what lives as long as the process.

    Requests leave hardly any: at Python's defaults the looking costs a twentieth of handing in.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # it does not exist for Windows
        return None
    return uvloop.new_event_loop
