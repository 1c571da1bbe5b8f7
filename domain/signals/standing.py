"""What stands open: a workflow that nobody owns, a standard past its date, mistakes that are to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.signals.signal import Reading, Signal, counted

SIGNAL = Signal(
    key="standing",
    answers="Does somebody answer for it, and is what went wrong being put right?",
    formula="counted: wrong ones that went out and are still to be put right, and how many of them are past their "
    "deadline. Beside it for how many days nobody has owned it, and for how many `standard.review_by` is past",
    unit="count",
    window="as it stands when the period ends; that nobody owns it, and the date, as it stands now",
    minimum="counts always",
    source="counted",
)


@dataclass(frozen=True)
class Standing:
    """What stands open on `today`: `open` mistakes to put right, `late` of them. None: it is owned; no date is past."""

    today: date
    open: int = 0
    late: int = 0
    unowned_since: date | None = None
    past_date: date | None = None

    @property
    def reading(self) -> Reading:
        """Return how many are to be put right, and for how many days the rest has stood."""
        unowned, past = self.unowned_since, self.past_date
        counts = {
            "late": float(self.late),
            "unowned_days": None if unowned is None else float((self.today - unowned).days),
            "past_date_days": None if past is None else float((self.today - past).days),
        }
        return Reading(counted(self.open), counts)
