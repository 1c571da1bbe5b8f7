"""The card of what is judged, while somebody is still to judge it without knowing how: who judged it, and no more."""

from __future__ import annotations

from domain.outputs import Vote
from handlers.cards.elements import actions, button, section
from handlers.cards.message import Message, assembled
from handlers.cards.naming import names_in, title_of, vote_of
from handlers.cards.phrase import plain, say
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

_TITLE_ROOM = 150


def is_blind(view: CardView) -> bool:
    """Say whether the card must not tell how it was judged: once that is final, since who can still undo it must not
    learn that somebody looks again. What is objected to, or taken back, is told at once; so is what somebody found of
    what had gone out already.
    """
    if not view.has_second_look or view.output.objection is not None or not view.output.needed:
        return False
    return view.output.state in ("approved", "released", "rejected") and _judged_by(view) is not None


def draw_blind(view: CardView) -> Message:
    """Return that card: the same whatever they said."""
    vote = _judged_by(view)
    title = clipped(title_of(view), _TITLE_ROOM)
    said = say("done.judged", title=title, who=names_in(view, [] if vote is None else [vote]))
    pressed = [button("read_all", plain("button.read_it"), view.output.id)]
    if not view.policy.accept_reactions:  # nobody could object otherwise
        pressed.append(button("reject", plain("button.reject"), view.output.id))
    return assembled(
        "ans",
        view.output.id,
        said.mrkdwn(),
        [("line", section(said.plain())), ("after", actions(*pressed))],
    )


def _judged_by(view: CardView) -> Vote | None:
    return vote_of(view, view.output.settled_by_vote)
