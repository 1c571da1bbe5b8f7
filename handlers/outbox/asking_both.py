"""What a leader asks those who answer for a workflow and those who clean up after it: each once."""

from __future__ import annotations

from handlers.cards.asking_both import asked_mark, draw_asked
from handlers.outbox.once import post_once, tell_once
from handlers.outbox.outcomes import Outcome, Wish
from handlers.slack.gateway import Slack


class TellAskedBoth:
    """Posts it to one person, or in one team's channel."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        person, mark = wish.payload.get("person"), asked_mark(wish.subject)
        message = draw_asked(wish.payload, wish.subject, to_owner=person is not None)
        if person is not None:
            return await tell_once(self._slack, wish, str(person), message, mark=mark)
        return await post_once(self._slack, wish, str(wish.payload["channel_id"]), message, mark=mark)
