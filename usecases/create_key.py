"""A workflow's AI system gets a key, and a person who answers for what comes through it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.api_keys import ApiKey, Scope
from domain.refusals import Refused
from storage.api_keys import add_api_key
from storage.evidence import Happening, record
from storage.people import subject_of
from storage.transaction import Tx
from storage.workflows import workflow


@dataclass(frozen=True)
class CreateKey:
    """A new key. Only its hash comes this far; `owner` (a Slack id) will never judge what comes through it."""

    key_id: str
    key_sha256: str
    workflow: str
    owner: str
    scopes: Collection[Scope]
    now: datetime
    callback_url: str | None = None
    actor: str = "operator"

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def create_key(tx: Tx, command: CreateKey) -> ApiKey | Refused:
    """Store the key in this transaction. Refuses `workflow_unknown`, and `unknown_person` for its owner."""
    if workflow(tx.conn, command.workflow) is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    owner = subject_of(tx.conn, command.owner)
    if owner == "unknown":
        return Refused.of("unknown_person", person=command.owner)
    key = ApiKey(
        id=command.key_id,
        workflow=command.workflow,
        key_sha256=command.key_sha256,
        owner=command.owner,
        scopes=frozenset(command.scopes),
        callback_url=command.callback_url,
        made_at=command.now,
        revoked_at=None,
    )
    add_api_key(tx.conn, key)
    facts = {"key": key.id, "owner": owner, "scopes": sorted(key.scopes)}
    record(tx.conn, Happening("key.created", command.now, command.actor, workflow=key.workflow, facts=facts))
    return key
