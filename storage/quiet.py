"""Who wants fewer direct messages at an instant, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage.lists import one_of
from storage.tables import quiets
from storage.tables.types import Instant


@dataclass(frozen=True)
class Quiet:
    """A person wants fewer direct messages until then. `zone` is where that was meant."""

    person: str
    until_at: datetime
    zone: str


_QUIET = select(quiets.c.person, quiets.c.until_at).where(
    one_of(quiets.c.person, "people"), quiets.c.until_at > bindparam("at", type_=Instant)
)


def quiet_until(conn: Connection, people: Iterable[str], at: datetime) -> dict[str, datetime]:
    """Return which of these people (Slack ids) want fewer messages at this instant, each with until when."""
    asked = {"people": sorted(set(people)), "at": at}
    return {row.person: row.until_at for row in conn.execute(_QUIET, asked)}


def quiet_of(conn: Connection, person: str) -> Quiet | None:
    """Return what the person said last, which may be over; None if they said nothing, or it is noted as over."""
    row = conn.execute(select(quiets).where(quiets.c.person == person)).one_or_none()
    return None if row is None else Quiet(**row._mapping)


def quiets_that_are_over(conn: Connection, now: datetime) -> list[str]:
    """Return whose quiet is over by `now` and not noted as that."""
    return list(conn.execute(select(quiets.c.person).where(quiets.c.until_at <= now)).scalars())
