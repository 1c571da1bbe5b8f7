"""Events that never came: every few minutes Slack is asked what stands under each open card, before it went out or
after, and each hour under those of what went out lately. Several cards of a channel are one page of its history.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from handlers.clock.reach import Reach
from handlers.outbox.outcomes import Dead, NotYet
from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from handlers.slack.failures import UNKNOWN_METHOD, Failure, is_closed_to_us
from handlers.slack.looking import Unseen, look_at, look_at_page
from storage.cards import Look
from usecases.claim_looks import (
    AUDITED,
    RELEASED,
    UNRELEASED,
    ClaimLooks,
    GiveBackLooks,
    LookAtAll,
    Pace,
    PassOver,
    claim_looks,
    give_back_looks,
    look_at_all,
    pass_over,
)
from usecases.record_card import ForgetCard, forget_card
from usecases.wish_next_cards import WishNextCards, wish_next_cards

# With a tick each ten seconds these are all that a pace allows in a minute, and never many in a row.
AT_ONCE = 5
RELEASED_AT_ONCE = 1
AUDITED_AT_ONCE = 2
# So many of a channel at a time: more do not fit on a page of history.
TOGETHER = 200

log = logging.getLogger(__name__)


async def find_missed_marks(reach: Reach) -> None:
    """Look at the cards that nobody has looked at for longest, a few channels at a time."""
    if reach.desk is None or not reach.has_looks:
        return
    if reach.line_was_down:
        reach.line_was_down = False
        await reach.db.write(look_at_all, LookAtAll(reach.clock.now()))
    for pace, times in ((UNRELEASED, AT_ONCE), (AUDITED, AUDITED_AT_ONCE), (RELEASED, RELEASED_AT_ONCE)):
        for _ in range(times):
            if not await _look_at_next(reach, reach.desk, pace):
                break


async def _look_at_next(reach: Reach, desk: Desk, pace: Pace) -> bool:
    """Look at the cards of one channel; False if there are none, or Slack does not say now."""
    if not reach.has_looks:
        return False
    now, had_history = reach.clock.now(), reach.has_history
    looks = await reach.db.write(claim_looks, ClaimLooks(TOGETHER if reach.has_history else 1, now, pace))
    if not looks:
        return False
    try:
        unseen = await _look(reach, desk, looks)
    except Unreachable as away:
        log.info("cards are not looked at: %s", away)
        unseen = looks
    if unseen is None:
        return False
    await _give_back(reach, unseen, now)
    return len(unseen) < len(looks) or reach.has_history != had_history


async def _look(reach: Reach, desk: Desk, looks: Sequence[Look]) -> Sequence[Look] | None:
    """Return those that were not looked at: it is still their turn. None if nothing is to be asked any more now."""
    if len(looks) == 1:
        return await _one_by_one(reach, desk, looks)
    unseen = await look_at_page(desk, looks)
    if isinstance(unseen, Unseen):
        alone = [look for look in unseen.lacking if look.is_due]
        left = await _one_by_one(reach, desk, alone[:AT_ONCE])
        others = [look for look in unseen.lacking if not look.is_due]
        return [*(left or []), *alone[AT_ONCE:], *others, *unseen.beyond]
    if is_closed_to_us(unseen):
        await reach.db.write(pass_over, PassOver(looks[0].channel_id, reach.clock.now()))
        return []
    if isinstance(unseen, Dead) or unseen.why.startswith("missing_scope"):
        reach.has_history = False
        log.info("cards are looked at one by one, since Slack does not show a channel's: %s", unseen.why)
    return looks


async def _one_by_one(reach: Reach, desk: Desk, looks: Sequence[Look]) -> Sequence[Look] | None:
    """Return those that were not looked at, None if nothing is to be asked any more now."""
    for place, look in enumerate(looks):
        failure = await look_at(desk, look)
        if failure is None:
            continue
        if is_closed_to_us(failure):
            await reach.db.write(pass_over, PassOver(look.channel_id, reach.clock.now()))
            return []
        if isinstance(failure, NotYet):
            return looks[place:]
        if failure.why == UNKNOWN_METHOD:
            reach.has_looks = False
            log.info("the server has no reactions.get: marks whose events get lost are not found again")
            return None
        if not await _is_gone(desk, look, failure):
            return None
    return []


async def _give_back(reach: Reach, looks: Sequence[Look], claimed_at: datetime) -> None:
    if looks:
        await reach.db.write(give_back_looks, GiveBackLooks(tuple(looks), claimed_at))


async def _is_gone(desk: Desk, look: Look, failure: Failure) -> bool:
    """Say whether somebody has deleted the card; while it is needed, there is another."""
    if failure.why != "message_not_found":
        return False
    if look.in_review:
        log.warning("the card of %s was deleted in Slack", look.output_id)
        await desk.db.write(forget_card, ForgetCard(look.output_id, look.ts, desk.now()))
        await desk.db.write(wish_next_cards, WishNextCards(look.channel_id, desk.now()))
    return True
