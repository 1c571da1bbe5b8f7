"""Owners whose workflow has shown all that they asked for are asked whether less may be checked."""

from __future__ import annotations

import asyncio
import logging

from domain.relaxing import missing
from handlers.clock.reach import Reach
from handlers.faults import place_of
from storage.relaxing import checked, trials_to_ask_about
from storage.transaction import Unavailable
from usecases.ask_to_relax import AskToRelax, ask_to_relax

log = logging.getLogger(__name__)


async def ask_owners_to_relax(reach: Reach) -> None:
    """Ask those of whom nothing is missing, each by themselves: one that fails stops no other."""
    for slug in await reach.db.read(trials_to_ask_about, reach.clock.now()):
        try:
            await _ask(reach, slug)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one that fails stops no other
            log.error("nobody was asked about less checking: %s", place_of(error))


async def _ask(reach: Reach, slug: str) -> None:
    now = reach.clock.now()
    found = await reach.db.read(checked, slug, now)
    if found is None or found.trial is None or found.seen is None:
        return
    live = found.workflow
    if not live.readable or live.policy.lane != "automated":
        return
    # In a thread of its own: no request waits for it, and no decision.
    left = await asyncio.to_thread(
        missing, found.seen, live.policy, now, standard_signed=found.standard_signed
    )
    if left.nothing:
        seen = found.seen
        await reach.db.write(ask_to_relax, AskToRelax(slug, found.trial.id, seen.counted, seen.errors, now))
