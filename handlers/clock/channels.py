"""Channels that have room again get the cards that wait; quiet ones are told how many do."""

from __future__ import annotations

from handlers.clock.reach import Reach
from storage.rolling import channels_with_rolling
from storage.workflows import all_workflows
from usecases.record_rolling import WishRolling, wish_rolling
from usecases.wish_next_cards import WishNextCards, wish_next_cards


async def tell_quiet_channels(reach: Reach) -> None:
    """Wish that each quiet channel's message is true: what was in time a minute ago may be late by now."""
    workflows = await reach.db.read(all_workflows)
    quiet = {workflow.channel_id for workflow in workflows if workflow.live.quiet}
    for channel_id in sorted(quiet | await reach.db.read(channels_with_rolling)):
        await reach.db.write(wish_rolling, WishRolling(channel_id, reach.clock.now()))


async def fill_channels(reach: Reach) -> None:
    """Wish cards wherever there is room: a settled card wishes the next by itself, a raised limit does not."""
    workflows = await reach.db.read(all_workflows)
    for channel_id in sorted({workflow.channel_id for workflow in workflows}):
        await reach.db.write(wish_next_cards, WishNextCards(channel_id, reach.clock.now()))
