"""Channels that Slack has given another id: what we know by the old one is known by the new one from then on."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Text, cast, delete, func, or_, select, update

from storage.inserting import add_if_new
from storage.tables import (
    cards,
    channels,
    digests,
    inbox,
    late_items,
    lost_channels,
    marks,
    moved_channels,
    notices,
    organisation,
    outbox,
    outputs,
    past_cards,
    rolling_messages,
    summaries,
    workflows,
)


def channel_now(conn: Connection, channel_id: str) -> str:
    """Return the id that the channel has now: its own, where it never had another."""
    found = select(moved_channels.c.new_id).where(moved_channels.c.old_id == channel_id)
    return conn.execute(found).scalar_one_or_none() or channel_id


def first_id_of(conn: Connection, channel_id: str) -> str:
    """Return the id that the channel had at first, by which acts on its messages are named."""
    moves = select(moved_channels.c.old_id).where(moved_channels.c.new_id == channel_id)
    found = conn.execute(moves.order_by(moved_channels.c.moved_at, moved_channels.c.old_id).limit(1))
    return found.scalar_one_or_none() or channel_id


def hold_all_of_channel(conn: Connection, channel_id: str) -> None:
    """Keep from others, until this transaction ends, what goes to the channel or has a card in it: first the
    workflows, then the outputs, as everybody takes them.
    """
    own = select(workflows.c.slug).where(workflows.c.channel_id == channel_id)
    conn.execute(own.order_by(workflows.c.slug).with_for_update())
    posted = select(cards.c.output_id).where(cards.c.channel_id == channel_id)
    conn.execute(
        select(outputs.c.id).where(outputs.c.id.in_(posted)).order_by(outputs.c.id).with_for_update()
    )


def move_references(conn: Connection, old: str, new: str, now: datetime) -> None:
    """Let all that leads to the channel lead to its new id, in this transaction. What is evidence, or was said by
    somebody, keeps the id that was right then.
    """
    for table in (workflows, cards, past_cards, marks, notices, summaries, digests):
        _rename(conn, table.c.channel_id, old, new)
    _rename(conn, organisation.c.slack_id, old, new)
    for summary in ("standup", "month"):
        _rename(conn, digests.c.audience, f"{summary}:{old}", f"{summary}:{new}")
    # The leaders' channel stands among people there.
    _rename(conn, digests.c.period, old, new)
    _rename(conn, late_items.c.person, old, new)
    # One for each channel: where there is one of the new id already, that one counts.
    for only in (
        channels.c.channel_id,
        lost_channels.c.channel_id,
        rolling_messages.c.channel_id,
        summaries.c.person,
    ):
        if conn.execute(select(only).where(only == new)).first() is not None:
            conn.execute(delete(only.table).where(only == old))
        _rename(conn, only, old, new)
    link = update(cards).where(cards.c.channel_id == new, cards.c.permalink.is_not(None))
    conn.execute(link.values(permalink=func.replace(cards.c.permalink, f"/{old}/", f"/{new}/")))
    _move_wishes(conn, old, new)
    _move_events(conn, old, new)
    conn.execute(delete(moved_channels).where(moved_channels.c.old_id == new))
    _rename(conn, moved_channels.c.new_id, old, new)
    add_if_new(conn, moved_channels, {"old_id": old, "new_id": new, "moved_at": now})


def _rename(conn: Connection, column: ColumnElement[str], old: str, new: str) -> None:
    conn.execute(update(column.table).where(column == old).values({column: new}))


def _move_wishes(conn: Connection, old: str, new: str) -> None:
    """An id is like no other word: wherever it stands in a wish, the channel is meant."""
    somewhere = or_(
        outbox.c.route.contains(old, autoescape=True),
        outbox.c.subject.contains(old, autoescape=True),
        cast(outbox.c.payload, Text).contains(old, autoescape=True),
    )
    for row in conn.execute(select(outbox).where(somewhere).order_by(outbox.c.id).with_for_update()).all():
        subject = row.subject.replace(old, new)
        own = (outbox.c.kind == row.kind) & (outbox.c.subject == subject) & outbox.c.coalesced
        waits = select(outbox.c.id).where(own, outbox.c.state == "waiting", outbox.c.id != row.id)
        if row.coalesced and row.state == "waiting" and conn.execute(waits).first() is not None:
            conn.execute(delete(outbox).where(outbox.c.id == row.id))
            continue
        moved = {
            "route": row.route.replace(old, new),
            "subject": subject,
            "payload": _in_json(row.payload, old, new),
        }
        conn.execute(update(outbox).where(outbox.c.id == row.id).values(moved))


def _move_events(conn: Connection, old: str, new: str) -> None:
    """Let events that wait, but for those that tell of a move, be about the channel as it is now."""
    named = cast(inbox.c.payload, Text).contains(old, autoescape=True)
    waiting = select(inbox.c.id, inbox.c.payload).where(inbox.c.done_at.is_(None), named)
    for row in conn.execute(waiting.order_by(inbox.c.id)).all():
        if row.payload.get("type") != "channel_id_changed":
            moved = {"payload": _in_json(row.payload, old, new)}
            conn.execute(update(inbox).where(inbox.c.id == row.id).values(moved))


def _in_json(value: object, old: str, new: str) -> object:
    moved: object = json.loads(json.dumps(value).replace(old, new))
    return moved
