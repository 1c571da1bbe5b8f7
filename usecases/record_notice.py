"""Where a message of ours stands in Slack, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from storage.tables import notices
from storage.transaction import Tx


@dataclass(frozen=True)
class RecordNotice:
    """A message was posted or changed: the hash of what it shows, empty where nobody knows for certain."""

    subject: str
    channel_id: str
    ts: str
    shown: str


def record_notice(tx: Tx, command: RecordNotice) -> None:
    """Note where the message is and what it shows, in this transaction."""
    tx.conn.execute(
        update(notices)
        .where(notices.c.subject == command.subject)
        .values(channel_id=command.channel_id, ts=command.ts, shown=command.shown)
    )


@dataclass(frozen=True)
class PassNotice:
    """The card's thread is closed to us: this person is told by message instead."""

    subject: str
    person: str


def pass_notice(tx: Tx, command: PassNotice) -> None:
    """Make it a message to the person, in this transaction, unless it stands somewhere already."""
    unposted = (notices.c.subject == command.subject) & notices.c.ts.is_(None)
    tx.conn.execute(update(notices).where(unposted).values(person=command.person))
