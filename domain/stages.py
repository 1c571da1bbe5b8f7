"""How a workflow moves between being reviewed, sampled and screened: by what people judged, and by signatures.

```
reviewed   everything is judged before it goes out; the evidence is gathered -- the owner signs --> sampling
sampling   a share is audited                                               -- one error -->       screening
screening  everything is judged until so many in a row are good             -- enough are good --> sampling
any        a critical error, drift, a new version, missed probes, a cord    -->                    reviewed, anew
```
It gets heavier by itself. What is proposed here (`gate_passed`) only a person's signature does (`sign`); that signature
covers screening back to sampling. `always_human` is moved by nothing here.

The caller feeds real outputs only: no probes, nothing twice. Each comes twice: `on_verdict` when its verdict is final,
because what is wrong must not wait for what is undecided; and `in_turn` when everything handed in before it is decided,
because only a whole stretch is evidence: what is left undecided would be the hard ones. What stays undecided for too
long is fed as bad. Simulations whose verdicts come in order need `in_turn` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from domain.lanes import Lane, Stage
from domain.statistics.drift import DriftPlan, drift_plan, step
from domain.statistics.gate import clean_needed, effective_rate
from domain.statistics.inspection import clearance
from domain.statistics.sampling import fraction

Place = Literal["reviewed", "always_human", "sampling", "screening"]
Why = Literal[
    "gate_passed",  # proposed: enough was judged, and little enough of it wrong
    "error",  # one that was audited is wrong
    "cleared",  # enough in a row were good
    "critical",  # one is wrong in a way that is never tolerated
    "drift",  # errors have become more frequent than is tolerated
    "version",  # the model, or what it is told, is another
    "policy",  # the rules are others
    "probes",  # too few planted mistakes were caught
    "cord",  # somebody asked for everything to be checked
    "signed",  # whoever answers for it signed for less checking
]


@dataclass(frozen=True)
class InspectionPlan:
    """What a policy asks for, as numbers.

    The gate tests `gate_rate` at `gate_confidence`, both shares in (0, 1); `fraction` in (0, 1] is audited while
    sampling; `clearance` good ones in a row end screening; `drift` says when errors have become too frequent.
    """

    gate_rate: float
    gate_confidence: float
    fraction: float
    clearance: int
    drift: DriftPlan

    def gate_needs(self, errors: int) -> int:
        """Return how many must have been judged, with so many errors among them, before less checking is proposed."""
        return clean_needed(self.gate_rate, self.gate_confidence, errors)


@lru_cache(maxsize=256)
def inspection_plan(
    max_error_rate: float,
    confidence: float,
    escape_budget: float,
    *,
    held: bool,
    delay: float = 20,
    sensitivity: float = 1.0,
) -> InspectionPlan:
    """Return the plan that follows from what the owner signed.

    `held`: audited outputs wait for their verdict. `delay` is in outputs handed in between an audited one and its
    verdict. `sensitivity` is the share of errors that reviewers catch, 1 where it was not measured: then all of it is
    "as judged by reviewers". Where it was, its lower bound, and as `confidence` the gate's part of both
    (`domain.statistics.gate.split`).
    Takes milliseconds, numpy and scipy; whoever hands in needs `fraction` and `draw` alone, which take none of them.
    """
    share = fraction(escape_budget, held=held, sensitivity=sensitivity)
    return InspectionPlan(
        gate_rate=effective_rate(max_error_rate, sensitivity),
        gate_confidence=confidence,
        fraction=share,
        clearance=clearance(max_error_rate, share, held=held, delay=delay, sensitivity=sensitivity),
        drift=drift_plan(max_error_rate),
    )


@dataclass(frozen=True)
class Inspection:
    """Where a workflow stands. `stage` is None unless the lane is `automated`.

    `counted` and `errors` are what was judged in this `attempt` at less checking, in turn; `drift` is the score of its
    alarm; `clean` how many in a row were good in this screening, 0 outside. Whatever begins anew is the next attempt.
    """

    lane: Lane
    stage: Stage | None = None
    counted: int = 0
    errors: int = 0
    drift: int = 0
    clean: int = 0
    attempt: int = 1

    @property
    def place(self) -> Place:
        """Return lane and stage in one word."""
        if self.lane == "automated":
            return self.stage or "sampling"
        return self.lane


@dataclass(frozen=True)
class Judged:
    """An output with its verdict. `screened`: it was handed in while screening, and so counts towards its end.

    `attempt` is the one it was handed in under, None for the one that runs: evidence is never carried over.
    """

    bad: bool
    critical: bool = False
    screened: bool = False
    attempt: int | None = None


@dataclass(frozen=True)
class Change:
    """From where to where, and why. `proposed`: nothing has moved; it waits for a person's signature.

    From `reviewed` to `reviewed` the evidence begins anew.
    """

    before: Place
    after: Place
    why: Why
    proposed: bool = False


Moved = tuple[Inspection, Change | None]


def on_verdict(standing: Inspection, item: Judged) -> Moved:
    """Return what a final verdict does at once, whatever is undecided before it: it can only make things heavier.

    A wrong one of an earlier attempt, too, ends sampling: it has gone out all the same.
    """
    if standing.lane == "always_human" or not item.bad:
        return standing, None
    if item.critical and (standing.lane == "automated" or _of_this_attempt(standing, item)):
        return heavier(standing, "critical")
    if standing.place == "sampling":
        return _to(standing, "screening", "error")
    return (replace(standing, clean=0) if standing.clean else standing), None


def in_turn(standing: Inspection, item: Judged, plan: InspectionPlan) -> Moved:
    """Return what a verdict does once everything handed in before it has one: it is counted.

    Of an earlier attempt it is not. Proposes less checking with each one for which the evidence suffices: whether to
    ask again is up to the caller.
    """
    if standing.lane == "always_human" or not _of_this_attempt(standing, item):
        return standing, None
    if item.bad and item.critical:
        return heavier(standing, "critical")
    now = replace(
        standing,
        counted=standing.counted + 1,
        errors=standing.errors + item.bad,
        drift=step(standing.drift, bad=item.bad, plan=plan.drift),
    )
    if now.drift >= plan.drift.limit:
        return heavier(now, "drift")
    if now.place == "reviewed":
        enough = not item.bad and now.counted >= plan.gate_needs(now.errors)
        return now, Change("reviewed", "sampling", "gate_passed", proposed=True) if enough else None
    if item.bad:
        return _to(now, "screening", "error") if now.place == "sampling" else (replace(now, clean=0), None)
    if now.place == "screening" and item.screened:
        now = replace(now, clean=now.clean + 1)
        return _to(now, "sampling", "cleared") if now.clean >= plan.clearance else (now, None)
    return now, None


def sign(standing: Inspection) -> Moved:
    """Return where the owner's signature for less checking leads: from `reviewed` to sampling, from elsewhere nowhere.

    That there is a signature, and that the policy allows the lane, is for the caller to see to.
    """
    if standing.lane != "reviewed":
        return standing, None
    return _to(replace(standing, lane="automated"), "sampling", "signed", before="reviewed")


def heavier(standing: Inspection, why: Why, lane: Literal["reviewed", "always_human"] = "reviewed") -> Moved:
    """Return where a reason for checking everything leads: to `lane`, never a lighter one, with evidence begun anew."""
    if standing.lane == "always_human":
        return standing, None
    after = Inspection(lane, attempt=standing.attempt + 1)
    return after, Change(standing.place, after.place, why)


def _to(standing: Inspection, stage: Stage, why: Why, before: Place | None = None) -> Moved:
    return replace(standing, stage=stage, clean=0), Change(before or standing.place, stage, why)


def _of_this_attempt(standing: Inspection, item: Judged) -> bool:
    return item.attempt is None or item.attempt == standing.attempt
