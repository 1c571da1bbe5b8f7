"""The owner signs which lane is in force. Lighter takes a signature; heavier anybody may ask for, at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from domain.lanes import Lane, heavier, is_heavier
from domain.refusals import Refused
from domain.transitions import SAMPLING, Standing
from domain.trials import Trial
from storage.people import subject_of
from storage.tables import permits
from storage.transaction import Tx
from storage.trials import present_trial
from storage.unowned import is_gone
from storage.workflows import Workflow, permit_for, workflow_for_update
from usecases.change_stage import ChangeStage, change_stage
from usecases.end_attempts import question_over
from usecases.tighten_outputs import tighten_outputs


@dataclass(frozen=True)
class Shown:
    """The evidence that was before whoever signs: of which attempt, under which policy version, with how many errors.

    `numbers` are all that they read, kept with the signature. `sensitivity` is what share of errors those who look
    catch, as the share that is checked reckons with it; 1: nobody knows.
    """

    trial_id: int
    version: int
    errors: int
    numbers: Mapping[str, object]
    sensitivity: float = 1.0


@dataclass(frozen=True)
class SignLane:
    """A named person sets the lane, with a reason in words; `shown` None: recorded as a signature without evidence."""

    workflow: str
    lane: Lane
    person: str
    reason: str
    now: datetime
    shown: Shown | None = None

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class LaneSigned:
    """The lane in force before and now; the same where it was so already."""

    was: Lane
    lane: Lane


def sign_lane(tx: Tx, command: SignLane) -> LaneSigned | Refused:
    """Put the lane in force in this transaction, or refuse.

    `text_changed` where what was shown has moved on: other rules, another attempt, or another error since.
    `only_owner` for a lighter lane signed by anyone else, `workflow_unowned` where the owner has left,
    `lane_not_allowed` for one lighter than the policy allows, `workflow_closed` for one that is not live. A
    signature for `automated` covers this policy version.
    """
    found = workflow_for_update(tx.conn, command.workflow)
    if found is None:
        return Refused.of("workflow_unknown", workflow=command.workflow)
    stricter = found.status == "watching" and is_heavier(command.lane, found.lane)
    if found.status not in ("live", "paused") and not stricter:
        return Refused.of("workflow_closed", workflow=found.slug, status=found.status)
    if is_heavier(found.policy.lane, command.lane):
        return Refused.of("lane_not_allowed", allowed=found.policy.lane)
    present = present_trial(tx.conn, found.slug)
    if command.shown is not None and not _still(command.shown, found, present):
        return Refused.of("text_changed")
    if command.lane == found.lane and _is_signed(tx, found):
        return LaneSigned(found.lane, found.lane)
    if is_heavier(found.lane, command.lane):
        if is_gone(tx.conn, found.owner):
            return Refused.of("workflow_unowned", workflow=found.slug)
        if command.person != found.owner:
            return Refused.of("only_owner", judge=found.owner)
    _put_in_force(tx, command, found, present)
    return LaneSigned(found.lane, command.lane)


def _is_signed(tx: Tx, found: Workflow) -> bool:
    return found.lane != "automated" or permit_for(tx.conn, found.policy_id) is not None


def _still(shown: Shown, found: Workflow, present: Trial | None) -> bool:
    """Say whether what was shown is what there is."""
    same = present is not None and present.id == shown.trial_id and present.errors == shown.errors
    return same and found.policy_version == shown.version


def _put_in_force(tx: Tx, command: SignLane, found: Workflow, present: Trial | None) -> None:
    actor = subject_of(tx.conn, command.person)
    if command.lane == "automated":
        row = {
            "policy_id": found.policy_id,
            "policy_lane": "automated",
            "grounds": "lane",
            "signed_by": command.person,
            "reason": command.reason,
            "signed_at": command.now,
            "numbers": None if command.shown is None else json.dumps(dict(command.shown.numbers)),
        }
        tx.conn.execute(insert(permits).values(row))
    becomes = SAMPLING if command.lane == "automated" else Standing(command.lane)
    change = ChangeStage(
        becomes,
        "signed",
        command.now,
        person=command.person,
        reason=command.reason,
        trial_id=None if present is None else present.id,
        numbers={} if command.shown is None else command.shown.numbers,
        sensitivity=1.0 if command.shown is None else command.shown.sensitivity,
    )
    # After what signs for it: the schema asks.
    change_stage(tx, found, change)
    if command.lane == "automated" and present is not None:
        question_over(tx, found, present, "relax", command.now)
    if is_heavier(command.lane, found.lane):
        tighten_outputs(
            tx,
            found.slug,
            allowed=heavier(command.lane, "reviewed"),
            approvals_needed=found.policy.approvals,
            now=command.now,
            actor=actor,
        )
