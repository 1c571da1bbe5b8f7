"""Somebody on the roster begins to be trained in a workflow, or goes on where they were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from domain.eligibility import Person, unfit
from domain.lanes import CLOSED
from domain.refusals import Refused
from domain.training import RENEWED_FROM, examples_of
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.joining import Joining, decided_there, open_joining
from storage.people import listed_on
from storage.tables import joinings
from storage.trained import trained_until
from storage.transaction import Tx
from storage.workflows import Workflow, hold_workflows, workflow


@dataclass(frozen=True)
class BeginJoining:
    """Who joins which workflow. `joining_id` is used if they have not begun. They were looked up just before."""

    joining_id: str
    workflow: str
    person: Person
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def begin_joining(tx: Tx, command: BeginJoining) -> Joining | Refused:
    """Return their joining, begun in this transaction if it was not; or why there is nothing to join.

    `trained_already` where what they have lasts for more than four weeks. As long as nothing was judged, what has
    been decided meanwhile is among the examples too.
    """
    hold_workflows(tx.conn, [command.workflow])
    found = workflow(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    refusal = may_join(tx, found.slug, command.person, command.now)
    if refusal is not None:
        return refusal
    until = trained_until(tx.conn, command.person.user_id, command.now).get(found.slug)
    if until is not None and until > command.now + RENEWED_FROM:
        return Refused.of("trained_already", until=until)
    examples = _examples(tx, command)
    if open_joining(tx.conn, found.slug, command.person.user_id) is None:
        _begin(tx, command, found, examples)
    has = open_joining(tx.conn, found.slug, command.person.user_id)
    if has is None:
        return Refused.of("not_found")
    if not has.given and list(has.examples) != examples:
        tx.conn.execute(update(joinings).where(joinings.c.id == has.id).values(examples=examples))
        has = replace(has, examples=tuple(examples))
    return has


def may_join(tx: Tx, slug: str, person: Person, now: datetime) -> Refused | None:
    """Return why this person cannot be trained there, None if they can."""
    refusal = unfit(person, now=now)
    if refusal is not None:
        return refusal
    live = workflow(tx.conn, slug)
    if live is None or live.status in CLOSED:
        return Refused.of("workflow_closed", workflow=slug)
    if live.live.training_months is None:
        return Refused.of("no_training", workflow=slug)
    return None if listed_on(tx.conn, slug).includes(person) else Refused.of("not_on_roster")


def _examples(tx: Tx, command: BeginJoining) -> list[str]:
    approved = decided_there(tx.conn, command.workflow, command.now, "approve")
    rejected = decided_there(tx.conn, command.workflow, command.now, "reject")
    return [one.output_id for one in examples_of(approved, rejected)]


def _begin(tx: Tx, command: BeginJoining, found: Workflow, examples: list[str]) -> None:
    row = {
        "id": command.joining_id,
        "workflow": found.slug,
        "person": command.person.user_id,
        "examples": examples,
    }
    if not add_if_new(tx.conn, joinings, row):  # they pressed twice, in two processes
        return
    happening = Happening(
        "training.begun",
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"joining": command.joining_id},
    )
    record(tx.conn, happening)
