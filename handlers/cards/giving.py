"""What is behind the three dots of a card: whose it is, and the workflow's stop."""

from __future__ import annotations

from domain.lanes import RUNNING
from handlers.cards.elements import option, overflow
from handlers.cards.message import Json
from handlers.cards.phrase import plain
from storage.card_views import CardView


def menu_of(view: CardView) -> Json:
    """Return the menu: take it, hand it over or back, stop the workflow; only what works."""
    choices = [option(plain("button.take"), "take"), option(plain("button.hand_over"), "hand_over")]
    if view.assignee is not None:
        choices.append(option(plain("button.hand_back"), "hand_back"))
    if view.workflow.status in RUNNING:
        choices.append(option(plain("button.stop"), "stop"))
    return overflow("more", choices)
