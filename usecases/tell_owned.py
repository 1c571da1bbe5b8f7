"""A workflow that had no owner has one again: the messages that asked for one say so in their place."""

from __future__ import annotations

from datetime import datetime

from storage.outputs import names_of
from storage.told import told_of
from storage.transaction import Tx
from storage.unowned import noted_as_unowned
from storage.workflows import workflow
from usecases.meet_need import MeetNeed, meet_need
from usecases.tell_over import TellOver, tell_over


def tell_owned(tx: Tx, slug: str, *, now: datetime) -> None:
    """Wish it, in this transaction, for everybody who was told, and before it is noted that it has an owner."""
    noted, live = noted_as_unowned(tx.conn).get(slug), workflow(tx.conn, slug)
    if noted is None or live is None:
        return
    about = about_unowned(slug, noted.since_at)
    leaders = told_of(tx.conn, leaders_about(about))
    told = [*told_of(tx.conn, about), *leaders]
    facts = {"slug": slug, "owner": names_of(tx.conn, [live.owner]).get(live.owner, live.owner)}
    channel = leaders[0] if leaders else None
    tell_over(tx, TellOver("unowned", about, noted.since_at, told, now, channel, facts))
    meet_need(tx, MeetNeed("name_owner", slug, facts["owner"], noted.since_at, now))


def about_unowned(slug: str, since: datetime) -> str:
    """Return what the blocks of the messages that tell of it begin with."""
    return f"unowned:{slug}-{int(since.timestamp())}"


def leaders_about(about: str) -> str:
    """Return under which name it is kept that the leaders' channel was told."""
    return f"{about}:leaders"
