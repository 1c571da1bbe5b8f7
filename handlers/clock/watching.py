"""Watching that has come to its end is noted as paused; nothing was let out since, whoever notes it when."""

from __future__ import annotations

from handlers.clock.reach import Reach
from usecases.end_watching import EndWatching, end_watching, watching_over


async def end_all_watching(reach: Reach) -> None:
    """Pause what nobody has decided about by the end of its watching."""
    now = reach.clock.now()
    for slug in await reach.db.read(watching_over, now):
        await reach.db.write(end_watching, EndWatching(slug, now))
