"""Whoever answers for a watched workflow hears that the end comes, and that it has come: once each."""

from __future__ import annotations

from sqlalchemy import Connection

from handlers.cards.watching import Watched, draw_watching, watching_mark
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.audits import audits_in
from storage.database import Database
from storage.workflow_decisions import CLOCK, who_stopped
from storage.workflows import workflow


class TellWatching:
    """Posts it to one person."""

    def __init__(self, db: Database, slack: Slack) -> None:
        self._db, self._slack = db, slack

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or somebody has decided by now."""
        found = await self._db.read(_watched, wish.subject, wish.payload.get("until"))
        if found is None:
            return Done()
        over = found.workflow.status == "paused"
        message, mark = draw_watching(found, over=over), watching_mark(found.workflow, over=over)
        return await tell_once(self._slack, wish, found.workflow.owner, message, mark=mark)


def _watched(conn: Connection, slug: str, until: object) -> Watched | None:
    """Return the workflow if this very watching still waits for a decision, None if not."""
    found = workflow(conn, slug)
    if found is None or found.watched_until is None or found.watched_until.isoformat() != until:
        return None
    stopped = who_stopped(conn, found)
    ended = stopped is not None and stopped.person == CLOCK
    return Watched(found, audits_in(conn, slug)) if found.status == "watching" or ended else None
