"""A channel that is used here is gone: who has to act hears it, once; or it is back, and what waited is posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update

from storage import outbox
from storage.answering import instead_of_leaders, named_leaders, who_answers
from storage.cards import PastCard, past_cards_to_take_away
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.lost_channels import (
    LostChannel,
    Why,
    cards_behind,
    is_lost,
    leads_to,
    lost_channels_noted,
    name_of_channel,
    used_channels,
    why_lost,
    workflows_in,
)
from storage.tables import lost_channels
from storage.tables import outbox as rows
from storage.told import note_told, told_of
from storage.transaction import Tx
from usecases.tell import card_wish, rolling_wish
from usecases.tell_over import TellOver, tell_over
from usecases.wish_next_cards import WishNextCards, wish_next_cards


@dataclass(frozen=True)
class NoteChannel:
    """Whether we can post in this channel may have changed. `leaders` is the leaders' channel, None: there is none."""

    channel_id: str
    leaders: str | None
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.channel_id


def note_channel(tx: Tx, command: NoteChannel) -> Literal["lost", "back"] | None:
    """Note that it is gone, or back, in this transaction; None where that is on record already.

    Who answers for its workflows is told at once, or those who lead where nobody who answers is there. Nothing is
    decided, moved or dropped by it. Once it is back, whatever waited for it goes out.
    """
    why = why_lost(tx.conn, command.channel_id)
    noted = lost_channels_noted(tx.conn).get(command.channel_id)
    if noted is not None:
        return "back" if why is None and _back(tx, noted, command) else None
    if why is None or command.channel_id not in used_channels(tx.conn, command.leaders):
        return None
    row = {"channel_id": command.channel_id, "why": why, "since_at": command.now}
    if not add_if_new(tx.conn, lost_channels, row):
        return None
    told = _told(tx, command)
    note_told(tx.conn, about_loss(command.channel_id, command.now), told, now=command.now)
    outbox.want(tx, [_wish(command, who) for who in told])
    _record(tx, command, "channel.lost", why)
    return "lost"


def _told(tx: Tx, command: NoteChannel) -> list[str]:
    """Return whom to tell, people and perhaps the leaders' channel."""
    own = workflows_in(tx.conn, command.channel_id)
    answering = [who_answers(tx.conn, live, command.now) for live in own]
    told = {who for who in answering if who is not None}
    if command.channel_id == command.leaders:
        return sorted(told | set(instead_of_leaders(tx.conn, command.now)))
    if None in answering:
        told |= set(_leaders(tx, command))
    return sorted(told)


def _leaders(tx: Tx, command: NoteChannel) -> list[str]:
    if command.leaders is not None and not is_lost(tx.conn, command.leaders):
        return [command.leaders]
    return named_leaders(tx.conn, command.now)


def _wish(command: NoteChannel, who: str) -> dict[str, object]:
    to_leaders = who == command.leaders
    return outbox.wish(
        "lost_channel",
        route=f"slack:{who}:lost" if to_leaders else f"person:{who}",
        subject=command.channel_id,
        now=command.now,
        payload={"channel_id": who} if to_leaders else {"person": who},
    )


def _back(tx: Tx, noted: LostChannel, command: NoteChannel) -> bool:
    channel_id, now = command.channel_id, command.now
    own = delete(lost_channels).where(lost_channels.c.channel_id == channel_id)
    if tx.conn.execute(own).rowcount == 0:  # another process was quicker
        return False
    waits = leads_to(channel_id) & (rows.c.state != "dead") & (rows.c.due_at > now)
    # Only what was put off since: what is planned for later stays so.
    put_off = waits & rows.c.last_error.is_not(None)
    # Those that another process has in hand are tried just now; so that nobody waits in a circle, they are left alone.
    ids = tx.conn.execute(select(rows.c.id).where(put_off).with_for_update(skip_locked=True)).scalars().all()
    tx.conn.execute(update(rows).where(rows.c.id.in_(ids)).values(due_at=now))
    behind = cards_behind(tx.conn, channel_id, noted.since_at)
    outbox.want(tx, [card_wish(one, channel_id, now=now, posted=True) for one in behind])
    outbox.want(tx, [_take_away(past, now) for past in past_cards_to_take_away(tx.conn, channel_id)])
    if any(live.live.quiet for live in workflows_in(tx.conn, channel_id)):
        outbox.want(tx, [rolling_wish(channel_id, now=now)])
    wish_next_cards(tx, WishNextCards(channel_id, now))
    about = about_loss(channel_id, noted.since_at)
    over = TellOver(
        "lost",
        about,
        noted.since_at,
        told_of(tx.conn, about),
        now,
        command.leaders,
        {"channel": f"#{name_of_channel(tx.conn, channel_id)}"},
    )
    tell_over(tx, over)
    _record(tx, command, "channel.back", noted.why)
    tx.outbox = True
    return True


def about_loss(channel_id: str, since: datetime) -> str:
    """Return what the blocks of the messages that tell of the loss begin with."""
    return f"lost:{channel_id}-{int(since.timestamp())}"


def _take_away(past: PastCard, now: datetime) -> dict[str, object]:
    place = {"channel_id": past.channel_id, "ts": past.ts}
    route = f"slack:{past.channel_id}:twins"
    return outbox.wish("twins", route=route, subject=past.output_id, now=now, payload=place)


def _record(tx: Tx, command: NoteChannel, action: str, why: Why) -> None:
    facts = {"channel": command.channel_id, "why": why}
    own: list[str | None] = [live.slug for live in workflows_in(tx.conn, command.channel_id)]
    for slug in own or [None]:
        record(tx.conn, Happening(action, command.now, "clock", workflow=slug, facts=facts))
