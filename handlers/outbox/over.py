"""A message about something that is over says so in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from handlers.cards.over import draw_over
from handlers.outbox.notices import NOBODY_THERE
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.gateway import Slack


class TellOver:
    """Changes it where it stands. The same again does no harm."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Change it; what somebody has deleted, or never got, stays as it is."""
        told = wish.payload
        place: object = told.get("channel_id")
        if place is None:
            place = await self._slack.direct(str(told["person"]))
            if not isinstance(place, str):
                nobody = isinstance(place, Dead) and place.why in NOBODY_THERE
                return Done() if nobody else cast("Outcome", place)
        since = since_ts(datetime.fromisoformat(str(told["since"])))
        found = await self._slack.own_messages(str(place), f"{wish.subject}:", since_ts=since)
        if not isinstance(found, list):
            return found
        facts = cast("Mapping[str, str]", told["facts"])
        message = draw_over(str(told["kind"]), wish.subject, facts)
        for posted in found:
            failure = await self._slack.update(posted, message)
            if failure is not None and failure.why not in LOST:
                return failure
        return Done()
