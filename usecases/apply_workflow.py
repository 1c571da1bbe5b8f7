"""A workflow as a file describes it becomes what is in force: a new policy version where its rules changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, update

from domain.eligibility import Roster
from domain.lanes import CLOSED, heavier
from domain.policy import Live, Policy
from domain.standards import differing, says_something, with_fields, wording_of
from storage import outbox
from storage.evidence import Happening, record
from storage.owner_offers import signed_owner
from storage.people import listed_on, users_listed_on
from storage.standards import fields_signed_in_slack
from storage.tables import owner_offers, roster, signed_fields, workflow_users, workflows
from storage.transaction import Tx
from storage.workflows import Workflow, workflow_for_update
from usecases.ask_for_training import AskForTraining, ask_for_training
from usecases.renew_policy import Renewed, RenewPolicy, add_policy, renew_policy
from usecases.tell import redraw_open_cards, rolling_wish, second_wish, unsigned_wish

_NOBODY = Roster(frozenset(), frozenset())


@dataclass(frozen=True)
class ApplyWorkflow:
    """One workflow, its people and channel already looked up in Slack (ids). `actor` is who applies it.

    `given` are the keys that the file says, so that the workflow can tell which of them do nothing yet. `first` is what
    a workflow that is new becomes: who only proposes one makes nothing live. `users` work with what comes out.
    """

    slug: str
    policy: Policy
    live: Live
    owner: str
    deputy: str | None
    channel_id: str
    roster: Roster
    actor: str
    now: datetime
    given: tuple[str, ...] = ()
    first: Literal["live", "proposed"] = "live"
    users: Roster = _NOBODY

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.slug


@dataclass(frozen=True)
class Applied:
    """What came of it. `version` is the policy in force; `tightened` counts open outputs that ask for more now.

    `kept_owner` is who took it in Slack and stays, whatever the file says; None where the file's owner counts.
    `kept_fields` are the keys of the standard that were signed in Slack and stay so too.
    """

    version: int
    new_version: bool
    new_live: bool
    tightened: int = 0
    kept_owner: str | None = None
    kept_fields: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Say whether everything was like this before."""
        return not (self.new_version or self.new_live)


def apply_workflow(tx: Tx, command: ApplyWorkflow) -> Applied:
    """Bring the workflow to what the command says, in this transaction; applied again it changes nothing.

    The first time makes it `live` (or `proposed`, as the command says), in `reviewed` or `always_human`: a
    lighter lane takes a signature. From then on its status is what people decide. A new policy version is back
    in at least `reviewed`, and tightens what has not gone out; it loosens nothing, the lane in force included.

    An owner who took it in Slack, and what is good enough as it was signed there, stay until a file has said the same:
    from then on the file counts. A standard that the file has changed is not signed: its owner is asked.
    """
    before = workflow_for_update(tx.conn, command.slug)
    if before is None:
        policy_id = add_policy(tx, command.slug, command.policy, version=1, now=command.now)
        _add_workflow(tx, command, policy_id)
        _write_people(tx, command)
        _record(tx, command, 1, _MADE[command.first])
        if command.live.training_months is not None:
            _ask_for_training(tx, command, 1, _NOBODY)
        if command.first == "live":
            _ask_to_sign(tx, command)
        return Applied(1, new_version=True, new_live=True)
    command, kept_owner = _with_signed_owner(tx, command, before.policy_version)
    command, kept_fields = _with_signed_fields(tx, command, before)
    new_version = not before.readable or before.policy != command.policy
    new_live = _live_differs(tx, command, before)
    version, tightened = before.policy_version, 0
    if new_version:
        renewed = renew_policy(tx, RenewPolicy(before, command.policy, command.actor, command.now))
        version, tightened = renewed.version, renewed.tightened
        _ask_for_signatures(tx, command, before, renewed)
    if new_live:
        if before.live.training_months != command.live.training_months:
            _ask_for_training(tx, command, version, listed_on(tx.conn, command.slug))
        tx.conn.execute(
            update(workflows).where(workflows.c.slug == command.slug).values(**_live_values(command))
        )
        _write_people(tx, command)
        _record(tx, command, version, "workflow.changed")
        if before.live.quiet or command.live.quiet:
            channels = sorted({before.channel_id, command.channel_id})
            outbox.want(tx, [rolling_wish(one, now=command.now) for one in channels])
    if new_version or new_live:
        redraw_open_cards(tx, command.slug, now=command.now)
    return Applied(version, new_version, new_live, tightened, kept_owner, kept_fields)


def _with_signed_owner(tx: Tx, command: ApplyWorkflow, version: int) -> tuple[ApplyWorkflow, str | None]:
    """Return the command with the owner who counts, and who that is if the file names another."""
    signed = signed_owner(tx.conn, command.slug)
    if signed is None:
        return command, None
    if signed.person == command.owner:
        filed = update(owner_offers).where(owner_offers.c.id == signed.id)
        tx.conn.execute(filed.values(filed_at=command.now))
        _record(tx, command, version, "workflow.owner_filed")
        return command, None
    deputy = None if command.deputy == signed.person else command.deputy  # nobody stands in for themself
    return replace(command, owner=signed.person, deputy=deputy), signed.person


def _with_signed_fields(
    tx: Tx, command: ApplyWorkflow, before: Workflow
) -> tuple[ApplyWorkflow, tuple[str, ...]]:
    """Return the command with what was signed in Slack, and the keys of which the file says otherwise."""
    signed = fields_signed_in_slack(tx.conn, command.slug) if before.readable else ()
    if not signed:
        return command, ()
    in_force, filed = wording_of(before.policy), wording_of(command.policy)
    differs = differing(in_force, filed)
    kept = tuple(key for key in signed if key in differs)
    said = [key for key in signed if key not in differs and key in command.given]
    if said:
        own = (signed_fields.c.workflow == command.slug) & signed_fields.c.key.in_(said)
        tx.conn.execute(delete(signed_fields).where(own))
        _record(tx, command, before.policy_version, "workflow.standard_filed")
    return replace(command, policy=with_fields(command.policy, in_force, kept)), kept


def _ask_for_signatures(tx: Tx, command: ApplyWorkflow, before: Workflow, renewed: Renewed) -> None:
    """Ask the owner about another standard; a second person, where the impact of the same one is high by now."""
    if before.status in ("proposed", *CLOSED):
        return
    if not renewed.same_standard:
        _ask_to_sign(tx, command)
    elif command.policy.high_impact and not before.policy.high_impact:
        outbox.want(tx, [second_wish(command.slug, renewed.policy_id, now=command.now)])


def _ask_to_sign(tx: Tx, command: ApplyWorkflow) -> None:
    if says_something(command.policy.standard):
        outbox.want(tx, [unsigned_wish(command.owner, now=command.now)])


_MADE = {"live": "workflow.made_live", "proposed": "workflow.proposed"}


def _add_workflow(tx: Tx, command: ApplyWorkflow, policy_id: int) -> None:
    row = {
        "slug": command.slug,
        "status": command.first,
        "policy_id": policy_id,
        "lane": heavier(command.policy.lane, "reviewed"),
        **_live_values(command),
    }
    tx.conn.execute(insert(workflows).values(row))


def _live_values(command: ApplyWorkflow) -> dict[str, object]:
    return {
        "owner": command.owner,
        "deputy": command.deputy,
        "channel_id": command.channel_id,
        "live": json.dumps(command.live.to_json(), sort_keys=True),
        "given": json.dumps(command.given),
    }


def _live_differs(tx: Tx, command: ApplyWorkflow, before: Workflow) -> bool:
    people = (command.owner, command.deputy, command.channel_id)
    if (before.owner, before.deputy, before.channel_id) != people or before.live != command.live:
        return True
    if before.given != command.given:
        return True
    if users_listed_on(tx.conn, command.slug) != command.users:
        return True
    return listed_on(tx.conn, command.slug) != command.roster


def _ask_for_training(tx: Tx, command: ApplyWorkflow, version: int, before: Roster) -> None:
    months = command.live.training_months
    asked = AskForTraining(command.slug, version, months, before, command.actor, command.now)
    ask_for_training(tx, asked)


def _write_people(tx: Tx, command: ApplyWorkflow) -> None:
    for table, named in ((roster, command.roster), (workflow_users, command.users)):
        tx.conn.execute(delete(table).where(table.c.workflow == command.slug))
        listed = [*(("person", ref) for ref in named.people), *(("group", ref) for ref in named.groups)]
        rows = [{"workflow": command.slug, "kind": kind, "ref": ref} for kind, ref in sorted(listed)]
        if rows:
            tx.conn.execute(insert(table), rows)


def _record(tx: Tx, command: ApplyWorkflow, version: int, action: str) -> None:
    happening = Happening(
        action,
        command.now,
        command.actor,
        workflow=command.slug,
        policy_version=version,
        facts={"lane": command.policy.lane, "approvals": command.policy.approvals},
    )
    record(tx.conn, happening)
