"""The question whether somebody used what they had asked for goes to them: once a day at most."""

from __future__ import annotations

from handlers.cards.use_question import draw_use_questions, use_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.use_questions import asked_on


class AskUse:
    """Posts one day's questions to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has."""
        person, _, day = wish.subject.partition(":")
        asked = await self._db.read(asked_on, person, day)
        if not asked:
            return Done()
        message = draw_use_questions(asked, wish.subject)
        return await tell_once(self._slack, wish, person, message, mark=use_mark(wish.subject))
