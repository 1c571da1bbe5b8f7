"""What Slack shows of an output: posted, brought up to date, or taken away by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from domain.outputs import Output
from storage import outbox
from storage.cards import past_card_at
from storage.crash_points import crash_point
from storage.evidence import about, record
from storage.inserting import add_if_new
from storage.outputs import commitment_of, output, output_for_update
from storage.tables import cards
from storage.transaction import Tx
from usecases.notify import redraw_notices
from usecases.retire_card import RedrawPastCards, redraw_past_cards, retire_message

SKEW = timedelta(seconds=60)
"""Slack's clock and ours differ; a message is looked for from this long before the attempt."""
TWINS_SOUGHT = (timedelta(minutes=2), timedelta(minutes=30))
"""When Slack's history is searched again after a doubtful post: it may show a message late."""


@dataclass(frozen=True)
class RecordCard:
    """A card was posted: where, and the hash of what it shows; empty where nobody knows for certain.

    `sha256` is the text that it shows. `doubted_at`: when an attempt began of which nobody knows how it ended, so
    that there may be a second card; None if surely there is none.
    """

    output_id: str
    channel_id: str
    ts: str
    shown: str
    shows_whole_text: bool
    sha256: str
    now: datetime
    doubted_at: datetime | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def record_card(tx: Tx, command: RecordCard) -> bool:
    """Make this message the output's card, with evidence of what it shows, in this transaction.

    False if another message is its card already: only that one counts. A message whose text was fixed while it
    was being posted is a card of the past at once.
    """
    judged = output_for_update(tx.conn, command.output_id)
    if judged is not None and _is_outdated(tx, judged, command):
        return True
    if judged is None or not _add_card(tx, command):
        found = select(cards.c.ts).where(cards.c.output_id == command.output_id)
        return tx.conn.execute(found).scalar_one_or_none() == command.ts
    happening = about(
        judged,
        "card.posted",
        at=command.now,
        actor="clock",
        commitment=commitment_of(tx.conn, judged.id, command.sha256),
        channel=command.channel_id,
        ts=command.ts,
        shown=command.shown or None,
        whole_text=command.shows_whole_text,
    )
    record(tx.conn, happening)
    crash_point("card.in_record")
    if command.doubted_at is not None:
        outbox.want(tx, [_look_for_twins(command, command.doubted_at, later) for later in TWINS_SOUGHT])
    return True


def _look_for_twins(command: RecordCard, doubted_at: datetime, later: timedelta) -> dict[str, object]:
    return outbox.wish(
        "twins",
        route=f"slack:{command.channel_id}:twins",
        subject=command.output_id,
        now=command.now,
        due_at=command.now + later,
        payload={"channel_id": command.channel_id, "since_ts": f"{(doubted_at - SKEW).timestamp():.6f}"},
    )


def _is_outdated(tx: Tx, judged: Output, command: RecordCard) -> bool:
    """Say whether the message is no card, for what it shows is not what is judged; it is retired then."""
    if past_card_at(tx.conn, command.channel_id, command.ts) is not None:
        return True
    if judged.state != "in_review" or command.sha256 == judged.current_sha256:
        return False
    retire_message(tx, judged, command.channel_id, command.ts, now=command.now)
    return True


def _add_card(tx: Tx, command: RecordCard) -> bool:
    row = {
        "output_id": command.output_id,
        "channel_id": command.channel_id,
        "ts": command.ts,
        "shown": command.shown,
        "shows_whole_text": command.shows_whole_text,
        "permalink": None,
        "posted_at": command.now,
        "sha256": command.sha256,
    }
    return add_if_new(tx.conn, cards, row)


@dataclass(frozen=True)
class RecordShown:
    """The card was brought up to date: the hash of what it shows now, and of the text in it."""

    output_id: str
    ts: str
    shown: str
    shows_whole_text: bool
    sha256: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def record_shown(tx: Tx, command: RecordShown) -> None:
    """Note what the card shows now, with evidence, in this transaction: votes refer to it."""
    judged = output(tx.conn, command.output_id)
    changed = tx.conn.execute(
        update(cards)
        .where(cards.c.output_id == command.output_id, cards.c.ts == command.ts)
        .values(shown=command.shown, shows_whole_text=command.shows_whole_text, active_at=command.now)
    )
    if judged is None or changed.rowcount == 0:
        return
    happening = about(
        judged,
        "card.updated",
        at=command.now,
        actor="clock",
        commitment=commitment_of(tx.conn, judged.id, command.sha256),
        shown=command.shown,
        whole_text=command.shows_whole_text,
    )
    record(tx.conn, happening)


@dataclass(frozen=True)
class RecordPermalink:
    """Slack has said where the card is to be found."""

    output_id: str
    ts: str
    permalink: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def record_permalink(tx: Tx, command: RecordPermalink) -> None:
    """Note the card's address, in this transaction; cards of the past and other messages lead there."""
    changed = tx.conn.execute(
        update(cards)
        .where(cards.c.output_id == command.output_id, cards.c.ts == command.ts)
        .values(permalink=command.permalink)
    )
    if changed.rowcount:
        redraw_past_cards(tx, RedrawPastCards(command.output_id, command.now))
        redraw_notices(tx, command.output_id, now=command.now)


@dataclass(frozen=True)
class ForgetCard:
    """Somebody has deleted the card in Slack."""

    output_id: str
    ts: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def forget_card(tx: Tx, command: ForgetCard) -> None:
    """Let the output have no card, with evidence, in this transaction. Its votes stand as they are."""
    judged = output(tx.conn, command.output_id)
    gone = delete(cards).where(cards.c.output_id == command.output_id, cards.c.ts == command.ts)
    if judged is not None and tx.conn.execute(gone).rowcount:
        record(tx.conn, about(judged, "card.lost", at=command.now, actor="clock", ts=command.ts))
