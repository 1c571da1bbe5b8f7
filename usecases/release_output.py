"""An approved output is released: at most once, bound to the approvals, the text, the policy and the lane."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.api_keys import reaches
from domain.judging import standing
from domain.lanes import RUNNING, Status
from domain.outputs import Output
from domain.policy import UnreadablePolicy
from domain.refusals import Refused
from domain.volumes import Volume
from domain.watching import status_at
from storage.crash_points import crash_point
from storage.evidence import about, record
from storage.outputs import commitment_of, output_for_update, released_at, votes_of
from storage.tables import outputs, releases, use_questions, workflows
from storage.transaction import Tx
from storage.volumes import count_volume
from storage.workflows import hold_workflows, policy
from usecases.output_draws import has_use_question
from usecases.output_rows import use_question_row
from usecases.tell import redraw_card, tell_submitter


@dataclass(frozen=True)
class ReleaseOutput:
    """The AI system asks to use an output now. The same key again gets the same answer.

    `draws` is what keys the draws are made from; None: nobody is asked whether they used it.
    """

    output_id: str
    workflow: str
    key_id: str
    idempotency_key: str
    now: datetime
    draws: bytes | None = field(default=None, repr=False)

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.output_id


def release_output(tx: Tx, command: ReleaseOutput) -> Output | Refused:
    """Release the output in this transaction, or refuse.

    `not_yet_final` while the minute of undo runs (facts: `at`), `already_released` for another key,
    `not_releasable` otherwise. The schema refuses what this function should get wrong.
    """
    hold_workflows(tx.conn, [command.workflow])  # before the output, as everybody does who needs both
    output = output_for_update(tx.conn, command.output_id)
    if output is None or not reaches(command.key_id, command.workflow, output):
        return Refused.of("not_found")
    if output.state == "released":
        if _same_request(tx, command):
            return output
        return Refused.of("already_released", at=released_at(tx.conn, output.id))
    if output.state != "approved":
        return _not_approved(tx, output, command.now)
    status = _status_of(tx, output, command.now)
    if status not in RUNNING:
        return Refused.of("not_releasable", state=status)
    released = replace(output, state="released", released_sha256=output.current_sha256)
    _write(tx, command, released)
    _draw_use_question(tx, command, released)
    _record(tx, command, released)
    settling = next(
        (vote for vote in votes_of(tx.conn, output.id) if vote.id == output.settled_by_vote), None
    )
    tell_submitter(tx, released, "output.released", now=command.now, vote=settling)
    redraw_card(tx, released, now=command.now, yields=True)
    return released


def _not_approved(tx: Tx, output: Output, now: datetime) -> Refused:
    if output.state == "in_review":
        cast = votes_of(tx.conn, output.id)
        stand = standing(
            cast, sha256=output.current_sha256, needed=output.needed, now=now, objection=output.objection
        )
        # "approved": its minute is over, and the clock is still to come.
        if stand.by is not None and stand.outcome in ("approving", "approved"):
            return Refused.of("not_yet_final", at=stand.by.final_at)
    return Refused.of("not_releasable", state=output.state)


def _same_request(tx: Tx, command: ReleaseOutput) -> bool:
    key = select(releases.c.idempotency_key).where(releases.c.output_id == command.output_id)
    return bool(tx.conn.execute(key).scalar_one_or_none() == command.idempotency_key)


def _status_of(tx: Tx, output: Output, now: datetime) -> Status:
    found = select(workflows.c.status, workflows.c.watched_until).where(workflows.c.slug == output.workflow)
    row = tx.conn.execute(found).one()
    return status_at(row.status, row.watched_until, now)


def _write(tx: Tx, command: ReleaseOutput, output: Output) -> None:
    """Write the release, then the state that refers to it: both foreign keys are checked at the commit."""
    row = {
        "output_id": output.id,
        "sha256": output.released_sha256,
        "policy_id": output.policy_id,
        "needed": output.needed,
        "lane": output.lane,
        "kind": output.kind,
        "state": "released",
        "slot": output.needed,
        "permit_id": None,
        "idempotency_key": command.idempotency_key,
        "released_at": command.now,
    }
    tx.conn.execute(insert(releases).values(row))
    crash_point("release.in_transaction")
    tx.conn.execute(
        update(outputs)
        .where(outputs.c.id == output.id, outputs.c.state == "approved")
        .values(state="released", released_sha256=output.released_sha256)
    )
    count_volume(tx, output.workflow, output.submitted_at, Volume(gone_out=1))


def _draw_use_question(tx: Tx, command: ReleaseOutput, output: Output) -> None:
    if not has_use_question(output, command.draws):
        return
    try:
        rules = policy(tx.conn, output.policy_id)
    except UnreadablePolicy:
        return
    tx.conn.execute(insert(use_questions).values(use_question_row(output, rules, command.now)))


def _record(tx: Tx, command: ReleaseOutput, output: Output) -> None:
    happening = about(
        output,
        "output.released",
        at=command.now,
        actor=f"key:{command.key_id}",
        commitment=commitment_of(tx.conn, output.id, output.current_sha256),
        sha256=output.released_sha256,
    )
    record(tx.conn, happening)
