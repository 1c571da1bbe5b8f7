"""The owner hears that too few may decide in a workflow, or soon will: once each."""

from __future__ import annotations

from domain.clock import Clock
from handlers.cards.training import draw_training_ends, draw_unstaffed, training_ends_mark, unstaffed_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.training_ends import training_ends
from storage.unstaffed import unstaffed_view


class TellUnstaffed:
    """Posts it to whoever can sign somebody in."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or enough may decide by now."""
        view = await self._db.read(unstaffed_view, wish.subject, self._clock.now())
        if view is None:
            return Done()
        person = str(wish.payload["person"])
        return await tell_once(self._slack, wish, person, draw_unstaffed(view), mark=unstaffed_mark(view))


class TellTrainingEnds:
    """Posts it to whoever can sign somebody in, before it has come to that."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or it does not run out any more."""
        found = await self._db.read(training_ends, wish.subject, self._clock.now())
        if found is None:
            return Done()
        person, mark = str(wish.payload["person"]), training_ends_mark(found)
        return await tell_once(self._slack, wish, person, draw_training_ends(found), mark=mark)
