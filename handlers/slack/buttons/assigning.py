"""*Hand over* and *Hand it back*, behind the three dots of a card."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.cards.handing_over import REVIEW, draw_hand_over
from handlers.cards.message import Json
from handlers.cards.modals import Carried
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, refused
from storage.card_views import CardView
from usecases.hand_review_over import HandReviewBack, hand_review_back, may_hand_over


async def hand_over(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the modal that hands the review to somebody else, for who may."""
    person = await desk.directory.person(press.person, workflow=view.output.workflow)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    refusal = await desk.db.read(may_hand_over, view.output, person, desk.now())
    if refusal is not None:
        return refused(refusal, view)
    return Opened(hand_over_modal(desk, view, press.person))


def hand_over_modal(desk: Desk, view: CardView, person: str) -> Json:
    """Return the modal that hands this output's review to somebody else, as this person has it."""
    nonce = fresh_id("view", desk.now())
    carried = Carried(view.output.id, view.output.current_sha256, nonce, via=REVIEW)
    answers = person in (view.workflow.owner, view.workflow.deputy)
    return draw_hand_over(view, carried, may_pool=answers)


async def hand_back(desk: Desk, press: Press, view: CardView) -> Reply:
    """Free the person's own review, for whoever has the least to do or takes it."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    done = await desk.decide(hand_review_back, HandReviewBack(view.output.id, person, desk.now()))
    return refused(done, view) if isinstance(done, Refused) else None
