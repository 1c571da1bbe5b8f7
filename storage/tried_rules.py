"""What was handed in lately, for rules and bands that nobody has signed yet: a walk over an index, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, literal, select, tuple_

from domain.lane_rules import LaneRule, Looked
from domain.policy import Policy
from domain.trying_bands import TriedBands, Weighed, try_bands
from domain.trying_rules import HandedIn, Tried, try_rules
from domain.weighing import weight
from storage.decided import handed_in_since
from storage.tables import outputs

_AT_ONCE = 1_000
_TYPES = (outputs.c.submitted_at.type, outputs.c.id.type)


def tried_on_outputs(conn: Connection, workflow: str, rules: Sequence[LaneRule], since: datetime) -> Tried:
    """Return what the rules would have meant for what the workflow was handed since then."""
    return try_rules(rules, _handed_in(conn, workflow, since))


def bands_tried_on_outputs(
    conn: Connection, workflow: str, policy: Policy, since: datetime, now: datetime
) -> TriedBands:
    """Return what the policy's bands would have meant for what AI systems handed the workflow since then."""
    found = handed_in_since(conn, workflow, since)
    return try_bands(policy, (Weighed(one.looked, weight(one.judged, policy, now), one.pi) for one in found))


def _handed_in(conn: Connection, workflow: str, since: datetime) -> Iterator[HandedIn]:
    place = tuple_(outputs.c.submitted_at, outputs.c.id)
    found = select(
        outputs.c.submitted_at,
        outputs.c.id,
        outputs.c.kind,
        outputs.c.segment,
        outputs.c.risk,
        outputs.c.confidence,
        outputs.c.content_length,
        outputs.c.lane,
        outputs.c.needed,
        outputs.c.sampled,
    ).where(outputs.c.workflow == workflow)
    page = found.order_by(outputs.c.submitted_at, outputs.c.id).limit(_AT_ONCE)
    last = (since, "")  # before every id
    while rows := conn.execute(page.where(place > tuple_(*map(literal, last, _TYPES)))).all():
        for row in rows:
            if row.kind == "real":
                looked = Looked(row.segment, row.risk, row.confidence, row.content_length)
                yield HandedIn(looked, row.lane, row.needed > 0 or row.sampled)
        last = (rows[-1].submitted_at, rows[-1].id)
