"""Whoever answers for what is looked at afterwards hears, once a working day at most, that looks are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage import outbox
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.transaction import Tx


@dataclass(frozen=True)
class RemindOfAudits:
    """The clock says that looks are late on this person's working day, which ends at `until`."""

    person: str
    day: date
    until: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs."""
        return f"~{self.person}"


def remind_of_audits(tx: Tx, command: RemindOfAudits) -> bool:
    """Wish that the person hears of it, in this transaction; False if that day has had its turn."""
    audience, period = audience_of(command.person), command.day.isoformat()
    if not add_digests(tx.conn, audience, [period], "issued", now=command.now):
        return False
    wish = outbox.wish(
        "late_audits",
        route=audience,
        subject=f"{command.person}:{period}",
        now=command.now,
        payload={"until": command.until.isoformat()},
    )
    outbox.want(tx, [wish])
    facts = {"audience": "audits", "period": period, "person": subject_of(tx.conn, command.person)}
    record(tx.conn, Happening("digest.issued", command.now, "clock", facts=facts))
    return True


def audience_of(person: str) -> str:
    """Return whom these reminders are for, as the list of summaries spells it."""
    return f"audits:{person}"
