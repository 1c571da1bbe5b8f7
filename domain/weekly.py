"""What a week came to: counts of what was handed in, decided and left waiting. No rates, nobody ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.weeks import Week


@dataclass(frozen=True)
class WorkflowWeek:
    """One workflow's week. What waits is what waited as the week ended.

    `approved` and `rejected` make up `decided`; `unchecked` of the `released` had needed nobody. `late`: decided
    after the reviewers' deadline, or waiting beyond it. `asked`: questions of reviewers. `oldest_at` is
    since when the oldest waits, None if nothing does; `unowned_since` when its owner was noticed to have left;
    `past_date` the day by which its standard was to be looked at again, where that is over.
    """

    workflow: str
    owner: str
    handed_in: int = 0
    approved: int = 0
    rejected: int = 0
    expired: int = 0
    released: int = 0
    unchecked: int = 0
    waiting: int = 0
    late: int = 0
    asked: int = 0
    oldest_at: datetime | None = None
    unowned_since: datetime | None = None
    past_date: date | None = None

    @property
    def decided(self) -> int:
        """Return how many people's decisions became final."""
        return self.approved + self.rejected

    @property
    def is_quiet(self) -> bool:
        """Say whether nothing happened and nothing waits."""
        happened = self.handed_in or self.decided or self.expired or self.released or self.waiting
        return not happened and self.unowned_since is None and self.past_date is None


@dataclass(frozen=True)
class WeeklySummary:
    """A week of all workflows by name. `owner_names` are what owners are called, by Slack id."""

    week: Week
    timezone: str
    begins_at: datetime
    ends_at: datetime
    workflows: tuple[WorkflowWeek, ...]
    owner_names: dict[str, str]

    @property
    def is_quiet(self) -> bool:
        """Say whether it was quiet everywhere."""
        return all(each.is_quiet for each in self.workflows)
