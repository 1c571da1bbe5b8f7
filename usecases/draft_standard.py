"""Somebody of the workflow would have something else be good enough: a draft, which changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.eligibility import Person, unfit
from domain.lanes import CLOSED
from domain.refusals import Refused
from domain.standards import Wording, differing, wording_of
from storage import outbox
from storage.evidence import Happening, record
from storage.standard_views import may_draft
from storage.standards import Draft, draft_by_source
from storage.tables import standard_drafts
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.tell import draft_wish


@dataclass(frozen=True)
class DraftStandard:
    """What the person would have instead of the standard of the policy they saw, `policy_id`.

    `source` is the act's own name: the same act again drafts nothing more.
    """

    draft_id: str
    workflow: str
    person: Person
    policy_id: int
    wording: Wording
    source: str
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


def draft_standard(tx: Tx, command: DraftStandard) -> Draft | Refused:
    """Keep the draft in this transaction, instead of any that the same person had open; its owner is asked.

    An owner's own draft asks nobody: they sign it next. Refuses `not_on_roster` for whoever is neither on the roster
    nor answers for it, `workflow_closed`, `standard_changed` where other rules hold by now, `standard_same`.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    if (before := draft_by_source(tx.conn, command.source)) is not None:
        return before
    if refused := unfit(command.person, now=command.now):
        return refused
    if found.status in CLOSED:
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    if not may_draft(tx.conn, found, command.person):
        return Refused.of("not_on_roster")
    if command.policy_id != found.policy_id or not found.readable:
        return Refused.of("standard_changed", workflow=found.slug)
    changed = differing(wording_of(found.policy), command.wording)
    if not changed:
        return Refused.of("standard_same", workflow=found.slug)
    draft = Draft(
        command.draft_id,
        found.slug,
        found.policy_id,
        command.wording,
        command.person.user_id,
        command.now,
    )
    _keep(tx, command, draft)
    happening = Happening(
        "standard.drafted",
        command.now,
        command.person.subject,
        workflow=found.slug,
        policy_version=found.policy_version,
        facts={"draft": draft.id, "fields": list(changed)},
    )
    record(tx.conn, happening)
    if draft.drafted_by != found.owner:
        outbox.want(tx, [draft_wish(draft.id, "owner", found.owner, now=command.now)])
    return draft


def _keep(tx: Tx, command: DraftStandard, draft: Draft) -> None:
    own = (standard_drafts.c.workflow == draft.workflow) & (standard_drafts.c.drafted_by == draft.drafted_by)
    replaced = update(standard_drafts).where(own, standard_drafts.c.state == "open")
    tx.conn.execute(replaced.values(state="replaced"))
    row = {
        "id": draft.id,
        "workflow": draft.workflow,
        "policy_id": draft.policy_id,
        "body": json.dumps(draft.wording.to_json(), sort_keys=True),
        "drafted_by": draft.drafted_by,
        "drafted_at": draft.drafted_at,
        "source": command.source,
    }
    tx.conn.execute(insert(standard_drafts).values(row))
