"""Raise what stricter rules ask of outputs that have not gone out. Nothing here makes anything lighter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from domain.lane_rules import LaneRule, Looked, lane_asked
from domain.lanes import Lane, heavier, tightened
from domain.outputs import Output
from storage.evidence import about, record
from storage.outputs import output_for_update
from storage.tables import approvals, outputs, votes
from storage.transaction import Tx
from usecases.settle import settle


def tighten_outputs(
    tx: Tx,
    workflow: str,
    *,
    allowed: Lane,
    approvals_needed: int,
    now: datetime,
    actor: str,
    rules: tuple[LaneRule, ...] = (),
) -> int:
    """Raise lane and needed approvals of the workflow's unreleased outputs; return how many were raised.

    `rules` raise those that they match, beyond `allowed`.
    In this transaction. In `always_human` one-click votes are void, but for an objection, which the owner has
    to settle; where votes fall short, what was approved is open again and its submitter is told.
    """
    unreleased = select(outputs.c.id).where(
        outputs.c.workflow == workflow, outputs.c.state.in_(("in_review", "approved"))
    )
    raised = 0
    for output_id in list(tx.conn.execute(unreleased.order_by(outputs.c.id)).scalars()):
        output = output_for_update(tx.conn, output_id)
        if output is None:
            continue
        looked = Looked(output.segment, output.risk, output.confidence, output.content_length)
        by_rule, matching = lane_asked(rules, looked)
        asked = allowed if by_rule is None else heavier(allowed, by_rule)
        lane, needed = tightened(output.lane, output.needed, allowed=asked, approvals=approvals_needed)
        if (lane, needed) != (output.lane, output.needed):
            why = matching if lane == by_rule else ()
            _raise(tx, output, lane, needed, now=now, actor=actor, rules=why)
            raised += 1
    return raised


def _raise(
    tx: Tx, output: Output, lane: Lane, needed: int, *, now: datetime, actor: str, rules: tuple[LaneRule, ...]
) -> None:
    # Approvals refer to the lane they were given in; settling writes those that still count again.
    tx.conn.execute(delete(approvals).where(approvals.c.output_id == output.id))
    if lane == "always_human":
        one_click = update(votes).where(
            votes.c.output_id == output.id,
            votes.c.via != "modal",
            votes.c.withdrawn_at.is_(None),
            votes.c.voided_at.is_(None),
            votes.c.id != (output.objection or ""),
        )
        tx.conn.execute(one_click.values(voided_at=now, void_why="policy"))
    tx.conn.execute(update(outputs).where(outputs.c.id == output.id).values(lane=lane, needed=needed))
    named: dict[str, Any] = {"rules": [str(rule) for rule in rules]} if rules else {}
    happening = about(output, "output.tightened", at=now, actor=actor, lane=lane, needed=needed, **named)
    record(tx.conn, happening)
    settle(tx, replace(output, lane=lane, needed=needed), now=now, actor=actor)
