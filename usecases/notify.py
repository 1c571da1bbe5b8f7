"""Messages about one output other than its card: wished for with the change, and kept up to date from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from domain.announcements import Event
from domain.outputs import Output
from storage import outbox
from storage.aftermath import NoticeKind, notices_about
from storage.inserting import add_if_new
from storage.tables import notices
from storage.transaction import Tx


def notify(
    tx: Tx, output: Output, kind: NoticeKind, *, about: str, person: str | None, now: datetime
) -> None:
    """Wish for one message about the output: to one person, or (None) in its card's thread."""
    subject = f"{kind}:{output.id}:{about}"
    row = {
        "subject": subject,
        "kind": kind,
        "output_id": output.id,
        "about": about,
        "person": person,
        "shown": "",
        "wanted_at": now,
    }
    add_if_new(tx.conn, notices, row)
    outbox.want(tx, [_wish(output.id, subject, now)])


def redraw_notices(tx: Tx, output_id: str, *, now: datetime) -> None:
    """Wish that every message about the output shows what is true."""
    outbox.want(tx, [_wish(output_id, one.subject, now) for one in notices_about(tx.conn, output_id)])


def notices_put_off(tx: Tx, person: str, *, now: datetime) -> None:
    """Wish that each message to this person that was put off is posted."""
    mine = select(notices.c.output_id, notices.c.subject).where(
        notices.c.person == person, notices.c.ts.is_(None)
    )
    rows = tx.conn.execute(mine.order_by(notices.c.subject)).all()
    outbox.want(tx, [_wish(row.output_id, row.subject, now) for row in rows])


def answer_by_message(tx: Tx, output: Output, event: Event, *, now: datetime) -> None:
    """Wish that the person who handed it in by hand hears what an AI system would be told by a webhook.

    A decision and a reversal are a message each; all other news shows in those that are there.
    """
    about = output.settled_by_vote if event in ("output.approved", "output.rejected") else None
    if event in ("output.expired", "output.reversed"):
        about = event.removeprefix("output.")
    if about is not None:
        notify(tx, output, "answer", about=about, person=output.key_owner, now=now)
    redraw_notices(tx, output.id, now=now)


def _wish(output_id: str, subject: str, now: datetime) -> dict[str, object]:
    # One after the other for each output, so that none is posted twice.
    return outbox.wish("notice", route=f"notice:{output_id}", subject=subject, now=now, coalesced=True)
