"""Somebody may decide in a workflow that asks for training, until a date: kept with how they came to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import insert

from storage.evidence import Happening, record
from storage.people import subject_of
from storage.tables import trainings
from storage.transaction import Tx

How = Literal["shadowed", "signed", "on_roster"]


@dataclass(frozen=True)
class Train:
    """Who, where, until when and by what. `by` signed them in, None: nobody had to. `facts` go into the record."""

    workflow: str
    policy_version: int
    person: str
    how: How
    until_at: datetime
    actor: str
    now: datetime
    by: str | None = None
    reason: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def train(tx: Tx, command: Train) -> None:
    """Keep it and record it, in this transaction. An earlier training stays as it was: the last date counts."""
    row = {
        "workflow": command.workflow,
        "person": command.person,
        "how": command.how,
        "until_at": command.until_at,
        "made_at": command.now,
        "made_by": command.by,
        "reason": command.reason,
    }
    tx.conn.execute(insert(trainings).values(row))
    happening = Happening(
        "reviewer.trained",
        command.now,
        command.actor,
        workflow=command.workflow,
        policy_version=command.policy_version,
        facts={
            "who": subject_of(tx.conn, command.person),
            "how": command.how,
            "until": command.until_at,
            **command.facts,
        },
    )
    record(tx.conn, happening)
