"""What leaders did in a week about what the summary before had said, and what came of it by the week's end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, union_all

from domain.follow_up import BothAsked, FollowUp, OwnerNamed
from storage.lateness import is_over
from storage.organisation import leaders_of
from storage.outputs import names_of
from storage.owner_offers import OfferState
from storage.questions import FIRST_REVIEW
from storage.tables import both_asked, outputs, owner_offers, reviews
from storage.workflow_counts import OPEN

_SAID: Mapping[OfferState, Literal["yes", "no", "nothing"]] = {
    "accepted": "yes",
    "declined": "no",
    "open": "nothing",
}


def followed_up(
    conn: Connection, begins_at: datetime, ends_at: datetime, cleaned: Mapping[str, Mapping[str, int]]
) -> tuple[FollowUp, ...]:
    """Return it; `cleaned` are the week's minutes of clean-up by workflow and team, as they may be told. Whom they
    asked who was then asked no more is left out, and so is a team that may not be told of any more.
    """
    return (*_named(conn, begins_at, ends_at), *_asked(conn, begins_at, ends_at, cleaned))


def _named(conn: Connection, begins_at: datetime, ends_at: datetime) -> Iterator[OwnerNamed]:
    made = (owner_offers.c.named_at >= begins_at) & (owner_offers.c.named_at < ends_at)
    by_leaders = owner_offers.c.named_by.in_(leaders_of(conn))
    found = select(owner_offers).where(made, by_leaders, owner_offers.c.state.in_(_SAID))
    for row in conn.execute(found.order_by(owner_offers.c.workflow, owner_offers.c.named_at)).all():
        who = names_of(conn, [row.person]).get(row.person, row.person)
        late, left = _late(conn, row.workflow, row.named_at, ends_at)
        yield OwnerNamed(row.workflow, who, _SAID[row.state], late, left)


def _late(conn: Connection, slug: str, at: datetime, until: datetime) -> tuple[int, int]:
    """Return how many were late at that instant, and how many of these nobody had decided `until`."""
    found = (
        select(outputs.c.settled_at)
        .outerjoin(reviews, FIRST_REVIEW)
        .where(outputs.c.workflow == slug, outputs.c.kind == "real", is_over(at))
    )
    # Each in the words of the index that holds it, as for the week's own figures.
    still = OPEN & (outputs.c.state == "in_review")
    since = (outputs.c.settled_at >= at) & (outputs.c.needed > 0) & (outputs.c.state != "in_review")
    is_gone = outputs.c.state.in_(("recalled", "superseded"))
    settled = conn.execute(union_all(found.where(still), found.where(since, ~is_gone))).scalars().all()
    return len(settled), sum(one is None or one >= until for one in settled)


def _asked(
    conn: Connection, begins_at: datetime, ends_at: datetime, cleaned: Mapping[str, Mapping[str, int]]
) -> Iterator[BothAsked]:
    asked = (both_asked.c.asked_at >= begins_at) & (both_asked.c.asked_at < ends_at)
    found = select(both_asked).where(asked).order_by(both_asked.c.workflow, both_asked.c.period)
    for row in conn.execute(found).all():
        told = cleaned.get(row.workflow, {})
        if row.team in told or "" not in told:
            yield BothAsked(row.workflow, row.team, row.minutes, told.get(row.team, 0))
