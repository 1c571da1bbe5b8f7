"""A team's month is wished for once, and not at all where nothing was overturned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.months import Month
from storage import outbox
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.months import team_month
from storage.transaction import Tx


@dataclass(frozen=True)
class IssueMonth:
    """The clock says that this channel's month is to be told."""

    channel_id: str
    month: Month
    now: datetime


def issue_month(tx: Tx, command: IssueMonth) -> bool:
    """Wish for it if there is something to say, in this transaction; say whether. The month has had its turn then."""
    audience, period = month_audience(command.channel_id), str(command.month)
    empty = team_month(tx.conn, command.channel_id, command.month).is_empty
    added = add_digests(tx.conn, audience, [period], "skipped" if empty else "issued", now=command.now)
    if empty or not added:
        return False
    wish = outbox.wish(
        "month",
        # As the stand-up: it does not wait behind the cards that are still to be posted there.
        route=f"slack:{command.channel_id}:standup",
        subject=f"{command.channel_id}:{period}",
        now=command.now,
    )
    outbox.want(tx, [wish])
    record(
        tx.conn,
        Happening("digest.issued", command.now, "clock", facts={"audience": audience, "period": period}),
    )
    return True


def month_audience(channel_id: str) -> str:
    """Return whom a channel's months are for, as the list of summaries spells it."""
    return f"month:{channel_id}"
