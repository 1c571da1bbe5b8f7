"""Cards whose reactions are looked at in Slack now, since events may never have come: the longest unseen first.

Most events that get lost do so when something happens to a card. So after that it is looked at soon, then ever more
rarely, and once more just before somebody would be told that it is late, or it would expire. Whose turn has come in one
channel are looked at together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import func, select, update

from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.cards import UNRELEASED as NOT_RELEASED
from storage.cards import DueLooks, Look, cards_to_look_at, looks_since, unseen_cards
from storage.tables import cards, outputs, reviews
from storage.transaction import Tx


@dataclass(frozen=True)
class Pace:
    """When a card is looked at, if there are few enough, and how often any are in a minute at most.

    The first look is `first` after the card was posted or changed, each next one as long again after that, and at
    most `rarest` after the one before. `released_within` None: cards of what is not released, or, `audited`, of what
    has gone out and is to be looked at.
    """

    first: timedelta
    rarest: timedelta
    a_minute: int
    released_within: timedelta | None = None
    audited: bool = False

    def released_since(self, now: datetime) -> datetime | None:
        """Return after when an output must have been released, None for what is not released."""
        return None if self.released_within is None else now - self.released_within


# Slack allows 50 and more a minute: all together, from all processes, stay below.
UNRELEASED = Pace(timedelta(minutes=1), timedelta(minutes=15), 30)
# A lost ⚠️ holds nobody up, and most come soon after the release. With a budget of their own they are looked at also
# where more waits than there is time for.
RELEASED = Pace(timedelta(hours=1), timedelta(hours=1), 6, released_within=timedelta(days=2))
# Nobody waits for what has gone out already, but what is wrong of it is out.
AUDITED = Pace(timedelta(minutes=1), timedelta(hours=1), 8, audited=True)
PACES = (UNRELEASED, AUDITED, RELEASED)
# So long before a deadline acts.
BEFORE_DEADLINE = timedelta(minutes=1)


@dataclass(frozen=True)
class ClaimLooks:
    """Somebody has time to look at so many cards of this pace in one channel."""

    limit: int
    now: datetime
    pace: Pace = UNRELEASED
    claims: ClassVar[bool] = True


def claim_looks(tx: Tx, command: ClaimLooks) -> list[Look]:
    """Return the cards to look at, all in one channel, noted as looked at in this transaction: no other process takes
    them too.

    A card that nobody has looked at yet counts from its posting.
    """
    now, pace = command.now, command.pace
    since = pace.released_since(now)
    a_minute_ago, together = now - timedelta(minutes=1), command.limit > 1
    seen = looks_since(tx.conn, a_minute_ago, released_since=since, audited=pace.audited, together=together)
    if seen >= pace.a_minute:
        return []
    when = DueLooks(now, pace.first, pace.rarest, BEFORE_DEADLINE)
    claimed = unseen_cards(tx.conn, when, command.limit, released_since=since, audited=pace.audited)
    _note(tx, [look.output_id for look in claimed], now)
    return claimed


@dataclass(frozen=True)
class GiveBackLooks:
    """These were claimed at `claimed_at`, and nobody has looked at them after all."""

    looks: tuple[Look, ...]
    claimed_at: datetime


def give_back_looks(tx: Tx, command: GiveBackLooks) -> None:
    """Note in this transaction when they were last looked at before: it is their turn again."""
    for look in command.looks:
        own = (cards.c.output_id == look.output_id) & (cards.c.looked_at == command.claimed_at)
        tx.conn.execute(update(cards).where(own).values(looked_at=look.seen_at))


@dataclass(frozen=True)
class LookAtAll:
    """The line to Slack was down: events may have got lost on any card."""

    now: datetime


def look_at_all(tx: Tx, command: LookAtAll) -> int:
    """Make it the turn of each card on which somebody is to judge something, in this transaction; return of how many it
    had not been.
    """
    waiting = select(outputs.c.id).where(NOT_RELEASED)
    gone_out = select(reviews.c.output_id).where(IS_AUDIT, IS_OPEN, BY_INDEX)
    count = 0
    for pace, which in ((UNRELEASED, waiting), (AUDITED, gone_out)):
        long_ago = command.now - pace.rarest
        own = update(cards).where(
            cards.c.output_id.in_(which), func.coalesce(cards.c.looked_at, cards.c.posted_at) > long_ago
        )
        count += tx.conn.execute(own.values(looked_at=long_ago)).rowcount
    return count


@dataclass(frozen=True)
class PassOver:
    """A channel that we have no way into now."""

    channel_id: str
    now: datetime


def pass_over(tx: Tx, command: PassOver) -> None:
    """Note that all cards of the channel were looked at, in this transaction: one call was enough to know."""
    for pace in PACES:
        since = pace.released_since(command.now)
        found = cards_to_look_at(tx.conn, command.channel_id, released_since=since, audited=pace.audited)
        _note(tx, found, command.now)


def _note(tx: Tx, output_ids: list[str], now: datetime) -> None:
    if output_ids:
        tx.conn.execute(update(cards).where(cards.c.output_id.in_(output_ids)).values(looked_at=now))
