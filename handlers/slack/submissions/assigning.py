"""The modal that hands a review to somebody else."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.handing_over import BY_LOAD, POOL, TO, chosen_in
from handlers.cards.message import Json
from handlers.cards.modals import notice
from handlers.cards.whispers import whispered
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.replies import refusal_notice
from handlers.slack.submissions.answers import CLOSES, at_block, instead
from usecases.hand_review_over import HandReviewOver, PoolReview, hand_review_over, pool_review

# What choosing somebody else could mend.
_AT_THE_CHOICE = frozenset({"is_away", "already_voted", "nobody_free"})


async def hand_over(desk: Desk, given: Submission) -> Json:
    """Give the review to whom was chosen; who cannot have it is said at the choice."""
    view = await desk.view(given.carried.output_id)
    if view is None:
        return instead(notice("modal.refused", whispered("refused.not_found", {}, None)))
    slug, chosen = view.output.workflow, chosen_in(given.values)
    person = await desk.directory.person(given.person, workflow=slug)
    if person is not None and chosen == POOL:
        refusal = await desk.decide(pool_review, PoolReview(view.output.id, person, desk.now()))
        return CLOSES if refusal is None else instead(refusal_notice(refusal, view))
    to = None if chosen == BY_LOAD else await desk.directory.person(chosen, workflow=slug)
    if person is None or (to is None and chosen != BY_LOAD):
        return at_block(TO, whispered("refused.unknown_person", {}, view))
    done = await desk.decide(hand_review_over, HandReviewOver(view.output.id, person, to, desk.now()))
    if not isinstance(done, Refused):
        return CLOSES
    said = whispered(f"refused.{done.code}", done.facts, view)
    return at_block(TO, said) if done.code in _AT_THE_CHOICE else instead(notice("modal.refused", said))
