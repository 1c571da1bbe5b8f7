"""Who asked for an output, where only an e-mail address was handed in."""

from __future__ import annotations

import asyncio
import contextlib

from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from storage.card_views import CardView

# The modal that was submitted wants its answer within three seconds.
_PATIENCE_S = 1.0


async def with_requester(desk: Desk, view: CardView) -> CardView:
    """Return the view once the requester is looked up, so that the question can mention them.

    If that fails, the key's owner is asked. Raises Unavailable.
    """
    named = view.output.requested_by or ""
    if "@" not in named or view.asked_first != view.output.key_owner:
        return view
    with contextlib.suppress(Unreachable, TimeoutError):
        await asyncio.wait_for(desk.directory.person_by_email(named), _PATIENCE_S)
    return await desk.view(view.output.id) or view
