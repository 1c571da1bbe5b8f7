"""Channels that have room again get the cards that wait."""

from __future__ import annotations

from handlers.clock.reach import Reach
from storage.workflows import all_workflows
from usecases.wish_next_cards import WishNextCards, wish_next_cards


async def fill_channels(reach: Reach) -> None:
    """Wish cards wherever there is room: a settled card wishes the next by itself, a raised limit does not."""
    workflows = await reach.db.read(all_workflows)
    for channel_id in sorted({workflow.channel_id for workflow in workflows}):
        await reach.db.write(wish_next_cards, WishNextCards(channel_id, reach.clock.now()))
