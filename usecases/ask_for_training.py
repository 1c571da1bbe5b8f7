"""A workflow asks for training, or no more: whoever was on its roster before goes on deciding for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Roster
from domain.training import GRACE
from storage.evidence import Happening, record
from storage.people import may_be_on_roster
from storage.trained import anybody_was_trained
from storage.transaction import Tx
from usecases.train import Train, train


@dataclass(frozen=True)
class AskForTraining:
    """`months` is for how long it holds, None: none is asked for any more. `before` were on the roster until now."""

    workflow: str
    policy_version: int
    months: int | None
    before: Roster
    actor: str
    now: datetime


def ask_for_training(tx: Tx, command: AskForTraining) -> None:
    """Record it in this transaction. Asked for the first time ever, it locks nobody out: those of before have four
    weeks to be trained in, also who is in a group and was never looked up.
    """
    happening = Happening(
        "training.asked" if command.months is not None else "training.not_asked",
        command.now,
        command.actor,
        workflow=command.workflow,
        policy_version=command.policy_version,
        facts={"months": command.months},
    )
    record(tx.conn, happening)
    if command.months is None or anybody_was_trained(tx.conn, command.workflow):
        return
    for person in may_be_on_roster(tx.conn, command.before):
        until = command.now + GRACE
        going_on = Train(
            command.workflow, command.policy_version, person, "on_roster", until, command.actor, command.now
        )
        train(tx, going_on)
