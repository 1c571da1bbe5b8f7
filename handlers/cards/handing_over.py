"""The modal that hands a review to somebody else."""

from __future__ import annotations

from handlers.cards.elements import header, menu, option
from handlers.cards.fields import Values, field
from handlers.cards.message import Json
from handlers.cards.modals import Carried, modal
from handlers.cards.naming import approvers_of, title_of
from handlers.cards.phrase import plain
from handlers.cards.safe_text import clipped, visible
from storage.card_views import CardView

# How the modal was come by: it has its name in common with the one that hands over a task.
REVIEW = "review"
BY_LOAD = "load"
POOL = "pool"
TO = "to"
_NAME_ROOM = 70
_NAMED_AT_MOST = 98  # Slack takes a hundred


def draw_hand_over(view: CardView, carried: Carried, *, may_pool: bool) -> Json:
    """Return the modal: whoever has the least to do, unless somebody is chosen of those who may decide; for who
    answers for it (`may_pool`) also whoever takes it.
    """
    done = {vote.person for vote in approvers_of(view)} | {view.assignee}
    others = [one for one in view.deciders if one not in done][:_NAMED_AT_MOST]
    by_load = option(plain("hand_over.by_load"), BY_LOAD)
    named = [option(visible(clipped(view.names.get(one, one), _NAME_ROOM)), one) for one in others]
    pool = [option(plain("hand_over.pool"), POOL)] if may_pool else []
    choice = menu(TO, plain("hand_over.by_load"), [by_load, *pool, *named]) | {"initial_option": by_load}
    blocks = [header(title_of(view)), field(TO, "field.hand_over", choice)]
    return modal(
        "handover",
        "modal.hand_over",
        blocks,
        carried=carried,
        submit="button.hand_over",
        close="button.cancel",
    )


def chosen_in(values: Values) -> str:
    """Return whom the review is handed to: a Slack id, BY_LOAD or POOL."""
    state = values.get(TO, {}).get(TO) or {}
    return str((state.get("selected_option") or {}).get("value") or BY_LOAD)
