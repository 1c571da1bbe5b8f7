"""The one message of a quiet channel: wished for, posted, changed, gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select, update

from storage import outbox
from storage.inserting import add_if_new
from storage.tables import rolling_messages
from storage.transaction import Tx
from usecases.tell import rolling_wish


@dataclass(frozen=True)
class WishRolling:
    """What waits in this channel may have changed."""

    channel_id: str
    now: datetime


def wish_rolling(tx: Tx, command: WishRolling) -> None:
    """Wish that the channel's message says what is true, in this transaction."""
    outbox.want(tx, [rolling_wish(command.channel_id, now=command.now)])


@dataclass(frozen=True)
class RecordRolling:
    """The message was posted, in the place of another (`instead_of`) if there was one."""

    channel_id: str
    ts: str
    shown: str
    now: datetime
    instead_of: str | None = None


def record_rolling(tx: Tx, command: RecordRolling) -> bool:
    """Make this the channel's message, in this transaction. False if another is by now: only that one counts."""
    values = {"ts": command.ts, "shown": command.shown, "posted_at": command.now}
    if command.instead_of is not None:
        before = _message(command.channel_id, command.instead_of)
        changed = tx.conn.execute(update(rolling_messages).where(before).values(**values))
        if changed.rowcount:
            return True
    row = {"channel_id": command.channel_id, **values}
    add_if_new(tx.conn, rolling_messages, row)
    found = select(rolling_messages.c.ts).where(rolling_messages.c.channel_id == command.channel_id)
    return str(tx.conn.execute(found).scalar_one()) == command.ts


@dataclass(frozen=True)
class RecordRollingShown:
    """The message was changed, and shows this now."""

    channel_id: str
    ts: str
    shown: str


def record_rolling_shown(tx: Tx, command: RecordRollingShown) -> None:
    """Note what the message shows, in this transaction."""
    own = _message(command.channel_id, command.ts)
    tx.conn.execute(update(rolling_messages).where(own).values(shown=command.shown))


@dataclass(frozen=True)
class ForgetRolling:
    """The message is gone from Slack."""

    channel_id: str
    ts: str


def forget_rolling(tx: Tx, command: ForgetRolling) -> None:
    """Let the channel have no message, in this transaction."""
    tx.conn.execute(delete(rolling_messages).where(_message(command.channel_id, command.ts)))


def _message(channel_id: str, ts: str) -> ColumnElement[bool]:
    return and_(rolling_messages.c.channel_id == channel_id, rolling_messages.c.ts == ts)
