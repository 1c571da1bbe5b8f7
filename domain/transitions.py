"""What changed how much is checked: the lane or the stage of a workflow, when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.lanes import LANES, Lane, Stage

Because = Literal[
    "signed",  # its owner has signed for less, or anybody has asked for more
    "audit",  # what went out was looked at, and was wrong
    "checked",  # what was looked at before it went out was wrong
    "late",  # one was left undecided for too long, or was drawn and taken back undecided
    "report",  # somebody said that what went out was wrong, and it was
    "critical",  # what is never tolerated has happened
    "drift",  # it has become worse than agreed
    "probes",  # too few planted mistakes were caught
    "cleared",  # enough in a row were good
    "maker",  # another model or prompt makes them now
    "policy",  # other rules are in force
    "resumed",  # it goes on after somebody had stopped it
]

# The record's own words for what happened without a person: kept with the decision, in the language of the record.
REASONS: Mapping[Because, str] = {
    "audit": "What had gone out was looked at, and one was wrong.",
    "checked": "One that was looked at before it went out was wrong.",
    "late": "One stayed undecided for too long, or was taken back, and counts as wrong.",
    "report": "One that had gone out was reported, and was wrong.",
    "critical": "One was wrong in a way that is never tolerated.",
    "drift": "More are wrong than was agreed.",
    "probes": "Too few planted mistakes were caught.",
    "cleared": "Enough in a row were good.",
    "maker": "Another model or another prompt makes them now.",
    "policy": "Other rules are in force.",
    "resumed": "It goes on after a stop.",
}


@dataclass(frozen=True)
class Standing:
    """How much of a workflow is checked: its lane, and inside `automated` its stage (else None)."""

    lane: Lane
    stage: Stage | None = None

    def is_heavier_than(self, other: Standing) -> bool:
        """Say whether more is checked so than in the other."""
        return self._weight > other._weight

    @property
    def _weight(self) -> tuple[int, bool]:
        return LANES.index(self.lane), self.stage == "screening"


SAMPLING = Standing("automated", "sampling")
SCREENING = Standing("automated", "screening")
REVIEWED = Standing("reviewed")


def begun_anew(standing: Standing) -> Standing:
    """Return how much is checked once what was shown so far counts for nothing: where it was less, all of it."""
    return REVIEWED if standing.lane == "automated" else standing


@dataclass(frozen=True)
class Transition:
    """One change. `person` None: it came about by itself. `output_id` is what brought it about, None where no single
    one did; `numbers` are those that were seen.
    """

    workflow: str
    at: datetime
    was: Standing
    becomes: Standing
    why: Because
    person: str | None = None
    output_id: str | None = None
    trial_id: int | None = None
    numbers: Mapping[str, object] = field(default_factory=dict)
