"""What a week came to: counts, and the leading signals. Nobody ranked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from domain.follow_up import FollowUp
from domain.needs import CLEANED_FROM_MINUTES, CleanedElsewhere, Need, NoOwner, PastDate, TooManyWrong
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.statistics.changing import Change
from domain.weeks import Week


@dataclass(frozen=True)
class Stop:
    """A workflow was stopped then, and went on then; None: it had not as the week ended."""

    at: datetime
    went_on_at: datetime | None = None


@dataclass(frozen=True)
class WorkflowWeek:
    """One workflow's week. What waits is what waited as the week ended.

    `approved` and `rejected` make up `decided`; `let_out` was released by people, `unchecked` had needed nobody.
    `late`: decided after the reviewers' deadline, or waiting beyond it; `looks_late`: gone out, and still not looked at
    though that was wanted by the week's end. `stop`: it was stopped as the week ended, or went on in it.
    `asked`: questions of reviewers.
    `cleaned_elsewhere`: outputs after which teams cleaned up that do not check them. `oldest_at` is
    since when the oldest waits, None if nothing does; `unowned_since` when its owner was noticed to have left;
    `past_date` the day by which its standard was to be looked at again, where that is over. `sponsor` is the leader who
    is asked, None: any of them. `change` of its errors is one that chance would not explain, else None;
    `other_version`: other versions made it than before. `is_pilot`: it was in its first weeks as the week ended, or too
    few had reviewed it. `people_first`: by now people decide on each before it goes out.
    """

    workflow: str
    owner: str
    handed_in: int = 0
    approved: int = 0
    rejected: int = 0
    expired: int = 0
    let_out: int = 0
    unchecked: int = 0
    waiting: int = 0
    late: int = 0
    looks_late: int = 0
    asked: int = 0
    cleaned_elsewhere: int = 0
    oldest_at: datetime | None = None
    unowned_since: datetime | None = None
    past_date: date | None = None
    sponsor: str | None = None
    stop: Stop | None = None
    signals: Leading = field(default_factory=Leading)
    change: Change | None = None
    other_version: bool = False
    is_pilot: bool = False
    people_first: bool = False

    @property
    def decided(self) -> int:
        """Return how many people's decisions became final."""
        return self.approved + self.rejected

    @property
    def released(self) -> int:
        """Return how many went out, by people's decision or without."""
        return self.let_out + self.unchecked

    @property
    def is_idle(self) -> bool:
        """Say whether nothing came in, went out, ran out or was looked at."""
        signals = self.signals
        happened = self.handed_in or self.expired or signals.wrong.gone_out
        return not (happened or signals.time.looks or signals.time.cleaned)

    @property
    def is_as_agreed(self) -> bool:
        """Say whether nothing speaks against it: none late, none that nobody judged or looked at in time, no stop,
        and no sign of more wrong ones out than was signed.
        """
        wrong, late = self.signals.wrong, self.late or self.looks_late
        return not late and self.stop is None and not wrong.late and not wrong.may_be_above


@dataclass(frozen=True)
class WeeklySummary:
    """A week of all workflows by name. `names` are what owners and sponsors are called, by Slack id; `sizes` how many
    people are in each team, as far as is known. `compared`: there were four weeks before to compare it with. `is_own`:
    these are the workflows that its reader answers for, not all of them. `followed`: what leaders did about the summary
    before.
    """

    week: Week
    timezone: str
    begins_at: datetime
    ends_at: datetime
    workflows: tuple[WorkflowWeek, ...]
    names: Mapping[str, str]
    sizes: Mapping[str, int] = field(default_factory=dict)
    compared: bool = False
    is_own: bool = False
    followed: tuple[FollowUp, ...] = ()

    @cached_property
    def needs(self) -> list[Need]:
        """Return what somebody has to see to, the most pressing kind first."""
        found = [need for each in self.workflows for need in needs_of(each, self.sizes)]
        return sorted(found, key=lambda need: _ORDER.index(type(need.about)))

    @property
    def changed(self) -> list[WorkflowWeek]:
        """Return those whose errors became more or fewer by more than chance would explain."""
        return [each for each in self.workflows if each.change is not None]

    @property
    def is_quiet(self) -> bool:
        """Say whether one line tells it all: nothing needs anybody, all is as agreed, nothing has changed."""
        return not self.needs and not self.changed and all(each.is_as_agreed for each in self.workflows)


_ORDER = (NoOwner, TooManyWrong, CleanedElsewhere, PastDate)


def needs_of(week: WorkflowWeek, sizes: Mapping[str, int]) -> Iterator[Need]:
    """Give what one workflow needs of its sponsor; `sizes`: how many people are in each team."""
    wrong, time = week.signals.wrong, week.signals.time
    if week.unowned_since is not None:
        yield Need(week.workflow, week.sponsor, NoOwner(week.unowned_since, week.waiting))
    if wrong.is_above and wrong.rate is not None and wrong.tolerated is not None:
        yield Need(
            week.workflow, week.sponsor, TooManyWrong(wrong.rate.rate, wrong.tolerated, week.people_first)
        )
    if sum(time.elsewhere.values()) >= CLEANED_FROM_MINUTES:
        yield Need(week.workflow, week.sponsor, _cleaned(time, sizes))
    if week.past_date is not None:
        yield Need(week.workflow, week.sponsor, PastDate(week.past_date))


def _cleaned(time: PeoplesTime, sizes: Mapping[str, int]) -> CleanedElsewhere:
    """Return the team that carried most of it; nobody where that one may not be named."""
    minutes = time.elsewhere
    most = max(minutes, key=lambda team: (minutes[team], team))
    told = time.cleaned_by(sizes)
    return CleanedElsewhere(most, told[most]) if most in told else CleanedElsewhere(None, None)
