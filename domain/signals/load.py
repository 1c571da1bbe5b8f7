"""How much there is for people to decide: what came, what was decided, what is open, and whether that is steady."""

from __future__ import annotations

from dataclasses import dataclass

from domain.signals.signal import Reading, Signal, counted
from domain.statistics.queueing import Little
from domain.statistics.showing import ENOUGH

SIGNAL = Signal(
    key="load",
    answers="Is as much decided as comes in, or does the queue grow?",
    formula="counted: what came in for people to decide first, what of that they decided, what ended without a "
    "decision, and what was open when the period ended. Steady: how many waited on average differs by at most a fifth "
    "of it from how many came in a unit of time, times how long those that left had waited, by the clock",
    unit="count",
    window="what came in, left or waited in the period; what is open, as it stands when the period ends",
    minimum="counts always; whether it is steady from 30 that came and 30 that left",
    source="counted; Little 1961",
)


@dataclass(frozen=True)
class Load:
    """What a period brought. `ended` left without a decision; `queue` None: nothing to compare."""

    arrived: int = 0
    decided: int = 0
    ended: int = 0
    open: int = 0
    queue: Little | None = None

    @property
    def is_steady(self) -> bool | None:
        """Say whether the queue was steady; None: too few to say."""
        if self.queue is None or min(self.arrived, self.decided + self.ended) < ENOUGH:
            return None
        return self.queue.is_steady

    @property
    def reading(self) -> Reading:
        """Return how many are open, beside what came and went."""
        steady, queue = self.is_steady, self.queue
        counts = {
            "arrived": float(self.arrived),
            "decided": float(self.decided),
            "ended_undecided": float(self.ended),
            "waited_on_average": None if steady is None or queue is None else queue.waited,
            "expected_on_average": None if steady is None or queue is None else queue.expected,
            "steady": None if steady is None else float(steady),
        }
        return Reading(counted(self.open), counts)
