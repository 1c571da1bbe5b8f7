"""What people have said of a workflow's outputs lately, in the order of hand-in: for trying on it what might hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, literal, tuple_

from domain.api_keys import is_by_hand
from domain.bands import share_in
from domain.lane_rules import Looked
from domain.lanes import Stage
from domain.policy import Policy
from domain.trying_standards import Decided, History
from domain.weighing import Judged, weight
from storage.tables import outputs
from storage.weighing import as_judged, judgements

_AT_ONCE = 1_000
_REPEATED = timedelta(days=30)
_TYPES = (outputs.c.submitted_at.type, outputs.c.id.type)


@dataclass(frozen=True)
class Handed:
    """One output: what its rules look at, what is known of it, and the chance that it had of being looked at (None:
    nobody knows) in the stage it was handed in. `is_unseen`: nobody was to look at it, and it went out.
    """

    looked: Looked
    judged: Judged
    pi: float | None
    stage: Stage | None
    is_unseen: bool


def history(conn: Connection, slug: str, rules: Policy, since: datetime, now: datetime) -> History:
    """Return what people decided of what AI systems handed the workflow since then, as these rules count it."""
    decided: list[Decided] = []
    unseen = 0
    for one in handed_in_since(conn, slug, since):
        weighs = weight(one.judged, rules, now)
        if weighs in ("good", "wrong", "late"):
            share = share_in(rules.checking.bands, one.looked)
            decided.append(Decided(one.judged.submitted_at, weighs != "good", share))
        elif one.is_unseen:
            unseen += 1
    return History(tuple(decided), unseen)


def handed_in_since(conn: Connection, slug: str, since: datetime) -> Iterator[Handed]:
    """Give what AI systems have handed in since then, a page at a time, real and judged or not.

    `judged.counts` where somebody was to look at it and it repeats no text that counted within 30 days before.
    """
    place = tuple_(outputs.c.submitted_at, outputs.c.id)
    was_to_be_looked_at = (outputs.c.needed > 0) | outputs.c.sampled
    found = (
        judgements(and_(outputs.c.kind == "real", was_to_be_looked_at))
        .add_columns(
            outputs.c.content_sha256.label("text"),
            outputs.c.segment,
            outputs.c.risk,
            outputs.c.confidence,
            outputs.c.content_length,
            outputs.c.pi,
            outputs.c.stage.label("in_stage"),
            outputs.c.api_key_id,
            was_to_be_looked_at.label("to_be_looked_at"),
        )
        .where(outputs.c.workflow == slug, outputs.c.kind == "real")
        .order_by(outputs.c.submitted_at, outputs.c.id)
        .limit(_AT_ONCE)
    )
    counted_at: dict[str, datetime] = {}
    last = (since, "")  # before every id
    while rows := conn.execute(found.where(place > tuple_(*map(literal, last, _TYPES)))).all():
        for row in rows:
            judged = as_judged(row)
            last = (judged.submitted_at, judged.id)
            if is_by_hand(row.api_key_id):
                continue
            before = counted_at.get(row.text)
            if judged.counts and before is not None and judged.submitted_at - before <= _REPEATED:
                judged = replace(judged, counts=False)
            elif judged.counts:
                counted_at[row.text] = judged.submitted_at
            looked = Looked(row.segment, row.risk, row.confidence, row.content_length)
            unseen = not row.to_be_looked_at and judged.went_out
            yield Handed(looked, judged, row.pi, row.in_stage, unseen)
