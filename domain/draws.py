"""Whether an output is looked at. The chance is settled first, then a key that no submitter knows draws."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from domain.bands import Band, share_in
from domain.lane_rules import Looked
from domain.lanes import LaneDecision, Stage
from domain.policy import Policy
from domain.statistics.sampling import draw, fraction


@dataclass(frozen=True)
class Drawn:
    """The outcome for one output. `pi` is the chance it had of being looked at, in (0, 1]; `stage` None: it is not in
    `automated`, or only watched. `evenly`: it would have been drawn, or not, in any band. Of what is looked at while a
    share is, only such outputs tell of the whole as they are; the others are looked at for their band alone.
    """

    stage: Stage | None
    pi: float
    sampled: bool
    evenly: bool = True


EVERYTHING = Drawn(None, 1.0, sampled=True)


def draws_secret(installation_secret: str) -> bytes:
    """Return what all keys of draws are made from. It is derived, so that no secret is stored."""
    return hmac.digest(installation_secret.encode(), b"draws", "sha256")


def draws_key(secret: bytes, workflow: str, policy_version: int) -> bytes:
    """Return the key that draws a workflow's outputs under one policy version.

    An auditor who is given it can repeat every draw; it says nothing of the installation's secret.
    """
    return hmac.digest(secret, f"{workflow}:{policy_version}".encode(), "sha256")


def chance(policy: Policy, stage: Stage, looked: Looked | None = None, *, sensitivity: float = 1.0) -> float:
    """Return the share of outputs that are looked at in this stage, in (0, 1]: the least that any has.

    With what there is to know of one output, the chance of that one: its band can only make it larger. `sensitivity`
    is the share of errors that those who look catch, as reckoned with when it was signed for; 1: nobody knows.
    """
    if stage == "screening":
        return 1.0
    standard, held = policy.standard, policy.checking.is_held
    least = fraction(standard.escape_budget, held=held, sensitivity=sensitivity)
    return least if looked is None else max(least, share_in(policy.checking.bands, looked))


def bands_with_more(policy: Policy, *, sensitivity: float = 1.0) -> list[Band]:
    """Return the bands that are looked at more than every output is anyway while a share is."""
    least = chance(policy, "sampling", sensitivity=sensitivity)
    return [band for band in policy.checking.bands if band.share > least]


def drawn(
    stage: Stage,
    pi: float,
    key: bytes | None,
    output_id: str,
    before: Drawn | None,
    *,
    least: float | None = None,
) -> Drawn:
    """Return what is drawn for an output that has the chance `pi` of being looked at, and would have `least` in no band
    (None: the same).

    `before` is what was drawn for the same text within 30 days: it holds, and where the chance is higher now it is only
    made up for, so that handing in again is no way round and `pi` stays the chance that the text had. Without a key
    everything is looked at.
    """
    if stage == "screening" or key is None:
        return Drawn(stage, 1.0, sampled=True)
    u = draw(key, output_id)
    evenly = least is None or pi <= least or u < least
    if before is None:
        return Drawn(stage, pi, u < pi, evenly)
    # What had more than the even chance before is looked at for that, whatever band it is in now.
    evenly = evenly and before.pi <= (pi if least is None else least)
    if before.sampled or before.pi >= pi:
        return Drawn(stage, max(pi, before.pi), before.sampled, evenly)
    return Drawn(stage, pi, u < (pi - before.pi) / (1 - before.pi), evenly)


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
