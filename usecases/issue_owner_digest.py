"""Each week it is settled once for everybody who answers for something whether a summary of theirs comes to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from domain.weeks import Week, weeks_between
from storage.digests import State, add_digests
from storage.people import subject_of
from storage.tables import digests
from storage.transaction import Tx
from storage.weekly_readers import begun_at, owner_audience, weekly_readers
from usecases.issue_digest import Issued, wish_digest

# Whoever comes to answer for something in the middle of a week begins with the next.
_LATE_FOR_THE_FIRST = timedelta(days=1)


@dataclass(frozen=True)
class IssueOwnerDigest:
    """The clock says that this week's summary is the latest that is due to this person, since `due_at`. Weeks are those
    of `timezone`, the installation's.
    """

    person: str
    week: Week
    due_at: datetime
    timezone: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return f"~{self.person}"


def issue_owner_digest(tx: Tx, command: IssueOwnerDigest) -> Issued | None:
    """Wish for it, in this transaction, or note that this week has none for them; None where it has none, or has had
    its turn. Who wants none, is away, or stands in for nobody, has none; nor does a week before there was anything of
    theirs.
    """
    audience = owner_audience(command.person)
    last = _last_turn(tx, audience, command.week)
    comes = _comes(tx, command, is_first=last is None)
    state: State = "issued" if comes else "skipped"
    if not add_digests(tx.conn, audience, [str(command.week)], state, now=command.now) or not comes:
        return None
    missed = [] if last is None else _missed(tx, weeks_between(last, command.week))
    add_digests(tx.conn, audience, [str(one) for one in missed], "skipped", now=command.now)
    wish_digest(
        tx,
        audience,
        f"weekly:{command.person}",
        command.week,
        missed,
        now=command.now,
        told={"audience": "owner", "person": subject_of(tx.conn, command.person)},
        payload={"person": command.person},
    )
    return Issued(command.week, tuple(missed))


def _comes(tx: Tx, command: IssueOwnerDigest, *, is_first: bool) -> bool:
    readers = {one.person: one for one in weekly_readers(tx.conn, command.now)}
    reader = readers.get(command.person)
    if reader is None or reader.is_muted or (is_first and command.now - command.due_at > _LATE_FOR_THE_FIRST):
        return False
    begun = begun_at(tx.conn, reader.answers_for)
    return begun is not None and begun < command.week.ends_at(ZoneInfo(command.timezone))


def _last_turn(tx: Tx, audience: str, week: Week) -> Week | None:
    # Names of weeks sort as weeks do.
    found = select(func.max(digests.c.period)).where(
        digests.c.audience == audience, digests.c.period < str(week)
    )
    period: str | None = tx.conn.execute(found).scalar_one()
    return None if period is None else Week.named(period)


def _missed(tx: Tx, weeks: list[Week]) -> list[Week]:
    """Return those of which nobody at all had a summary: in the others it was not the bot that was away."""
    periods = [str(one) for one in weeks]
    told = select(digests.c.period).where(digests.c.period.in_(periods), digests.c.state != "skipped")
    had = set(tx.conn.execute(told).scalars())
    return [one for one in weeks if str(one) not in had]
