"""What one person did in the last thirty days, as counts, for that person alone: no times, nobody to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from storage.tables import outputs, put_rights, votes

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class OwnFigures:
    """How many outputs somebody judged, and how; how many they put right; of how many that they let out it turned out
    later that they were wrong.
    """

    approved: int = 0
    fixed: int = 0
    rejected: int = 0
    put_right: int = 0
    taken_back: int = 0

    @property
    def judged(self) -> int:
        """Return how many outputs they judged."""
        return self.approved + self.fixed + self.rejected

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not (self.judged or self.put_right)


def own_figures(conn: Connection, person: str, now: datetime) -> OwnFigures:
    """Return the person's own figures at `now`. Only what stands of what they said, and is final.

    What was planted to test the checking is in no figure.
    """
    since = now - WINDOW
    wrong = case((and_(outputs.c.state == "recalled", outputs.c.released_sha256.is_not(None)), 1), else_=0)
    said = (
        select(votes.c.verdict, func.count(votes.c.output_id.distinct()), func.sum(wrong))
        .join(outputs, outputs.c.id == votes.c.output_id)
        .where(*_counts(person, since, now), outputs.c.kind == "real")
        .group_by(votes.c.verdict)
    )
    mine = {row[0]: (int(row[1]), int(row[2])) for row in conn.execute(said)}
    counts = {verdict: count for verdict, (count, _) in mine.items()}
    return OwnFigures(
        approved=counts.get("approve", 0),
        fixed=counts.get("fix", 0),
        rejected=counts.get("reject", 0),
        put_right=_put_right(conn, person, since),
        taken_back=sum(taken for verdict, (_, taken) in mine.items() if verdict != "reject"),
    )


def _counts(person: str, since: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        votes.c.person == person,
        votes.c.recorded_at > since,
        votes.c.final_at <= now,
        votes.c.withdrawn_at.is_(None),
        votes.c.voided_at.is_(None),
    )


def _put_right(conn: Connection, person: str, since: datetime) -> int:
    done = select(func.count()).where(put_rights.c.done_by == person, put_rights.c.done_at > since)
    return int(conn.execute(done).scalar_one())
