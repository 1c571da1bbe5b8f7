"""Whoever answers for a workflow hears that somebody else stopped it, and once more where it still is after a day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.questions import owner_at
from storage import outbox
from storage.answering import who_answers
from storage.people import person
from storage.told import note_told, told_of
from storage.transaction import Tx
from storage.unowned import is_gone
from storage.workflows import Workflow

# Asked as of long ago, facts about people are never too old: only their zone is wanted.
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)


def tell_of_stop(tx: Tx, stopped: Workflow, decision_id: int, *, by: str, now: datetime) -> None:
    """Wish, in this transaction, that its owner hears of the decision that stopped it, unless they made it; and that
    they and the deputy are reminded after a working day of theirs. Where the owner is away or gone, the deputy hears.
    """
    hears = who_answers(tx.conn, stopped, now) or stopped.owner
    wishes = [] if hears == by else [_wish(decision_id, hears, "stopped", now=now)]
    known = person(tx.conn, hears, now=_WHENEVER)
    hours = stopped.policy.working_hours.in_zone(None if known is None else known.timezone)
    later = owner_at(hours, now)
    both = dict.fromkeys(one for one in (hears, stopped.deputy) if one is not None)
    wishes += [_wish(decision_id, one, "still_stopped", now=now, due_at=later) for one in both]
    told = [one for one in wishes if not is_gone(tx.conn, str(one["payload"]["person"]))]
    note_told(tx.conn, f"stop:{decision_id}", [str(one["payload"]["person"]) for one in told], now=now)
    outbox.want(tx, told)


def tell_that_it_is_over(tx: Tx, was_stopped: Workflow, decision_id: int, *, now: datetime) -> None:
    """Wish, in this transaction, that what they heard of this decision says that the workflow is not stopped by it any
    more.
    """
    # Also to who has answered for it then, and does no more.
    told = dict.fromkeys((was_stopped.owner, was_stopped.deputy, *told_of(tx.conn, f"stop:{decision_id}")))
    outbox.want(tx, [_wish(decision_id, one, "stop_over", now=now) for one in told if one is not None])


def _wish(
    decision_id: int, hears: str, kind: str, *, now: datetime, due_at: datetime | None = None
) -> dict[str, Any]:
    # All that one person hears of one stop goes by one route: what is over is not overtaken by what comes late.
    route = f"stopped:{decision_id}:{hears}"
    payload = {"person": hears}
    return outbox.wish(kind, route=route, subject=str(decision_id), now=now, due_at=due_at, payload=payload)
