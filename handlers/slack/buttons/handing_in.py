"""The buttons for what people hand in by hand: hand in, and use what was approved."""

from __future__ import annotations

from domain.refusals import Refused
from handlers.slack.desk import Desk
from handlers.slack.handing_in import open_hand_in
from handlers.slack.presses import Press
from handlers.slack.replies import Reply, refused
from storage.card_views import CardView
from usecases.use_hand_in import UseHandIn, use_hand_in


async def hand_in(desk: Desk, press: Press) -> Reply:
    """Open the modal in which a text is handed in."""
    return await open_hand_in(desk, press.person)


async def use_it(desk: Desk, press: Press, view: CardView) -> Reply:
    """Release the text to the one who handed it in; the message it was pressed in then holds it."""
    person = await desk.directory.person(press.person)
    if person is None:
        return refused(Refused.of("unknown_person"), view)
    done = await desk.decide(use_hand_in, UseHandIn(view.output.id, person, desk.now(), desk.draws))
    return refused(done, view) if isinstance(done, Refused) else None
