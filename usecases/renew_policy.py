"""Other rules come into force: a new, immutable version of the policy, whoever asks for it and in whatever way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from domain.lanes import heavier
from domain.policy import Policy
from domain.standards import wording_of
from domain.transitions import Standing
from storage.evidence import Happening, record
from storage.standards import first_with_standard
from storage.tables import policies, same_standards, workflows
from storage.transaction import Tx
from storage.workflows import Workflow
from usecases.change_stage import ChangeStage, change_stage
from usecases.end_attempts import EndAttempts, end_attempts
from usecases.tighten_outputs import tighten_outputs


@dataclass(frozen=True)
class RenewPolicy:
    """The workflow as it was read and is kept by this transaction, and the rules that are to hold. `actor` as in
    evidence.
    """

    before: Workflow
    policy: Policy
    actor: str
    now: datetime


@dataclass(frozen=True)
class Renewed:
    """The version now in force. `tightened` counts open outputs that ask for more now; `same_standard`: what is good
    enough is what it was, so that who signed that has signed this.
    """

    policy_id: int
    version: int
    tightened: int
    same_standard: bool


def renew_policy(tx: Tx, command: RenewPolicy) -> Renewed:
    """Put the rules in force in this transaction: back in at least `reviewed`, and what has not gone out only tightens.

    It loosens nothing, the lane in force included; a signature for a lighter lane was for the version before, and what
    was shown under that counts no more.
    """
    before, policy = command.before, command.policy
    version = before.policy_version + 1
    policy_id = add_policy(tx, before.slug, policy, version=version, now=command.now)
    same = before.readable and wording_of(before.policy) == wording_of(policy)
    if same:
        first_id = first_with_standard(tx.conn, before.policy_id)
        tx.conn.execute(insert(same_standards).values(policy_id=policy_id, first_id=first_id))
    put = update(workflows).where(workflows.c.slug == before.slug)
    tx.conn.execute(put.values(policy_id=policy_id))
    lane = heavier(before.lane, heavier(policy.lane, "reviewed"))
    if lane != before.lane:
        change_stage(tx, before, ChangeStage(Standing(lane), "policy", command.now))
    tightened = tighten_outputs(
        tx,
        before.slug,
        allowed=policy.lane,
        approvals_needed=policy.approvals,
        now=command.now,
        actor=command.actor,
        rules=policy.checking.rules,
    )
    # After the outputs: what is said of one may end an attempt, too, and takes the output first.
    end_attempts(tx, EndAttempts(before, "policy", command.now))
    happening = Happening(
        "policy.changed",
        command.now,
        command.actor,
        workflow=before.slug,
        policy_version=version,
        facts={"lane": policy.lane, "approvals": policy.approvals},
    )
    record(tx.conn, happening)
    return Renewed(policy_id, version, tightened, same)


def add_policy(tx: Tx, slug: str, policy: Policy, *, version: int, now: datetime) -> int:
    """Add one version of a workflow's policy in this transaction; its id."""
    row = {
        "workflow": slug,
        "version": version,
        "lane": policy.lane,
        "approvals": policy.approvals,
        "body": json.dumps(policy.to_json(), sort_keys=True),
        "made_at": now,
    }
    return int(tx.conn.execute(insert(policies).values(row).returning(policies.c.id)).scalar_one())
