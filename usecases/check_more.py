"""Something was wrong: from here on everything is checked. At once, in the transaction that makes it final."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update

from domain.outputs import Output
from domain.policy import UnreadablePolicy
from domain.stages import Inspection, Judged, on_verdict
from domain.transitions import SCREENING, Because
from domain.weighing import weight
from storage.tables import outputs, trials, workflows
from storage.transaction import Tx
from storage.trials import trial_for_update
from storage.weighing import judged_for
from storage.workflows import Workflow, policy, workflow, workflow_for_update
from usecases.change_stage import ChangeStage, StartOver, change_stage, start_over


@dataclass(frozen=True)
class Wrong:
    """What showed that an output was wrong; `critical`: in a way that is never tolerated."""

    why: Because
    now: datetime
    critical: bool = False


def hold_workflow_of(tx: Tx, output_id: str) -> None:
    """Keep the output's workflow from others until this transaction ends, where what is said of the output may change
    how much of it is checked. Asked before the output is taken, as everybody does who needs both.
    """
    found = (
        select(workflows.c.slug)
        .join(outputs, outputs.c.workflow == workflows.c.slug)
        .where(outputs.c.id == output_id, (workflows.c.lane == "automated") | (outputs.c.lane == "automated"))
    )
    slug = tx.conn.execute(found).scalar_one_or_none()
    if slug is not None:
        workflow_for_update(tx.conn, slug)


def check_more(tx: Tx, output: Output, wrong: Wrong) -> None:
    """Check more of the output's workflow, in this transaction, if this asks for more than is checked already.

    What was wrong after it had gone out, or when it was drawn, lets everything be checked; what is never tolerated
    lets people decide everything again, and what was shown so far counts no more. Where people decide everything
    anyway, an error is counted with the others, in its turn.
    """
    if output.kind != "real":
        return
    found = workflow_for_update(tx.conn, output.workflow) if _is_automated(tx, output) else None
    if wrong.why == "report":
        _count_as_wrong(tx, output, wrong.now)
    if wrong.critical:
        _never_tolerated(tx, output, found, wrong)
        return
    told = output.stage is not None or wrong.why in ("audit", "report")
    if found is None or found.lane != "automated" or not told:
        return
    if found.trial_id is not None:
        begun_again = update(trials).where(trials.c.id == found.trial_id, trials.c.ended_at.is_(None))
        tx.conn.execute(begun_again.values(clean=0))
    _, asked = on_verdict(Inspection(found.lane, found.stage), Judged(bad=True))
    if asked is not None:
        change = ChangeStage(SCREENING, wrong.why, wrong.now, output_id=output.id, trial_id=found.trial_id)
        change_stage(tx, found, change)


def _count_as_wrong(tx: Tx, output: Output, now: datetime) -> None:
    """Where it was counted as good already, count it as wrong: what people let pass, somebody downstream has found."""
    found = (
        None if output.trial_id is None or not output.sampled else trial_for_update(tx.conn, output.trial_id)
    )
    if found is None or found.ended_at is not None or found.counted_at is None or found.counted_id is None:
        return
    if (output.submitted_at, output.id) > (found.counted_at, found.counted_id):
        return  # its turn is still to come
    try:
        rules = policy(tx.conn, found.policy_id)
    except UnreadablePolicy:
        return  # nothing was counted by rules that nobody can read
    as_it_was = replace(judged_for(tx.conn, found, output.id), state="released")
    if weight(as_it_was, rules, now) != "good":
        return  # it was wrong already, as corrected, or never counted, as a repeat
    one_more = update(trials).where(trials.c.id == found.id, trials.c.errors < found.counted)
    tx.conn.execute(one_more.values(errors=found.errors + 1))


def _is_automated(tx: Tx, output: Output) -> bool:
    lane = select(workflows.c.lane).where(workflows.c.slug == output.workflow)
    return bool(tx.conn.execute(lane).scalar_one() == "automated")


def _never_tolerated(tx: Tx, output: Output, found: Workflow | None, wrong: Wrong) -> None:
    """Begin anew. Nothing of a workflow in which people decide is written: the output was taken first then."""
    signed_for = None if found is None else found.trial_id
    only = tuple({one for one in (output.trial_id, signed_for) if one is not None})
    over = StartOver(
        "critical", "critical", wrong.now, only=only, output_id=output.id, trial_id=output.trial_id
    )
    live = found or workflow(tx.conn, output.workflow)
    assert live is not None
    start_over(tx, live, over)
