"""What Slack shows of an output: posted, brought up to date, or taken away by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.evidence import about, record
from storage.outputs import commitment_of, output
from storage.tables import cards
from storage.transaction import Tx


@dataclass(frozen=True)
class RecordCard:
    """A card was posted: where, and the hash of what it shows; empty where nobody knows for certain.

    `sha256` is the text that it shows.
    """

    output_id: str
    channel_id: str
    ts: str
    shown: str
    shows_whole_text: bool
    sha256: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def record_card(tx: Tx, command: RecordCard) -> bool:
    """Make this message the output's card, with evidence of what it shows, in this transaction.

    False if another message is its card already: only that one counts.
    """
    judged = output(tx.conn, command.output_id)
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
    return True


def _add_card(tx: Tx, command: RecordCard) -> bool:
    dialect_insert = sqlite.insert if tx.conn.dialect.name == "sqlite" else postgresql.insert
    row = {
        "output_id": command.output_id,
        "channel_id": command.channel_id,
        "ts": command.ts,
        "shown": command.shown,
        "shows_whole_text": command.shows_whole_text,
        "permalink": None,
        "posted_at": command.now,
    }
    added = dialect_insert(cards).values(row).on_conflict_do_nothing().returning(cards.c.ts)
    return tx.conn.execute(added).first() is not None


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
        .values(shown=command.shown, shows_whole_text=command.shows_whole_text)
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

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def record_permalink(tx: Tx, command: RecordPermalink) -> None:
    """Note the card's address, in this transaction."""
    tx.conn.execute(
        update(cards)
        .where(cards.c.output_id == command.output_id, cards.c.ts == command.ts)
        .values(permalink=command.permalink)
    )


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
