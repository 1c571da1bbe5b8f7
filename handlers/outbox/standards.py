"""Whoever is to sign what is good enough is asked, and who wrote it hears that it holds: once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.clock import Clock
from domain.lanes import CLOSED
from handlers.cards.standard_messages import (
    WORKFLOWS_SHOWN,
    draw_holds,
    draw_look_again,
    draw_to_sign,
    draw_unsigned,
    standard_mark,
)
from handlers.outbox.once import tell_once
from handlers.outbox.outcomes import Done, Outcome, Wish
from handlers.slack.gateway import Slack
from storage.database import Database
from storage.leave import away
from storage.standard_views import StandardView, standard_view
from storage.standards import draft_with, first_with_standard, unsigned_since
from storage.standards_due import reminded_since


class AskToSign:
    """Asks an owner about all that files have changed of theirs since it was wished, in one message."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or all of it is signed by now."""
        since_at = wish.made_at or self._clock.now()
        owner, _, only = wish.subject.partition(":")
        views, left, about = await self._db.read(_unsigned, owner, only, since_at, self._clock.now())
        if not views:
            return Done()
        message = draw_unsigned(about, views, left)
        return await tell_once(self._slack, wish, owner, message, mark=standard_mark(about))


class LookAgain:
    """Reminds one person of all the standards whose day nears or has come, in one message."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or all of them have another day by now."""
        now = self._clock.now()
        since_at = wish.made_at or now
        due = await self._db.read(reminded_since, wish.subject, since_at, now)
        if not due:
            return Done()
        about = f"again-{int(since_at.timestamp())}"
        message = draw_look_again(about, due)
        return await tell_once(self._slack, wish, wish.subject, message, mark=standard_mark(about))


class AskSecond:
    """Asks the first of those who may sign as the second, where a file's standard has the owner's signature."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or other rules hold by now, or nobody is wanted any more."""
        slug, _, policy_id = wish.subject.rpartition(":")
        view = await self._db.read(standard_view, slug, self._clock.now())
        if view is None or view.workflow.policy_id != int(policy_id) or not view.signed or not view.signers:
            return Done()
        about = f"second-{policy_id}"
        message = draw_to_sign(about, view)
        person = await self._db.read(_first_here, view.signers, self._clock.now())
        return await tell_once(self._slack, wish, person, message, mark=standard_mark(about))


class TellDraft:
    """Asks the owner, or a second person, to sign a draft; or tells who wrote it that it holds."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock

    async def __call__(self, wish: Wish) -> Outcome:
        """Post it, unless an earlier attempt has, or nobody waits for it any more."""
        view, to = await self._db.read(_drafted, wish.subject, self._clock.now()), str(wish.payload["to"])
        if view is None or view.draft is None:
            return Done()
        about = f"{to}-{view.draft.id}"
        mark = standard_mark(about)
        if to == "drafter":
            return await tell_once(
                self._slack, wish, view.draft.drafted_by, draw_holds(about, view), mark=mark
            )
        if not view.signers or bool(view.signed) != (to == "second"):
            return Done()
        person = await self._db.read(_first_here, view.signers, self._clock.now())
        return await tell_once(self._slack, wish, person, draw_to_sign(about, view), mark=mark)


def _unsigned(
    conn: Connection, owner: str, only: str, since_at: datetime, now: datetime
) -> tuple[list[StandardView], int, str]:
    """Return what is to be signed, how much more there is, and by what the message is known: one about one standard
    by that, so that it can say once it is signed.
    """
    slugs = unsigned_since(conn, owner, None if only else since_at)
    slugs = [one for one in slugs if only in ("", one)]
    views = [standard_view(conn, slug, now) for slug in slugs[:WORKFLOWS_SHOWN]]
    shown = [one for one in views if one is not None and one.workflow.status not in CLOSED]
    about = f"unsigned-{only}-{int(since_at.timestamp())}"
    if len(shown) == len(slugs) == 1:
        about = f"file-{first_with_standard(conn, shown[0].workflow.policy_id)}"
    return shown, max(0, len(slugs) - WORKFLOWS_SHOWN), about


def _drafted(conn: Connection, draft_id: str, now: datetime) -> StandardView | None:
    draft = draft_with(conn, draft_id)
    return None if draft is None else standard_view(conn, draft.workflow, now, draft.id)


def _first_here(conn: Connection, signers: Sequence[str], now: datetime) -> str:
    """Return whom to ask of those whose signature will do: the first who is not away, else the first."""
    gone = away(conn, list(signers), now)
    return next((one for one in signers if one not in gone), signers[0])
