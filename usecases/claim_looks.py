"""Cards whose reactions are looked at in Slack now, since events may never have come: the longest unseen first.

Most events that get lost do so when something happens to a card. So after that it is looked at soon, then ever more
rarely, and once more just before somebody would be told that it is late, or it would expire.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import update

from storage.cards import DueLooks, Look, cards_to_look_at, looks_since, unseen_cards
from storage.tables import cards
from storage.transaction import Tx


@dataclass(frozen=True)
class Pace:
    """When a card is looked at, if there are few enough, and how many are in a minute at most.

    The first look is `first` after the card was posted or changed, each next one as long again after that, and at
    most `rarest` after the one before. `released_within` None: cards of what is not released.
    """

    first: timedelta
    rarest: timedelta
    a_minute: int
    released_within: timedelta | None = None

    def released_since(self, now: datetime) -> datetime | None:
        """Return after when an output must have been released, None for what is not released."""
        return None if self.released_within is None else now - self.released_within


# Slack allows 50 and more a minute: both together, from all processes, stay well below.
UNRELEASED = Pace(timedelta(minutes=1), timedelta(minutes=15), 30)
# A lost ⚠️ holds nobody up, and most come soon after the release. With a budget of their own they are looked at also
# where more waits than there is time for.
RELEASED = Pace(timedelta(hours=1), timedelta(hours=1), 6, released_within=timedelta(days=2))
# So long before a deadline acts.
BEFORE_DEADLINE = timedelta(minutes=1)


@dataclass(frozen=True)
class ClaimLooks:
    """Somebody has time for so many looks at cards of this pace."""

    limit: int
    now: datetime
    pace: Pace = UNRELEASED
    claims: ClassVar[bool] = True


def claim_looks(tx: Tx, command: ClaimLooks) -> list[Look]:
    """Return the cards to look at, noted as looked at in this transaction: no other process takes them too.

    A card that nobody has looked at yet counts from its posting.
    """
    now, pace = command.now, command.pace
    since = pace.released_since(now)
    room = pace.a_minute - looks_since(tx.conn, now - timedelta(minutes=1), released_since=since)
    if room <= 0:
        return []
    limit = min(room, command.limit)
    when = DueLooks(now, pace.first, pace.rarest, BEFORE_DEADLINE)
    claimed = unseen_cards(tx.conn, when, limit, released_since=since)
    _note(tx, [look.output_id for look in claimed], now)
    return claimed


@dataclass(frozen=True)
class PassOver:
    """A channel that we have no way into now."""

    channel_id: str
    now: datetime


def pass_over(tx: Tx, command: PassOver) -> None:
    """Note that all cards of the channel were looked at, in this transaction: one call was enough to know."""
    for pace in (UNRELEASED, RELEASED):
        since = pace.released_since(command.now)
        _note(tx, cards_to_look_at(tx.conn, command.channel_id, released_since=since), command.now)


def _note(tx: Tx, output_ids: list[str], now: datetime) -> None:
    if output_ids:
        tx.conn.execute(update(cards).where(cards.c.output_id.in_(output_ids)).values(looked_at=now))
