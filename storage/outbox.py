"""The wish to tell someone: written with the change, done later by one loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import update

from storage.rows import add_rows
from storage.tables import outbox
from storage.transaction import Tx

# Not DO NOTHING: the waiting wish must be kept from being claimed until this change can be seen.
_MERGED = """(kind, subject) WHERE coalesced AND state = 'waiting' DO UPDATE SET route = excluded.route, due_at =
    CASE WHEN excluded.due_at < outbox.due_at THEN excluded.due_at ELSE outbox.due_at END,
    yields = outbox.yields AND excluded.yields"""


def wish(
    kind: str,
    *,
    route: str,
    subject: str,
    now: datetime,
    due_at: datetime | None = None,
    payload: Mapping[str, object] | None = None,
    coalesced: bool = False,
    yields: bool = False,
) -> dict[str, object]:
    """Return a row for `want`. `kind` names the effect, `route` what must go one after the other (a channel,
    one output's webhooks), `subject` what it is about. A `coalesced` wish is one that a waiting one of the
    same kind and subject already fulfils, since the effect looks up what is true when it runs. One that `yields`
    lets those on its route go first that do not: nobody has just done what it is to show.
    """
    return {
        "kind": kind,
        "route": route,
        "subject": subject,
        "coalesced": coalesced,
        "yields": yields,
        "payload": dict(payload or {}),
        "made_at": now,
        "due_at": due_at or now,
    }


def want(tx: Tx, wishes: Sequence[Mapping[str, object]]) -> None:
    """Add wishes in this transaction; the dispatcher is woken after the commit.

    Those that several outputs share (one person's summary, a channel's one message) are added at the transaction's
    end, as `add_shared` says; an output's own card is not one, since whoever wishes for it holds the output.
    """
    tx.shared_wishes += [each for each in wishes if _is_shared(each)]
    _add(tx, [each for each in wishes if not _is_shared(each)])


def add_shared(tx: Tx) -> None:
    """Add what several outputs share, as the last of the transaction and all in one order.

    Another process that waits for such a row then waits only for a COMMIT, never for an output that this one
    waits for in turn.
    """
    wishes, tx.shared_wishes = tx.shared_wishes, []
    _add(tx, sorted(wishes, key=lambda each: (str(each["kind"]), str(each["subject"]))))


def _is_shared(each: Mapping[str, object]) -> bool:
    return bool(each["coalesced"]) and each["kind"] != "card"


def _add(tx: Tx, wishes: Sequence[Mapping[str, object]]) -> None:
    if wishes:
        add_rows(tx.conn, outbox, _merged(wishes), on_conflict=_MERGED)
        tx.outbox = True


def _merged(wishes: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the wishes with those merged that one statement may not hold twice: the earliest is the one, and it
    yields only if all of them do.
    """
    found: dict[object, Mapping[str, object]] = {}
    for place, each in enumerate(wishes):
        key = (each["kind"], each["subject"]) if each["coalesced"] else place
        before = found.setdefault(key, each)
        if before is not each:
            earlier = min(before, each, key=lambda one: cast("datetime", one["due_at"]))
            found[key] = {**earlier, "yields": before["yields"] and each["yields"]}
    return list(found.values())


def amend(tx: Tx, kind: str, subject: str, *, due_at: datetime, payload: Mapping[str, object]) -> bool:
    """Give a wish that nobody has begun on another time and payload; False if there is none."""
    changed = tx.conn.execute(
        update(outbox)
        .where(
            outbox.c.kind == kind,
            outbox.c.subject == subject,
            outbox.c.state == "waiting",
            outbox.c.attempts == 0,
        )
        .values(due_at=due_at, payload=dict(payload))
    )
    tx.outbox = True
    return changed.rowcount > 0
