"""What people have judged is counted: in the order in which it was handed in, up to the first that is undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, update

from domain import stages
from domain.lanes import Lane
from domain.policy import Policy, UnreadablePolicy
from domain.stages import InspectionPlan, in_turn
from domain.statistics.drift import step
from domain.transitions import SAMPLING, SCREENING, Because
from domain.trials import Trial
from domain.weighing import HAS_ARRIVED, Judged, Weight, weight
from storage.tables import trials
from storage.transaction import Tx
from storage.trials import trial, trial_for_update
from storage.weighing import next_judged
from storage.workflows import Workflow, policy, workflow, workflow_for_update
from usecases.change_stage import ChangeStage, StartOver, change_stage, start_over


@dataclass(frozen=True)
class WeighEvidence:
    """The clock counts what it can of one attempt. `plan` is that of the attempt's policy."""

    workflow: str
    trial_id: int
    plan: InspectionPlan
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class CanBeWeighed:
    """An attempt in which there is something to count, or to pass over, its rules, and what share of errors its
    signature reckons with that those who look catch: 1 where it is not signed for, or nobody knew.
    """

    trial: Trial
    rules: Policy
    sensitivity: float


def can_be_weighed(conn: Connection, trial_id: int, now: datetime) -> CanBeWeighed | None:
    """Return the attempt, or None where there is nothing to count in it now. What cannot be read counts nothing."""
    found = trial(conn, trial_id)
    if found is None or found.ended_at is not None:
        return None
    try:
        rules = policy(conn, found.policy_id)
    except UnreadablePolicy:
        return None
    counted = _prefix(next_judged(conn, found, now - HAS_ARRIVED), rules, now)
    if not counted:
        return None
    live = workflow(conn, found.workflow)
    is_signed_for = live is not None and live.trial_id == found.id
    return CanBeWeighed(found, rules, live.sensitivity if live is not None and is_signed_for else 1.0)


def weigh_evidence(tx: Tx, command: WeighEvidence) -> int:
    """Count the next outputs of the attempt, at most 200, in this transaction; how many were counted or passed over.

    An alarm ends the attempt, and people decide everything again. While everything is checked after an error, enough
    good ones in a row let a share be checked again: its signature covers that.
    """
    workflow = workflow_for_update(tx.conn, command.workflow)
    found = trial_for_update(tx.conn, command.trial_id)
    if workflow is None or found is None or found.ended_at is not None:
        return 0
    rules = policy(tx.conn, found.policy_id)
    prefix = _prefix(next_judged(tx.conn, found, command.now - HAS_ARRIVED), rules, command.now)
    if not prefix:
        return 0
    weighing = _Weighing(workflow, found, command.plan)
    done = 0
    for judged, weighs in prefix:
        weighing.count(judged, weighs)
        done += 1
        if weighing.moved is not None:
            break
    _write(tx, weighing.trial)
    if weighing.moved is not None:
        _move(tx, workflow, weighing, command)
    return done


def _prefix(found: Sequence[Judged], rules: Policy, now: datetime) -> list[tuple[Judged, Weight]]:
    prefix: list[tuple[Judged, Weight]] = []
    for judged in found:
        weighs = weight(judged, rules, now)
        if weighs == "open":
            break
        prefix.append((judged, weighs))
    return prefix


@dataclass(frozen=True)
class Moved:
    """What came of counting an output, and whether only because nobody decided on it in time."""

    why: stages.Why
    late: bool


class _Weighing:
    """An attempt while it is counted, until something comes of it."""

    def __init__(self, workflow: Workflow, found: Trial, plan: InspectionPlan) -> None:
        self._workflow, self._plan = workflow, plan
        self._signed_for = workflow.stage is not None and workflow.trial_id == found.id
        self.trial = found
        self.last: str | None = None
        self.moved: Moved | None = None

    @property
    def numbers(self) -> dict[str, object]:
        """Return what has been seen."""
        one = self.trial
        return {"counted": one.counted, "errors": one.errors, "late": one.late, "clean": one.clean}

    def count(self, judged: Judged, weighs: Weight) -> None:
        """Count one output, or pass over it."""
        here = replace(self.trial, counted_at=judged.submitted_at, counted_id=judged.id)
        if weighs == "none":
            self.trial = here
            return
        bad = weighs != "good"
        now, change = in_turn(
            self._standing(), stages.Judged(bad=bad, screened=self._screened(judged)), self._plan
        )
        self.last = judged.id
        self.trial = replace(
            here,
            counted=here.counted + 1,
            errors=here.errors + bad,
            late=here.late + (weighs == "late"),
            drift=step(here.drift, bad=bad, plan=self._plan.drift),
            clean=now.clean,
        )
        if change is not None and not change.proposed:
            self.moved = Moved(change.why, late=weighs == "late")

    def _standing(self) -> stages.Inspection:
        one, live = self.trial, self._workflow
        stage = live.stage if self._signed_for else None
        lane: Lane = "reviewed" if stage is None else live.lane
        return stages.Inspection(lane, stage, one.counted, one.errors, one.drift, one.clean, one.id)

    def _screened(self, judged: Judged) -> bool:
        """Say whether it was handed in since everything is checked: only those end that."""
        since = self._workflow.stage_at
        return judged.screened and since is not None and judged.submitted_at >= since


def _write(tx: Tx, found: Trial) -> None:
    counted = {
        "counted": found.counted,
        "errors": found.errors,
        "late": found.late,
        "drift": found.drift,
        "clean": found.clean,
        "counted_at": found.counted_at,
        "counted_id": found.counted_id,
    }
    tx.conn.execute(update(trials).where(trials.c.id == found.id).values(**counted))


def _move(tx: Tx, workflow: Workflow, weighing: _Weighing, command: WeighEvidence) -> None:
    """Let happen what came of it."""
    one, moved, now = weighing.trial, weighing.moved, command.now
    assert moved is not None
    if moved.why == "drift":
        over = StartOver(
            "drift",
            "drift",
            now,
            only=(one.id,),
            output_id=weighing.last,
            trial_id=one.id,
            numbers=weighing.numbers,
        )
        start_over(tx, workflow, over)
        return
    cleared = moved.why == "cleared"
    because: Because = "cleared" if cleared else "late" if moved.late else "checked"
    change = ChangeStage(
        SAMPLING if cleared else SCREENING,
        because,
        now,
        output_id=weighing.last,
        trial_id=one.id,
        numbers=weighing.numbers | ({"cleared_after": command.plan.clearance} if cleared else {}),
    )
    change_stage(tx, workflow, change)
