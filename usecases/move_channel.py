"""Slack gives a channel another id (shared with another company, say): all that leads to it follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from storage.evidence import Happening, record
from storage.lost_channels import LostChannel, lost_channels_noted, name_of_channel, workflows_in
from storage.moved_channels import hold_all_of_channel, move_references
from storage.organisation import LEADERS_CHANNEL, parts
from storage.tables import channels
from storage.told import told_of
from storage.transaction import Tx
from usecases.finish_event import FinishEvent, finish_event
from usecases.note_channel import about_loss
from usecases.note_directory import LONG_AGO
from usecases.tell_over import TellOver, tell_over


@dataclass(frozen=True)
class MoveChannel:
    """The stored event that tells of it, and the channel's ids."""

    inbox_id: int
    old: str
    new: str
    now: datetime


def move_channel(tx: Tx, command: MoveChannel) -> None:
    """Let everything that is not evidence lead to the channel's new id, and finish the event, in this transaction.

    Nothing is decided, posted or lost by it: cards, marks and messages stay where they are, and are found there.
    Who had been told meanwhile that the channel is gone reads that it is not; what waited for it goes out with the
    next look at lost channels. Again: nothing more.
    """
    old, new, now = command.old, command.new, command.now
    hold_all_of_channel(tx.conn, old)
    own, lost = workflows_in(tx.conn, old), lost_channels_noted(tx.conn).get(old)
    move_references(tx.conn, old, new, now)
    if lost is not None:
        _tell_that_it_is_there(tx, lost, command)
    # We hear of it because we are in it; what else holds is asked of Slack soon.
    seen = {"is_member": True, "fetched_at": LONG_AGO}
    tx.conn.execute(update(channels).where(channels.c.channel_id == new).values(seen))
    for live in own:
        facts = {"channel": old, "becomes": new}
        record(tx.conn, Happening("channel.moved", now, "clock", workflow=live.slug, facts=facts))
    finish_event(tx, FinishEvent(command.inbox_id, "moved", now))
    tx.outbox = True


def _tell_that_it_is_there(tx: Tx, lost: LostChannel, command: MoveChannel) -> None:
    """Their messages are found by the id that was right when they were written, so this is told after the move."""
    about = about_loss(lost.channel_id, lost.since_at)
    told = told_of(tx.conn, about)
    leaders = next((one for one in parts(tx.conn).get(LEADERS_CHANNEL, {}).values() if one in told), None)
    facts = {"channel": f"#{name_of_channel(tx.conn, command.new)}"}
    tell_over(tx, TellOver("lost", about, lost.since_at, told, command.now, leaders, facts))
