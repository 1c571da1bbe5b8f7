"""The owner is asked whether less may be checked, once all that they asked for has been seen; and may say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from domain.refusals import Refused
from domain.relaxing import ASK_AGAIN
from domain.trials import Trial
from storage import outbox
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.tables import trials
from storage.transaction import Tx
from storage.trials import trial_for_update
from storage.workflows import Workflow, workflow_for_update


@dataclass(frozen=True)
class AskToRelax:
    """The clock has found that nothing is missing, when so many were counted with so many errors."""

    workflow: str
    trial_id: int
    counted: int
    errors: int
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class KeepChecking:
    """The owner says that everything stays checked. Slack id."""

    workflow: str
    trial_id: int
    person: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def ask_to_relax(tx: Tx, command: AskToRelax) -> bool:
    """Wish, in this transaction, that the owner is asked; say whether they are. Nothing gets lighter by that.

    They are not if anything was counted since, or they were asked within a month.
    """
    live, found = _both(tx, command.workflow, command.trial_id)
    if live is None or found is None or found.ended_at is not None:
        return False
    if (found.counted, found.errors) != (command.counted, command.errors):
        return False
    if live.lane != "reviewed" or live.status != "live" or live.policy.lane != "automated":
        return False
    if found.ask_after is not None and found.ask_after > command.now:
        return False
    _not_before(tx, found, command.now)
    wish = outbox.wish(
        "relax",
        route=f"person:{live.owner}",
        subject=str(found.id),
        now=command.now,
        payload={"person": live.owner, "asked": command.now.isoformat()},
    )
    outbox.want(tx, [wish])
    numbers = {"trial": found.id, "counted": found.counted, "errors": found.errors, "late": found.late}
    _record(tx, live, "relaxing.asked", "clock", command.now, numbers)
    return True


def keep_checking(tx: Tx, command: KeepChecking) -> bool | Refused:
    """Keep everything checked, in this transaction, and ask nobody for a month; False where less is checked already:
    that is no way to check more. Refuses `only_owner`.
    """
    live, found = _both(tx, command.workflow, command.trial_id)
    if live is None or found is None:
        return Refused.of("not_found")
    if command.person != live.owner:
        return Refused.of("only_owner", judge=live.owner)
    if live.lane == "automated":
        return False
    if found.ended_at is None:
        _not_before(tx, found, command.now)
    actor = subject_of(tx.conn, command.person)
    _record(tx, live, "relaxing.declined", actor, command.now, {"trial": found.id})
    return True


def _both(tx: Tx, slug: str, trial_id: int) -> tuple[Workflow | None, Trial | None]:
    return workflow_for_update(tx.conn, slug), trial_for_update(tx.conn, trial_id)


def _not_before(tx: Tx, found: Trial, now: datetime) -> None:
    later = update(trials).where(trials.c.id == found.id)
    tx.conn.execute(later.values(ask_after=now + ASK_AGAIN))


def _record(
    tx: Tx, live: Workflow, action: str, actor: str, now: datetime, facts: Mapping[str, object]
) -> None:
    happening = Happening(
        action, now, actor, workflow=live.slug, policy_version=live.policy_version, facts=facts
    )
    record(tx.conn, happening)
