"""A person hands in a text that an AI wrote elsewhere, for the workflow's people to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.api_keys import hand_in_key_id
from domain.content import commitment, content_sha256, fingerprint
from domain.eligibility import Person, unfit
from domain.lanes import CLOSED
from domain.refusals import Refused
from storage.api_keys import api_key
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.tables import api_keys
from storage.transaction import Tx
from storage.workflows import workflow
from usecases.notify import notify
from usecases.submit_output import SubmitOutput, Submitted, submit_outputs


@dataclass(frozen=True)
class HandIn:
    """What the person hands in. `source` names the act: the same again is the same output.

    `key_sha256` is the hash of random bytes that nobody keeps: it is stored where a key's hash has to be.
    """

    output_id: str
    workflow: str
    person: Person
    content: str
    title: str | None
    asked: str | None
    source: str
    salt: bytes
    key_sha256: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def hand_in(tx: Tx, command: HandIn) -> Submitted | Refused:
    """Hand the text in under the person's own key for the workflow, in this transaction.

    The person is the requester and the key's owner, so they never judge it; a person looks at it whatever lane is
    signed. Refuses who is no member, `unknown_person`, `workflow_unknown`, `workflow_closed`, `hand_in_stopped` (their
    key was revoked) and `idempotency_mismatch`.
    """
    refused = may_hand_in(command.person, now=command.now)
    if refused is not None:
        return refused
    found = workflow(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if found.status in CLOSED:
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    key_id = _own_key(tx, command)
    if key_id is None:
        return Refused.of("hand_in_stopped", workflow=command.workflow)
    (done,) = submit_outputs(tx, [_submission(command, key_id)])
    if isinstance(done, Submitted) and not done.replayed:
        notify(tx, done.output, "handed_in", about="", person=command.person.user_id, now=command.now)
    return done


def may_hand_in(person: Person, *, now: datetime) -> Refused | None:
    """Return why this person may not hand in by hand, None if they may: members only, since it shows which
    workflows there are, and puts work before colleagues.
    """
    return unfit(person, now=now, act="hand_in")


def _own_key(tx: Tx, command: HandIn) -> str | None:
    """Return the id of the person's key for the workflow, made now if there is none; None if it was revoked."""
    key_id = hand_in_key_id(command.workflow, command.person.user_id)
    row = {
        "id": key_id,
        "workflow": command.workflow,
        "key_sha256": command.key_sha256,
        "owner": command.person.user_id,
        "scopes": "submit",
        "made_at": command.now,
    }
    if add_if_new(tx.conn, api_keys, row):
        subject = command.person.subject
        facts = {"key": key_id, "owner": subject, "scopes": ["submit"], "by_hand": True}
        record(
            tx.conn,
            Happening("key.created", command.now, subject, workflow=command.workflow, facts=facts),
        )
        return key_id
    known = api_key(tx.conn, key_id)
    return key_id if known is not None and known.revoked_at is None else None


def _submission(command: HandIn, key_id: str) -> SubmitOutput:
    said = {"content": command.content, "title": command.title, "input": command.asked}
    return SubmitOutput(
        output_id=command.output_id,
        workflow=command.workflow,
        key_id=key_id,
        key_owner=command.person.user_id,
        key_callback_url=None,
        idempotency_key=f"by-hand:{command.source}",
        fingerprint=fingerprint(said),
        content=command.content,
        content_sha256=content_sha256(command.content),
        salt=command.salt,
        commitment=commitment(command.salt, command.content),
        now=command.now,
        title=command.title,
        input=command.asked,
        requested_by=command.person.user_id,
        by_hand=True,
    )
