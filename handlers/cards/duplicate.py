"""What a second card of an output says where Slack does not let us delete it."""

from __future__ import annotations

from handlers.cards.elements import link_button, section
from handlers.cards.message import Message, assembled
from handlers.cards.phrase import plain, say
from storage.card_views import CardView


def draw_duplicate(view: CardView) -> Message:
    """Return it, with the way to the card that counts. Its blocks are not those of a card."""
    said = say("card.duplicate")
    link = None
    if view.card is not None and view.card.permalink is not None:
        link = link_button("open_card", plain("button.open_card"), view.card.permalink)
    return assembled("twin", view.output.id, said.mrkdwn(), [("line", section(said.plain(), link))])
