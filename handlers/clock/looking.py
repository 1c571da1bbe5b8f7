"""Events that never came: every few minutes Slack is asked what stands under each open card, and each hour under
those of what went out lately.
"""

from __future__ import annotations

import logging

from handlers.clock.reach import Reach
from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from handlers.slack.failures import UNKNOWN_METHOD, Failure, is_closed_to_us
from handlers.slack.looking import look_at
from storage.cards import Look
from usecases.claim_looks import RELEASED, UNRELEASED, ClaimLooks, PassOver, claim_looks, pass_over
from usecases.record_card import ForgetCard, forget_card
from usecases.wish_next_cards import WishNextCards, wish_next_cards

# With a tick each ten seconds these are all that a pace allows in a minute, and never many in a row.
AT_ONCE = 5
RELEASED_AT_ONCE = 1

log = logging.getLogger(__name__)


async def find_missed_marks(reach: Reach) -> None:
    """Look at the cards that nobody has looked at for longest, a few at a time."""
    desk = reach.desk
    if desk is None or not reach.has_looks:
        return
    closed: set[str] = set()
    now = reach.clock.now()
    looks = await reach.db.write(claim_looks, ClaimLooks(AT_ONCE, now, UNRELEASED))
    looks += await reach.db.write(claim_looks, ClaimLooks(RELEASED_AT_ONCE, now, RELEASED))
    for look in looks:
        if look.channel_id in closed:
            continue
        try:
            failure = await look_at(desk, look)
        except Unreachable as away:
            log.info("cards are not looked at: %s", away)
            return
        if failure is None:
            continue
        if is_closed_to_us(failure):
            closed.add(look.channel_id)
            await reach.db.write(pass_over, PassOver(look.channel_id, reach.clock.now()))
        elif failure.why == UNKNOWN_METHOD:
            reach.has_looks = False
            log.info("the server has no reactions.get: marks whose events get lost are not found again")
            return
        elif not await _is_gone(desk, look, failure):
            return


async def _is_gone(desk: Desk, look: Look, failure: Failure) -> bool:
    """Say whether somebody has deleted the card; while it is needed, there is another."""
    if failure.why != "message_not_found":
        return False
    if look.in_review:
        log.warning("the card of %s was deleted in Slack", look.output_id)
        await desk.db.write(forget_card, ForgetCard(look.output_id, look.ts, desk.now()))
        await desk.db.write(wish_next_cards, WishNextCards(look.channel_id, desk.now()))
    return True
