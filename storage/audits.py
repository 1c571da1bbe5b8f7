"""Audits: reviews of what has gone out already, and what people said in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, func, literal_column, select

from domain.audits import AuditVote, counting
from storage.queue import begun_or_dead
from storage.tables import audit_votes, cards, outputs, reviews

# Spelled out in the statement: a partial index helps only where the database sees its words.
IS_AUDIT: ColumnElement[bool] = reviews.c.kind == literal_column("'audit'")
IS_OPEN: ColumnElement[bool] = reviews.c.closed_at.is_(None)
# True of every one, since "" comes before any id: with it, the database begins with the few that are open.
BY_INDEX: ColumnElement[bool] = reviews.c.output_id > literal_column("''")
# Nobody has said anything of it, be it for the minute of undo.
UNSAID: ColumnElement[bool] = (
    ~select(audit_votes.c.id)
    .where(audit_votes.c.output_id == outputs.c.id, audit_votes.c.withdrawn_at.is_(None))
    .exists()
)
# It has gone out and waits for somebody to look at it. For queries that are about open audits by themselves.
TO_BE_LOOKED_AT: ColumnElement[bool] = (outputs.c.state == "released") & (outputs.c.needed == 0) & UNSAID

_VOTE = select(*(audit_votes.c[name] for name in AuditVote.__dataclass_fields__))
_VOTES = _VOTE.where(audit_votes.c.output_id == bindparam("output_id")).order_by(
    audit_votes.c.recorded_at, audit_votes.c.id
)
_CLOSED = select(reviews.c.closed_at).where(reviews.c.output_id == bindparam("output_id"), IS_AUDIT)


@dataclass(frozen=True)
class Audit:
    """One output's audit: when it was done with, None while it is open, and all that was said in it."""

    closed_at: datetime | None
    votes: tuple[AuditVote, ...]

    @property
    def is_open(self) -> bool:
        """Say whether it waits for somebody, or for a minute of undo."""
        return self.closed_at is None

    @property
    def by(self) -> AuditVote | None:
        """Return the vote that settles it, or has; None where nobody has said anything."""
        return counting(self.votes)


@dataclass(frozen=True)
class AuditsOf:
    """How a workflow's audits stand: how many wait, how many were found good, how many wrong."""

    open: int
    good: int
    wrong: int


def audit_of(conn: Connection, output_id: str) -> Audit | None:
    """Return the output's audit, None if it has none."""
    asked = {"output_id": output_id}
    row = conn.execute(_CLOSED, asked).one_or_none()
    if row is None:
        return None
    return Audit(row.closed_at, tuple(AuditVote(**one._mapping) for one in conn.execute(_VOTES, asked)))


def audit_vote_by_source(conn: Connection, source: str) -> AuditVote | None:
    """Return what this very act of Slack's has said already, or None."""
    row = conn.execute(_VOTE.where(audit_votes.c.source == source)).one_or_none()
    return None if row is None else AuditVote(**row._mapping)


def open_audit_cards(conn: Connection, channel_id: str) -> int:
    """Return how many cards in the channel are about what has gone out and nobody has looked at."""
    found = (
        select(func.count())
        .select_from(cards.join(reviews, reviews.c.output_id == cards.c.output_id))
        .where(cards.c.channel_id == channel_id, IS_AUDIT, IS_OPEN)
    )
    return int(conn.execute(found).scalar_one())


_WITHOUT_CARD = (
    select(outputs.c.id, outputs.c.workflow)
    .select_from(reviews.join(outputs, outputs.c.id == reviews.c.output_id))
    .outerjoin(cards, cards.c.output_id == outputs.c.id)
    .where(
        IS_AUDIT,
        IS_OPEN,
        outputs.c.workflow.in_(bindparam("workflows", expanding=True)),
        cards.c.output_id.is_(None),
        outputs.c.id.not_in(begun_or_dead("card")),
    )
    .order_by(outputs.c.submitted_at, outputs.c.id)
    .limit(bindparam("most", type_=Integer))
)


def audits_without_card(conn: Connection, workflows: list[str], limit: int) -> list[tuple[str, str]]:
    """Return (id, workflow) of what waits for its audit in these workflows without a card, the oldest first."""
    rows = conn.execute(_WITHOUT_CARD, {"workflows": sorted(workflows), "most": limit})
    return [(row.id, row.workflow) for row in rows]


def audits_in(conn: Connection, workflow: str) -> AuditsOf:
    """Count the workflow's audits."""
    mine = select(func.count()).select_from(reviews.join(outputs, outputs.c.id == reviews.c.output_id))
    mine = mine.where(outputs.c.workflow == workflow, IS_AUDIT)
    waiting = int(conn.execute(mine.where(IS_OPEN)).scalar_one())
    wrong = int(conn.execute(mine.where(outputs.c.state == "recalled")).scalar_one())
    done = int(conn.execute(mine.where(reviews.c.closed_at.is_not(None))).scalar_one())
    return AuditsOf(waiting, done - wrong, wrong)
