"""Who may be given what is late: those who decide there, who are here, and of how many of it that is true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.eligibility import may_decide
from storage.assignment import candidates, who_has_judged
from storage.escalation import AT_ONCE
from storage.outputs import outputs_where
from storage.people import roster_of
from storage.tables import outputs, reviews


@dataclass(frozen=True)
class Receiver:
    """Somebody who may be given `may` of the outputs asked about: to decide, or to look at."""

    user_id: str
    name: str
    may: int


def receivers_of(conn: Connection, slug: str, ids: Sequence[str], now: datetime) -> list[Receiver]:
    """Return who may be given at least one of these outputs of the workflow, whoever may have most first, by name.

    Nobody who is away, and of each output neither who has it already nor who has said something of it. It is as far
    as we know: whoever is chosen is looked up anew.
    """
    asked = list(ids[:AT_ONCE])
    roster = roster_of(conn, slug, now)
    here = [one.person for one in candidates(conn, roster, now) if not one.is_away]
    open_ones = select(reviews.c.output_id, reviews.c.assignee).where(
        reviews.c.output_id.in_(asked), reviews.c.closed_at.is_(None), reviews.c.assignee.is_not(None)
    )
    has: defaultdict[str, set[str]] = defaultdict(set)
    for row in conn.execute(open_ones):
        has[row.output_id].add(row.assignee)
    may: Counter[str] = Counter()
    for output in outputs_where(conn, outputs.c.id.in_(asked)):
        without = has[output.id] | who_has_judged(conn, output.id)
        for person in here:
            if person.user_id in without:
                continue
            may[person.user_id] += may_decide(person, roster, output, now=person.fetched_at) is None
    found = [Receiver(one.user_id, one.name, may[one.user_id]) for one in here if may[one.user_id]]
    return sorted(found, key=lambda one: (-one.may, one.name))
