"""The card of what is judged, while somebody is still to judge it without knowing how: who judged it, and no more."""

from __future__ import annotations

from datetime import datetime

from domain.outputs import Vote
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import names_in, title_of, vote_of
from handlers.cards.phrase import plain, say
from handlers.cards.safe_text import clipped
from handlers.cards.status import can_be_undone
from storage.card_views import CardView

_TITLE_ROOM = 150


def is_blind(view: CardView) -> bool:
    """Say whether the card must not tell how it was judged. What is objected to, or taken back, is told at once; so is
    what somebody found of what had gone out already.
    """
    if not view.has_second_look or view.output.objection is not None or not view.output.needed:
        return False
    return bool(_judged_by(view))


def draw_blind(view: CardView, now: datetime) -> Message:
    """Return that card: the same whatever they said."""
    title = clipped(title_of(view), _TITLE_ROOM)
    said = say("done.judged", title=title, who=names_in(view, _judged_by(view)))
    pressed = [button("read_all", plain("button.read_it"), view.output.id)]
    if can_be_undone(view, now):
        pressed.append(button("undo", plain("button.undo"), view.output.id))
    if not view.policy.accept_reactions:  # nobody could object otherwise
        pressed.append(button("reject", plain("button.reject"), view.output.id))
    return assembled(
        "ans",
        view.output.id,
        said.mrkdwn(),
        [("line", section(said.plain())), ("after", actions(*pressed))],
    )


def _judged_by(view: CardView) -> list[Vote]:
    """Return whose vote settles it, or will when its minute is over; none while more are needed."""
    if view.output.state in ("approved", "released", "rejected"):
        settled = vote_of(view, view.output.settled_by_vote)
        return [] if settled is None else [settled]
    by = None if view.standing is None else view.standing.by
    return [] if by is None or view.output.state != "in_review" else [by]
