"""Whether an output is looked at. The chance is settled first, then a key that no submitter knows draws."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from domain.lanes import LaneDecision, Stage
from domain.policy import Policy
from domain.statistics.sampling import draw, fraction


@dataclass(frozen=True)
class Drawn:
    """The outcome for one output. `pi` is the chance it had of being looked at, in (0, 1]; `stage` None: it is not in
    `automated`, or only watched.
    """

    stage: Stage | None
    pi: float
    sampled: bool


EVERYTHING = Drawn(None, 1.0, sampled=True)
SCREENED = Drawn("screening", 1.0, sampled=True)


def draws_secret(installation_secret: str) -> bytes:
    """Return what all keys of draws are made from. It is derived, so that no secret is stored."""
    return hmac.digest(installation_secret.encode(), b"draws", "sha256")


def draws_key(secret: bytes, workflow: str, policy_version: int) -> bytes:
    """Return the key that draws a workflow's outputs under one policy version.

    An auditor who is given it can repeat every draw; it says nothing of the installation's secret.
    """
    return hmac.digest(secret, f"{workflow}:{policy_version}".encode(), "sha256")


def chance(policy: Policy, stage: Stage) -> float:
    """Return the share of outputs that are looked at in this stage, in (0, 1]."""
    if stage == "screening":
        return 1.0
    return fraction(policy.standard.escape_budget, held=policy.checking.is_held)


def drawn(stage: Stage, pi: float, key: bytes | None, output_id: str, before: Drawn | None) -> Drawn:
    """Return what is drawn for an output that has this chance of being looked at.

    `before` is what was drawn for the same text within 30 days: it holds where the chance was as high then, and what
    was looked at once is looked at again, so that handing in again is no way round. Without a key everything is.
    """
    if stage == "screening" or key is None:
        return Drawn(stage, 1.0, sampled=True)
    if before is not None and (before.sampled or before.pi >= pi):
        return Drawn(stage, before.pi, before.sampled)
    return Drawn(stage, pi, sampled=draw(key, output_id) < pi)


def needed(decided: LaneDecision, drew: Drawn, policy: Policy) -> int:
    """Return how many people must approve before it goes out: in `automated` none, unless it is looked at before."""
    if decided.needed or drew.stage is None:
        return decided.needed
    held = drew.stage == "screening" or policy.checking.is_held
    return policy.approvals if drew.sampled and held else 0


def heavier_draw(one: Drawn | None, other: Drawn) -> Drawn:
    """Return the one of two draws for the same text that asks for more."""
    if one is None:
        return other
    return max(one, other, key=lambda drew: (drew.sampled, drew.pi))
