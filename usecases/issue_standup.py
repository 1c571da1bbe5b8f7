"""A team's stand-up is wished for once on each working day, and not at all where there is nothing to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.standups import Standup
from storage import outbox
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.standups import team_day
from storage.transaction import Tx


@dataclass(frozen=True)
class IssueStandup:
    """The clock says that this channel's stand-up of a day is due."""

    channel_id: str
    standup: Standup
    now: datetime


def issue_standup(tx: Tx, command: IssueStandup) -> bool:
    """Wish for it if there is something to say, in this transaction; say whether. The day has had its turn then."""
    standup, audience = command.standup, audience_of(command.channel_id)
    period = standup.day.isoformat()
    quiet = team_day(tx.conn, command.channel_id, standup.since, command.now).is_empty
    added = add_digests(tx.conn, audience, [period], "skipped" if quiet else "issued", now=command.now)
    if quiet or not added:
        return False
    wish = outbox.wish(
        "standup",
        # A route of its own: it does not wait behind the cards that are still to be posted there.
        route=f"slack:{command.channel_id}:standup",
        subject=f"{command.channel_id}:{period}",
        now=command.now,
        payload={"since": standup.since.isoformat(), "until": standup.until.isoformat()},
    )
    outbox.want(tx, [wish])
    facts = {"audience": audience, "period": period}
    record(tx.conn, Happening("digest.issued", command.now, "clock", facts=facts))
    return True


def audience_of(channel_id: str) -> str:
    """Return whom a channel's stand-ups are for, as the list of summaries spells it."""
    return f"standup:{channel_id}"
