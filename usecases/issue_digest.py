"""The week's summary is wished for once: whatever restarts, how many processes plan it, and what clocks do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from domain.weeks import Week, weeks_between
from storage import outbox
from storage.crash_points import crash_point
from storage.digests import State, add_digests
from storage.evidence import Happening, record
from storage.tables import digests, policies
from storage.transaction import Tx


@dataclass(frozen=True)
class IssueDigest:
    """The clock says that this week's summary is the latest that is due in this channel. Weeks are those of
    `timezone`, the installation's.
    """

    audience: str
    channel_id: str
    week: Week
    timezone: str
    now: datetime


@dataclass(frozen=True)
class Issued:
    """A summary was wished for. `skipped` are the weeks since the last one that get none."""

    week: Week
    skipped: tuple[Week, ...]


def issue_digest(tx: Tx, command: IssueDigest) -> Issued | None:
    """Wish for the latest summary that is due, in this transaction; None if there is nothing to issue.

    After a time without the bot only the latest is issued, and it says which were left out. A week before the
    first workflow has no summary. A week left out while the clock was ahead is issued when it comes to be
    the latest after all.
    """
    week = command.week
    if not _had_workflows(tx, week, command) or not _claim(tx, week, command):
        return None
    last = _last_issued(tx, week, command)
    skipped = tuple(weeks_between(last, week)) if last is not None else ()
    _add(tx, list(skipped), "skipped", command)
    route, told = f"slack:{command.channel_id}", {"audience": command.audience}
    wish_digest(tx, command.audience, route, week, skipped, now=command.now, told=told)
    return Issued(week, skipped)


def wish_digest(
    tx: Tx,
    audience: str,
    route: str,
    week: Week,
    skipped: Sequence[Week],
    *,
    now: datetime,
    told: Mapping[str, str],
    payload: Mapping[str, str] | None = None,
) -> None:
    """Wish for a summary and record it, in this transaction; `told` says in evidence whom it is for.

    `pictured`: it is to have its pictures below it.
    """
    what: dict[str, object] = {"period": str(week), "skipped": [str(each) for each in skipped]}
    wish = outbox.wish(
        "digest",
        route=route,
        subject=f"{audience}:{week}",
        now=now,
        payload={"audience": audience} | what | dict(payload or {}),
    )
    outbox.want(tx, [wish])
    record(tx.conn, Happening("digest.issued", now, "clock", facts=what | dict(told)))
    crash_point("digest.in_transaction")


def _had_workflows(tx: Tx, week: Week, command: IssueDigest) -> bool:
    first: datetime | None = tx.conn.execute(select(func.min(policies.c.made_at))).scalar_one()
    return first is not None and first < week.ends_at(ZoneInfo(command.timezone))


def _claim(tx: Tx, week: Week, command: IssueDigest) -> bool:
    """Say whether this transaction, and no other, is the one to issue it."""
    if _add(tx, [week], "issued", command):
        return True
    left_out = update(digests).where(
        digests.c.audience == command.audience,
        digests.c.period == str(week),
        digests.c.state == "skipped",
    )
    return tx.conn.execute(left_out.values(state="issued", issued_at=command.now)).rowcount == 1


def _last_issued(tx: Tx, week: Week, command: IssueDigest) -> Week | None:
    # Names of weeks sort as weeks do.
    found = select(func.max(digests.c.period)).where(
        digests.c.audience == command.audience,
        digests.c.period < str(week),
        digests.c.state != "skipped",
    )
    period: str | None = tx.conn.execute(found).scalar_one()
    return Week.named(period) if period is not None else None


def _add(tx: Tx, weeks: list[Week], state: State, command: IssueDigest) -> list[str]:
    """Add rows for weeks that have none, and return those added."""
    periods = [str(week) for week in weeks]
    return add_digests(tx.conn, command.audience, periods, state, now=command.now)


@dataclass(frozen=True)
class RecordDigestSent:
    """The summary stands in Slack. `shown` is the hash of the message; `told` says in evidence whom it is for.

    `pictured`: it is to have its pictures below it.
    """

    audience: str
    period: str
    channel_id: str
    ts: str
    shown: str
    told: Mapping[str, str]
    now: datetime
    pictured: bool = False


def record_digest_sent(tx: Tx, command: RecordDigestSent) -> bool:
    """Note where the summary is, with evidence, in this transaction; False if that is known already."""
    sent = (
        update(digests)
        .where(
            digests.c.audience == command.audience,
            digests.c.period == command.period,
            digests.c.state == "issued",
        )
        .values(state="sent", channel_id=command.channel_id, ts=command.ts, sent_at=command.now)
    )
    if tx.conn.execute(sent).rowcount == 0:
        return False
    facts = {
        **command.told,
        "period": command.period,
        "ts": command.ts,
        "shown": command.shown,
    }
    record(tx.conn, Happening("digest.sent", command.now, "clock", facts=facts))
    if command.pictured:
        outbox.want(tx, [_pictures(command)])
    return True


def _pictures(command: RecordDigestSent) -> dict[str, object]:
    """Return the wish for its pictures, on a route of their own: nothing else waits for them."""
    below = {"period": command.period, "channel": command.channel_id, "ts": command.ts}
    subject = f"{command.audience}:{command.period}"
    return outbox.wish(
        "pictures", route=f"pictures:{command.channel_id}", subject=subject, now=command.now, payload=below
    )
