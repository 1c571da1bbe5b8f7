"""Somebody plants a mistake: a past rejection made unrecognisable, or a text written for it; and says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.content import commitment
from domain.eligibility import Person, unfit
from domain.refusals import Refused
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.outputs import output, text_of
from storage.people import listed_on
from storage.tables import probes
from storage.transaction import Tx
from storage.workflows import Workflow, workflow_for_update
from usecases.pause_workflow import may_resume


@dataclass(frozen=True)
class MakeProbe:
    """The probe as its maker has confirmed it. `from_output` None: written by hand. `salt`: 32 random bytes."""

    probe_id: str
    workflow: str
    person: Person
    content: str
    wrong: str
    salt: bytes
    now: datetime
    title: str | None = None
    input: str | None = None
    from_output: str | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def make_probe(tx: Tx, command: MakeProbe) -> str | Refused:
    """Keep it in this transaction and return its id; made twice, the first stays. Its maker is never shown it.

    Refuses what keeps somebody from planting here (`why_not_plant`), `not_found` for what was not rejected by people of
    this workflow, and `planted_as_it_was` for a past text that nobody has altered.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    refusal = why_not_plant(tx.conn, found, command.person, command.now)
    if refusal is not None:
        return refusal
    if command.from_output is not None:
        past = output(tx.conn, command.from_output)
        if past is None or past.workflow != found.slug or past.state != "rejected":
            return Refused.of("not_found")
        before = text_of(tx.conn, past.id, past.content_sha256) or ""
        if _same(before, command.content):
            return Refused.of("planted_as_it_was")
    bound = commitment(command.salt, command.content)
    row = {
        "id": command.probe_id,
        "workflow": found.slug,
        "title": command.title,
        "content": command.content,
        "input": command.input,
        "from_output": command.from_output,
        "wrong": command.wrong,
        "salt": command.salt,
        "commitment": bound,
        "made_by": command.person.user_id,
        "made_at": command.now,
    }
    if not add_if_new(tx.conn, probes, row):
        return command.probe_id
    happening = Happening(
        "probe.made",
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        commitment=bound,
        facts={"probe": command.probe_id, "from": command.from_output},
    )
    record(tx.conn, happening)
    return command.probe_id


def why_not_plant(conn: Connection, found: Workflow, person: Person, now: datetime) -> Refused | None:
    """Return why the person may not plant mistakes there, None if they may: the owner, the deputy and the reviewers."""
    refusal = unfit(person, now=now)
    if refusal is not None:
        return refusal
    if may_resume(found, person.user_id) or listed_on(conn, found.slug).includes(person):
        return None
    return Refused.of("not_on_roster")


def _same(one: str, other: str) -> bool:
    """Say whether two texts differ in white space at most: as a field of a modal gives it back."""
    return one.split() == other.split()
