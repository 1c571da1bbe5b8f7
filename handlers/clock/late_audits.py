"""On each working day on which looks at what has gone out are late, whoever answers for that hears of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from handlers.clock.reach import Reach
from storage.digests import has_digest
from storage.late_audits import who_hears
from storage.people import zone_of
from storage.quiet import quiet_until
from usecases.remind_of_audits import RemindOfAudits, audience_of, remind_of_audits


async def remind_all_of_audits(reach: Reach) -> None:
    """Wish for every reminder whose day has not had its turn; who wants fewer messages hears once that is over."""
    now = reach.clock.now()
    for person, (day, until) in (await reach.db.read(_days, now)).items():
        await reach.db.write(remind_of_audits, RemindOfAudits(person, day, until, now))


def _days(conn: Connection, now: datetime) -> dict[str, tuple[date, datetime]]:
    """Return who is to be reminded now, each with their working day and its end."""
    hearing = who_hears(conn, now)
    quiet = quiet_until(conn, hearing, now)
    found: dict[str, tuple[date, datetime]] = {}
    for person, own in hearing.items():
        zone = zone_of(conn, person)
        days = [live.policy.working_hours.in_zone(zone).day_at(now) for live in own]
        day = next((one for one in days if one is not None), None)
        if day is None or person in quiet:
            continue
        if not has_digest(conn, audience_of(person), day[0].isoformat()):
            found[person] = day
    return found
