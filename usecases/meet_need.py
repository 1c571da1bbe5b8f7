"""What somebody read that it is needed is met: the weekly summaries that stand are to say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import outbox
from storage.transaction import Tx
from storage.weekly_places import weekly_places


@dataclass(frozen=True)
class MeetNeed:
    """The button that does this, to this, is settled by `who` (a name). `since`: since when it may stand somewhere."""

    action_id: str
    value: str
    who: str
    since: datetime
    now: datetime


def meet_need(tx: Tx, command: MeetNeed) -> None:
    """Wish that it goes from each place where a summary was posted since then, in this transaction."""
    places = weekly_places(tx.conn, command.since)
    to = [("channel_id", one, f"slack:{one}:over") for one in places.channels]
    to += [("person", one, f"person:{one}") for one in places.people]
    what = {"action_id": command.action_id, "value": command.value, "who": command.who}
    since = {"since": command.since.isoformat()}
    wishes = [
        outbox.wish(
            "need_met",
            route=route,
            subject=f"{command.action_id}:{command.value}:{whom}",
            now=command.now,
            payload={kind: whom} | what | since,
        )
        for kind, whom, route in to
    ]
    outbox.want(tx, wishes)
