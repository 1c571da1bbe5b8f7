"""Who is trained where, and until when: the last date that counts for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.tables import trainings


@dataclass(frozen=True)
class Trained:
    """Somebody who is trained, and until when."""

    person: str
    until_at: datetime


def trained_in(conn: Connection, workflow: str, now: datetime) -> frozenset[str]:
    """Return the Slack ids of those who are trained in the workflow at `now`."""
    found = select(trainings.c.person).where(trainings.c.workflow == workflow, trainings.c.until_at > now)
    return frozenset(conn.execute(found).scalars())


def trained_until(conn: Connection, user_id: str, now: datetime) -> dict[str, datetime]:
    """Return the workflows in which the person is trained at `now`, each with when that ends."""
    found = select(trainings.c.workflow, func.max(trainings.c.until_at).label("until_at")).where(
        trainings.c.person == user_id, trainings.c.until_at > now
    )
    return {row.workflow: row.until_at for row in conn.execute(found.group_by(trainings.c.workflow))}


def roll_of(conn: Connection, workflow: str, people: Iterable[str], now: datetime) -> tuple[Trained, ...]:
    """Return who of these is trained in the workflow at `now`, each with when that ends."""
    found = (
        select(trainings.c.person, func.max(trainings.c.until_at))
        .where(trainings.c.workflow == workflow, trainings.c.until_at > now)
        .where(trainings.c.person.in_(list(people)))
        .group_by(trainings.c.person)
    )
    return tuple(Trained(*row) for row in conn.execute(found))


def anybody_was_trained(conn: Connection, workflow: str) -> bool:
    """Say whether training was ever asked for here, of anybody."""
    found = select(trainings.c.id).where(trainings.c.workflow == workflow).limit(1)
    return conn.execute(found).first() is not None
