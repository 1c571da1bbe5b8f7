"""Somebody wants fewer direct messages until a time; then, or sooner, they hear what was put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage import outbox
from storage.evidence import Happening, record
from storage.inserting import insert_into
from storage.peace import IN_PEACE
from storage.people import subject_of
from storage.quiet import Quiet
from storage.tables import outbox as rows
from storage.tables import quiets
from storage.transaction import Tx
from usecases.look_again import look_again
from usecases.notify import notices_put_off
from usecases.tell import summary_wish


@dataclass(frozen=True)
class BeQuiet:
    """A person wants fewer direct messages until `until_at`. `zone` is where that was meant."""

    person: str
    until_at: datetime
    zone: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs, whose steps it may take."""
        return f"~{self.person}"


def be_quiet(tx: Tx, command: BeQuiet) -> Quiet:
    """Keep it in this transaction and return it; said again, the last counts, and steps go by that."""
    quiet = Quiet(command.person, command.until_at, command.zone)
    changed = {"until_at": quiet.until_at, "zone": quiet.zone}
    added = insert_into(tx.conn, quiets).values(vars(quiet))
    tx.conn.execute(added.on_conflict_do_update(index_elements=["person"], set_=changed))
    subject = subject_of(tx.conn, command.person)
    facts = {"person": subject, "until": command.until_at}
    record(tx.conn, Happening("quiet.set", command.now, subject, facts=facts))
    look_again(tx, command.person, now=command.now)
    return quiet


@dataclass(frozen=True)
class EndQuiet:
    """The person wants messages again; `by_clock`: the time that they named is over."""

    person: str
    by_clock: bool
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by: after outputs, whose steps it may take."""
        return f"~{self.person}"


def end_quiet(tx: Tx, command: EndQuiet) -> bool:
    """End it in this transaction, and wish for what was put off; False if there is none, or it goes on."""
    ended = delete(quiets).where(quiets.c.person == command.person)
    if command.by_clock:
        ended = ended.where(quiets.c.until_at <= command.now)
    if tx.conn.execute(ended).rowcount == 0:  # another process was quicker, or they have asked for more
        return False
    outbox.want(tx, [summary_wish(command.person, now=command.now)])
    notices_put_off(tx, command.person, now=command.now)
    _let_come(tx, command)
    look_again(tx, command.person, now=command.now)
    subject = subject_of(tx.conn, command.person)
    actor = "clock" if command.by_clock else subject
    record(tx.conn, Happening("quiet.ended", command.now, actor, facts={"person": subject}))
    return True


def _let_come(tx: Tx, command: EndQuiet) -> None:
    """Let what waited for their peace go out now. Those that another process has in hand are tried just now."""
    theirs = (rows.c.last_error == IN_PEACE) & (rows.c.state == "waiting") & (rows.c.due_at > command.now)
    to_them = theirs & rows.c.route.endswith(f":{command.person}", autoescape=True)
    ids = tx.conn.execute(select(rows.c.id).where(to_them).with_for_update(skip_locked=True)).scalars().all()
    if ids:
        tx.conn.execute(update(rows).where(rows.c.id.in_(ids)).values(due_at=command.now))
        tx.outbox = True
