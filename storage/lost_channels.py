"""Channels that are used here and that we cannot post in: archived, closed to us, or no longer there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, or_, select

from domain.lanes import CLOSED
from storage.audits import BY_INDEX, IS_AUDIT, IS_OPEN
from storage.cards import UNRELEASED
from storage.tables import cards, channels, evidence, lost_channels, outbox, outputs, past_cards, reviews
from storage.workflow_counts import waiting_by_workflow
from storage.workflows import Workflow, all_workflows

Why = Literal["archived", "closed", "restricted"]

# Events tell of changes; what no event told is found by looking so often.
LOOKED_AT_EACH = timedelta(minutes=10)
LOST_LOOKED_AT_EACH = timedelta(minutes=5)


@dataclass(frozen=True)
class LostChannel:
    """A channel that was noted as gone. `closed`: we were taken out of it, or it was deleted. `restricted`: only some
    people may post there, and we are none of them.
    """

    channel_id: str
    why: Why
    since_at: datetime


@dataclass(frozen=True)
class LostView:
    """A lost channel, what it is called (no #), its workflows that are not over, and how much waits in each.

    `is_leaders`: the week's summary goes there.
    """

    lost: LostChannel
    name: str
    workflows: tuple[Workflow, ...]
    waiting: dict[str, int]
    is_leaders: bool


def lost_channels_noted(conn: Connection) -> dict[str, LostChannel]:
    """Return the channels that were noted as gone, by id."""
    return {row.channel_id: LostChannel(*row) for row in conn.execute(select(lost_channels))}


def is_lost(conn: Connection, channel_id: str) -> bool:
    """Say whether the channel was noted as gone: nothing is to be posted there now."""
    found = select(lost_channels.c.channel_id).where(lost_channels.c.channel_id == channel_id)
    return conn.execute(found).first() is not None


def is_out_of_reach(conn: Connection, channel_id: str) -> bool:
    """Say whether it is of no use to try to post there: it is gone, and Slack will tell when it is back.

    Where only some may post, nothing tells that we may again but a message that is taken: those are tried.
    """
    noted = select(lost_channels.c.why).where(lost_channels.c.channel_id == channel_id)
    return conn.execute(noted).scalar_one_or_none() not in (None, "restricted")


def why_lost(conn: Connection, channel_id: str) -> Why | None:
    """Return why we cannot post in the channel, as it was last seen in Slack; None if we can, or never saw it."""
    said = (channels.c.is_archived, channels.c.is_member, channels.c.may_post)
    found = select(*said).where(channels.c.channel_id == channel_id)
    row = conn.execute(found).one_or_none()
    if row is None:
        return None
    if row.is_archived or not row.is_member:
        return "archived" if row.is_archived else "closed"
    return None if row.may_post else "restricted"


def used_channels(conn: Connection, leaders: str | None) -> set[str]:
    """Return the channels that something goes to, or in which a card stands that is or was one of ours to change."""
    undecided = select(cards.c.channel_id).join(outputs, outputs.c.id == cards.c.output_id)
    standing = undecided.where(UNRELEASED).distinct()
    audited = select(cards.c.channel_id).join(reviews, reviews.c.output_id == cards.c.output_id)
    found = {live.channel_id for live in all_workflows(conn) if live.status not in CLOSED}
    found.update(conn.execute(standing).scalars())
    found.update(conn.execute(audited.where(IS_AUDIT, IS_OPEN, BY_INDEX).distinct()).scalars())
    to_be_told = select(past_cards.c.channel_id).where(past_cards.c.told_at.is_(None)).distinct()
    found.update(conn.execute(to_be_told).scalars())
    return found if leaders is None else found | {leaders}


def channels_to_look_at(
    conn: Connection, leaders: str | None, doubted: Collection[str], now: datetime, limit: int
) -> list[str]:
    """Return at most `limit` used channels to ask Slack about, the longest unseen first, `doubted` ones before them."""
    lost = lost_channels_noted(conn)
    used = used_channels(conn, leaders) | lost.keys()
    seen = select(channels.c.channel_id, channels.c.fetched_at).where(channels.c.channel_id.in_(used))
    seen_at = {row.channel_id: row.fetched_at for row in conn.execute(seen)}
    first = sorted(used & set(doubted))
    due = [
        one
        for one in sorted(used - set(first), key=lambda one: (one in seen_at, seen_at.get(one, now), one))
        if one not in seen_at
        or seen_at[one] <= now - (LOST_LOOKED_AT_EACH if one in lost else LOOKED_AT_EACH)
    ]
    return [*first, *due][:limit]


def channels_to_note(conn: Connection, leaders: str | None) -> list[str]:
    """Return the used channels of which it is not noted yet that they are gone, and those noted that are back."""
    used, noted = used_channels(conn, leaders), lost_channels_noted(conn)
    gone = {one for one in used | noted.keys() if why_lost(conn, one) is not None}
    return sorted(gone ^ noted.keys())


def lost_view(conn: Connection, channel_id: str, leaders: str | None) -> LostView | None:
    """Return how things stand with a channel that is gone, None if it is not."""
    lost = lost_channels_noted(conn).get(channel_id)
    if lost is None:
        return None
    return LostView(
        lost,
        name_of_channel(conn, channel_id),
        tuple(workflows_in(conn, channel_id)),
        waiting_by_workflow(conn),
        channel_id == leaders,
    )


def workflows_in(conn: Connection, channel_id: str) -> list[Workflow]:
    """Return the workflows whose cards go to this channel and that are not over."""
    return [one for one in all_workflows(conn) if one.channel_id == channel_id and one.status not in CLOSED]


def name_of_channel(conn: Connection, channel_id: str) -> str:
    """Return what the channel was last called (no #), its id if it was never seen."""
    found = select(channels.c.name).where(channels.c.channel_id == channel_id)
    return conn.execute(found).scalar_one_or_none() or channel_id


def cards_behind(conn: Connection, channel_id: str, since: datetime) -> list[str]:
    """Return the outputs whose card stands in the channel and with which anything has happened since."""
    happened = select(evidence.c.id).where(evidence.c.output_id == cards.c.output_id, evidence.c.at >= since)
    found = select(cards.c.output_id).where(cards.c.channel_id == channel_id, happened.exists())
    return sorted(conn.execute(found).scalars())


def leads_to(channel_id: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a wish is for this channel."""
    if isinstance(channel_id, str):
        return or_(outbox.c.route == f"slack:{channel_id}", outbox.c.route.like(f"slack:{channel_id}:%"))
    own = "slack:" + channel_id
    return or_(outbox.c.route == own, outbox.c.route.like(own.concat(":%")))
