"""*Fix*: the text in a modal, to be approved as it is left there."""

from __future__ import annotations

from domain.fixing import too_long_to_fix
from domain.refusals import Refused
from handlers.cards.fixing import draw_fix
from handlers.cards.modals import Carried
from handlers.cards.naming import vote_of
from handlers.cards.text_fields import Fields, Unfit, fields_of
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told, refused
from handlers.slack.voting import admitted
from storage.card_views import CardView


async def fix(desk: Desk, press: Press, view: CardView) -> Reply:
    """Open the text to be fixed; whoever may not, or where it cannot be, is told so instead."""
    fields = await fields_for(desk, view, press.person)
    if isinstance(fields, Refused):
        return refused(fields, view)
    if isinstance(fields, Unfit):
        return Told(fields.line, {}, view)
    now = desk.now()
    nonce = fresh_id("view", now)
    carried = Carried(view.output.id, view.output.current_sha256, nonce, shown_at=now.timestamp())
    return Opened(draw_fix(view, fields, carried))


async def fields_for(desk: Desk, view: CardView, user_id: str) -> Fields | Unfit | Refused:
    """Return the text in fields for this person to fix, or why they cannot: that they tried is on record."""
    if (closed := _closed(view)) is not None:
        return closed
    if (refusal := await admitted(desk, view, user_id, "fix")) is not None:
        return refusal
    return Refused.of("fix_too_long") if too_long_to_fix(view.text) else fields_of(view.text)


def _closed(view: CardView) -> Refused | None:
    """Return why nothing can be fixed any more, None while something can."""
    output, settling = view.output, vote_of(view, view.output.settled_by_vote)
    by = None if settling is None else settling.person
    match output.state:
        case "in_review":
            return None if output.objection is None else Refused.of("fix_held")
        case "approved":
            return Refused.of("already_decided", by=by, at=output.settled_at)
        case "released":
            return Refused.of("already_released", by=by, at=output.settled_at)
        case state:
            return Refused.of("already_final", state=state, by=by, at=output.settled_at)
