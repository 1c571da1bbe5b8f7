"""A need that a weekly summary told of is met: its button goes from the messages that stand, and they say by whom."""

from __future__ import annotations

from datetime import datetime

from handlers.cards.need_met import Met, without_button
from handlers.outbox.once import direct_to
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.gateway import Slack


class TakeButtonAway:
    """Changes each where it stands. The same again does no harm."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Change them; what somebody has deleted stays so."""
        told = wish.payload
        person = told.get("person")
        place = str(told["channel_id"]) if person is None else await direct_to(self._slack, wish, str(person))
        if not isinstance(place, str):
            return place
        since = since_ts(datetime.fromisoformat(str(told["since"])))
        found = await self._slack.own_messages(place, "ans:digest:", since_ts=since)
        if not isinstance(found, list):
            return found
        met = Met(str(told["action_id"]), str(told["value"]), str(told["who"]))
        for posted in found:
            shown = await self._slack.shown(posted)
            if isinstance(shown, Outcome):
                return shown
            message = None if shown is None else without_button(shown, met)
            failure = None if message is None else await self._slack.update(posted, message)
            if failure is not None and failure.why not in LOST:
                return failure
        return Done()
