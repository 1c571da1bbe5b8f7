"""What has changed in the wrong ones that got out, against the four weeks before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.signals.signal import Figure, Reading, Signal
from domain.signals.wrong_ones_out import WrongOnesOut, change_of
from domain.statistics.changing import Change

SIGNAL = Signal(
    key="change",
    answers="Is it more than chance that more, or fewer, wrong ones get out?",
    formula="the share of wrong ones that got out less that of before, each as above, with the effective n as if all "
    "of it were estimated; interval: Newcombe's, method 10, which is wider than it would have to be where people let "
    "some of it out first",
    unit="share",
    window="what was handed in in the period, against what was in the four weeks before it",
    minimum="shares, not counts of what was reported, each from what tells as much as 30 drawn alike would; called a "
    "change only where the interval leaves out 0 and, of all workflows in the same period side by side, whichever of "
    "them are told of, at most one in ten of those told is chance",
    source="Newcombe 1998; Benjamini and Hochberg 1995",
)


@dataclass(frozen=True)
class WrongOnesChanged:
    """The wrong ones of a period, and those of the four weeks before it. `timezone` is the workflow's own; `is_clear`:
    it may be called a change, looked at side by side with those of all other workflows (`clear_changes`).
    """

    now: WrongOnesOut = field(default_factory=WrongOnesOut)
    before: WrongOnesOut = field(default_factory=WrongOnesOut)
    timezone: str = "UTC"
    is_clear: bool = False

    @property
    def change(self) -> Change | None:
        """Return the difference; None where either is no share."""
        return change_of(self.now, self.before)

    @property
    def is_other(self) -> bool:
        """Say whether other versions made it than before."""
        return is_other(self.now, self.before)

    @property
    def new_since(self) -> datetime | None:
        """Return since when the newest version is at work that made nothing before; None for none."""
        known = {one.made.maker for one in self.before.versions}
        new = [one for one in self.now.versions if one.made.maker not in known] if known else []
        return new[0].made.first_at if new else None

    @property
    def reading(self) -> Reading:
        """Return the difference as numbers; the two shares beside it where each may be told."""
        now, before, found = self.now.figure, self.before.figure, self.change
        counts = {
            "before": before.value,
            "before_low": before.low,
            "before_high": before.high,
            "before_looked_at": float(before.n),
            "now": now.value,
            "chance_alone": None if found is None else found.p,
            "changed": None if found is None else float(self.is_clear),
            "other_version": float(self.is_other),
        }
        if found is None:
            return Reading(Figure(None, None, None, now.n, suppressed=True), counts)
        return Reading(Figure(found.difference, found.low, found.high, now.n), counts)


def is_other(now: WrongOnesOut, before: WrongOnesOut) -> bool:
    """Say whether other versions made what was looked at than before, as far as they said what they are."""
    makers, others = ({one.made.maker for one in some.versions} for some in (now, before))
    return bool(makers and others) and makers != others
