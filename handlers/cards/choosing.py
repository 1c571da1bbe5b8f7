"""A workflow to choose: a button where there is one, a menu where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.cards.elements import button, menu, option
from handlers.cards.message import Json
from handlers.cards.phrase import plain

_IN_A_MENU = 100


def workflow_choice(action_id: str, placeholder: str, slugs: Sequence[str]) -> Json | None:
    """Return it, None where there is none to choose. `placeholder` is a key of the catalogue, for the menu; the button
    is called by its action.
    """
    if len(slugs) == 1:  # a menu would not take the same choice twice
        return button(action_id, plain(f"button.{action_id}"), slugs[0])
    options = [option(slug, slug) for slug in slugs[:_IN_A_MENU]]
    return menu(action_id, plain(placeholder), options) if options else None
