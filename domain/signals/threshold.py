"""From which confidence on would what the AI does have met what was signed?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.showing import ENOUGH
from domain.statistics.thresholds import THRESHOLDS, Tried, tried

SIGNAL = Signal(
    key="threshold",
    answers="If only what the AI is surest of went out unchecked, how sure would be enough, and how much is that?",
    formula="of .95, .90, .85, .80 and .70, from the first on: the chance of no more wrong ones among those stated to "
    "be at least so sure, if exactly what was signed to be tolerated were wrong. Each passes where that is at most "
    "what the signed confidence leaves open; the first that fails ends it, and the last that passed is the answer. "
    "What nobody judged in time counts as wrong",
    unit="share",
    window="what was handed in in the half year up to the end of the period, by the model and prompt that came last",
    minimum="a signed standard, everything that came with a confidence was to be looked at, and 30 judged of at least "
    "that confidence; else none",
    source="Angelopoulos, Bates, Candes, Jordan and Lei 2021 (Learn then Test); Geifman and El-Yaniv 2017",
)


@dataclass(frozen=True)
class Sure:
    """One that came with a confidence and was judged, or that nobody judged in time."""

    stated: float
    is_wrong: bool


@dataclass(frozen=True)
class SureEnough:
    """Everything that came with a confidence and is judged, out of all that were handed in: `with_at_least` are those
    stated to be so sure, by threshold, judged or not. `tolerated` and `confidence` are signed, None: nothing is, or not
    everything was to be looked at.
    """

    judged: tuple[Sure, ...] = ()
    handed_in: int = 0
    with_at_least: tuple[int, ...] = (0,) * len(THRESHOLDS)
    tolerated: float | None = None
    confidence: float = 0.95

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """Return the thresholds that were tried; none where that says nothing."""
        if self.tolerated is None or not self.judged:
            return ()
        steps = []
        for threshold in THRESHOLDS:
            such = [one for one in self.judged if one.stated >= threshold]
            steps.append((threshold, len(such), sum(one.is_wrong for one in such)))
        return tuple(tried(steps, self.tolerated, self.confidence))

    @property
    def answer(self) -> Tried | None:
        """Return the lowest threshold that would do, None for none."""
        passed = [one for one in self.tried if one.passed and one.n >= ENOUGH]
        return passed[-1] if passed else None

    @property
    def coverage(self) -> float | None:
        """Return the share of all that come in of which it is so sure, in 0..1; None where there is no answer."""
        if self.answer is None or self.handed_in < ENOUGH:
            return None
        return self.with_at_least[THRESHOLDS.index(self.answer.threshold)] / self.handed_in

    @property
    def reading(self) -> Reading:
        """Return the threshold, how much of all it covers, and each that was tried."""
        found = self.answer
        counts = {"tolerated": self.tolerated, "coverage": self.coverage, "handed_in": float(self.handed_in)}
        rows = tuple(
            {
                "threshold": one.threshold,
                "n": float(one.n),
                "wrong": float(one.errors),
                "chance_alone": one.p,
                "passed": float(one.passed),
            }
            for one in self.tried
        )
        value, n = (None, len(self.judged)) if found is None else (found.threshold, found.n)
        return Reading(Figure(value, None, None, n, suppressed=found is None), counts, rows)
