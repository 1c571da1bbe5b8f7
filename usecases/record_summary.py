"""Somebody's message of what is late: posted, changed, deleted by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, update

from storage import outbox
from storage.inserting import insert_into
from storage.late import told_people
from storage.lists import one_of
from storage.tables import late_items, summaries
from storage.transaction import Tx
from usecases.tell import summary_wish


@dataclass(frozen=True)
class WishSummaries:
    """The clock asks: what was on somebody's list may be decided by now. `leaders` is their channel, or None."""

    leaders: str | None
    now: datetime


def wish_summaries(tx: Tx, command: WishSummaries) -> int:
    """Wish that each message says what is true, in this transaction; return how many there are."""
    everybody = told_people(tx.conn)
    wishes = [
        summary_wish(who, to_leaders=who == command.leaders, now=command.now, yields=True)
        for who in everybody
    ]
    outbox.want(tx, wishes)
    return len(everybody)


@dataclass(frozen=True)
class RecordSummary:
    """A message was posted that tells of these outputs, in the place of another (`instead_of`) if there was one.

    `day` and `posts` are what counts towards a day's two. `offers` names the message's buttons, None if nobody knows.
    """

    person: str
    channel_id: str
    ts: str
    shown: str
    offers: list[str] | None
    told: frozenset[str]
    day: str
    posts: int
    now: datetime
    instead_of: str | None = None


def record_summary(tx: Tx, command: RecordSummary) -> None:
    """Make this the person's message and note what they have been told of, in this transaction."""
    values = {
        "channel_id": command.channel_id,
        "ts": command.ts,
        "shown": command.shown,
        "offers": command.offers,
        "says_some": True,
        "posted_at": command.now,
        "shown_at": command.now,
        "day": command.day,
        "posts": command.posts,
    }
    row = insert_into(tx.conn, summaries).values(person=command.person, **values)
    tx.conn.execute(row.on_conflict_do_update(index_elements=["person"], set_=values))
    untold = update(late_items).where(
        late_items.c.person == command.person,
        one_of(late_items.c.output_id, "told"),
        late_items.c.told_at.is_(None),
    )
    tx.conn.execute(untold.values(told_at=command.now), {"told": sorted(command.told)})


@dataclass(frozen=True)
class RecordSummaryShown:
    """The message was changed, and shows this now. `ts` None: the person has deleted it."""

    person: str
    was: str
    ts: str | None
    shown: str
    offers: list[str]
    says_some: bool
    now: datetime


def record_summary_shown(tx: Tx, command: RecordSummaryShown) -> None:
    """Note what the message shows, in this transaction."""
    own = _message(command.person, command.was)
    values = {
        "ts": command.ts,
        "shown": command.shown,
        "offers": command.offers,
        "says_some": command.says_some,
        "shown_at": command.now,
    }
    tx.conn.execute(update(summaries).where(own).values(**values))


@dataclass(frozen=True)
class PassSummary:
    """Nobody is there to be told: they have left, or never let us write to them."""

    person: str
    now: datetime


def pass_summary(tx: Tx, command: PassSummary) -> None:
    """Take everything for told, in this transaction: the chain goes on to the next."""
    untold = update(late_items).where(late_items.c.person == command.person, late_items.c.told_at.is_(None))
    tx.conn.execute(untold.values(told_at=command.now))


def _message(person: str, ts: str) -> ColumnElement[bool]:
    return and_(summaries.c.person == person, summaries.c.ts == ts)
