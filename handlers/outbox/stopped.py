"""Whoever answers for a workflow hears that it was stopped, and that it still is: once each, and true in its place."""

from __future__ import annotations

from handlers.cards.stopped import draw_stopped, stopped_mark
from handlers.outbox.notices import NOBODY_THERE
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Dead, Done, Outcome, Wish
from handlers.outbox.review_card import LOST, since_ts
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.stops import Stop, stop_of


class TellStopped:
    """Posts it to one person: at once, or as the reminder (`again`)."""

    def __init__(self, db: Database, slack: Slack, *, again: bool) -> None:
        self._db, self._slack, self._again = db, slack, again

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, it goes on by now, or somebody else answers for it."""
        stop, person = await self._db.read(stop_of, int(wish.subject)), str(wish.payload["person"])
        if stop is None or not stop.stands or person not in (stop.workflow.owner, stop.workflow.deputy):
            return Done()
        message = draw_stopped(stop, person, again=self._again)
        mark = stopped_mark(stop, again=self._again)
        return await tell_once(self._slack, wish, person, message, mark=mark)


class StopOver:
    """Lets what one person heard of it say that it is over. The same again does no harm."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Change both messages where they stand; what somebody has deleted, or never got, stays as it is."""
        stop, person = await self._db.read(stop_of, int(wish.subject)), str(wish.payload["person"])
        if stop is None or stop.stands:
            return Done()
        channel = await self._slack.direct(person)
        if not isinstance(channel, str):
            return Done() if isinstance(channel, Dead) and channel.why in NOBODY_THERE else channel
        for again in (False, True):
            failure = await self._change(stop, person, channel, again=again)
            if failure is not None:
                return failure
        return Done()

    async def _change(self, stop: Stop, person: str, channel: str, *, again: bool) -> Outcome | None:
        since, mark = since_ts(stop.decision.decided_at), stopped_mark(stop, again=again)
        found = await self._slack.own_messages(channel, mark, since_ts=since)
        if not isinstance(found, list):
            return found
        if not found:
            return None
        failure = await self._slack.update(found[0], draw_stopped(stop, person, again=again))
        return None if failure is None or failure.why in LOST else failure
