"""Do people use it? What those who asked for outputs say of them, a few chosen by chance, and what is said unasked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from domain.probes import SHOWN_FROM
from domain.signals.signal import Figure, Reading, Signal
from domain.statistics.intervals import of_median, wilson
from domain.statistics.showing import ENOUGH, may_be_a_rate

SIGNAL = Signal(
    key="use",
    answers="Do those who asked for it use what comes out, and do they change it first?",
    formula="used as it was or changed first, over what is known of those that were drawn for the question; "
    "interval: Wilson. Beside it how many were asked and have not said; how many of the used ones were changed "
    "first; and, apart, what people and AI systems said unasked. Of what went out corrected by reviewers the median "
    "of how much they changed: the fewest characters to put in, take out or replace to make what went out of what was "
    "handed in, over the length of the longer; interval: by the binomial",
    unit="share",
    window="what was said in the twelve weeks up to the last Saturday of the period, by whole weeks, as many of them "
    "together as it takes for five people to have answered; unasked, of each week in which five people said something; "
    "corrected, what went out in the same twelve weeks, and within twelve of coming in, by as many whole weeks "
    "together as it takes for five reviewers to have corrected some",
    minimum="answers of five people, of what is new in it too; a share from 30 answers on, below that counts; a team "
    "is named where five people of it answered in all of the weeks that are told together, the rest as one; "
    "corrections of five reviewers, a median from 30 on, below that how many",
    source="counted; Wilson 1927; Levenshtein 1966; Thompson 1936 (ranks)",
)

Use = Literal["used", "edited", "no_use"]
Team = str | None


@dataclass(frozen=True)
class Said:
    """What one person said of one output; `team` is whose work it was to save, None if nobody knows. `told_with`: what
    was said in the weeks that are told of together has the same number (`domain.weeks_together`).
    """

    person: str
    team: Team
    use: Use
    told_with: int = 0


@dataclass(frozen=True)
class Uses:
    """How many of each."""

    used: int = 0
    edited: int = 0
    no_use: int = 0

    @property
    def n(self) -> int:
        """Return how many there are of which it is known."""
        return self.used + self.edited + self.no_use

    @property
    def taken(self) -> int:
        """Return how many were used, changed or not."""
        return self.used + self.edited


@dataclass(frozen=True)
class Corrections:
    """What went out corrected: how much of each text was changed, from 0 to 1, and how many reviewers did it."""

    people: int = 0
    changed: Sequence[float] = ()

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return self.people >= SHOWN_FROM

    @property
    def figure(self) -> Figure:
        """Return how much was changed in the middle; suppressed where too few people corrected too few."""
        n = len(self.changed) if self.may_be_shown else 0
        if n < ENOUGH:
            return Figure(None, None, None, n, suppressed=True)
        return Figure(median(self.changed), *of_median(self.changed), n)


@dataclass(frozen=True)
class InUse:
    """What is known of it. `asked` were asked about, `uses` is what `people` said of these; `unasked` what was said
    without being asked. `teams`: by name, None for all others together; empty where that would tell of few.
    `corrections`: what reviewers changed before anybody could use it.
    """

    asked: int = 0
    people: int = 0
    uses: Uses = field(default_factory=Uses)
    unasked: Uses = field(default_factory=Uses)
    teams: Mapping[Team, Uses] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=Corrections)

    @property
    def may_be_shown(self) -> bool:
        """Say whether it can be told without telling of anybody."""
        return self.people >= SHOWN_FROM

    @property
    def figure(self) -> Figure:
        """Return the share of what is known that was used; suppressed where too few people said too little."""
        uses = self.uses
        if not self.may_be_shown:
            return Figure(None, None, None, 0, suppressed=True)
        low, high = wilson(uses.taken, uses.n)
        enough = may_be_a_rate(uses.taken, uses.n) or may_be_a_rate(uses.no_use, uses.n)
        return Figure(uses.taken / uses.n if enough else None, low, high, uses.n, suppressed=not enough)

    @property
    def reading(self) -> Reading:
        """Return it as numbers; of too few people nothing but how many were asked about, what was said unasked, and
        what reviewers corrected, where these are more.
        """
        unasked, corrections = self.unasked, self.corrections.figure
        counts: dict[str, float | None] = {
            "asked": self.asked,
            "bypass": None,
            "unasked_used": unasked.used,
            "unasked_edited": unasked.edited,
            "unasked_no_use": unasked.no_use,
            "corrected": corrections.n if self.corrections.may_be_shown else None,
            "correction": corrections.value,
            "correction_low": corrections.low,
            "correction_high": corrections.high,
        }
        if not self.may_be_shown:
            return Reading(self.figure, counts)
        uses = self.uses
        counts |= {
            "unknown": self.asked - uses.n,
            "unknown_share": (self.asked - uses.n) / self.asked if self.asked >= ENOUGH else None,
            "used": uses.used,
            "edited": uses.edited,
            "no_use": uses.no_use,
            "edited_share": uses.edited / uses.taken if uses.taken >= ENOUGH else None,
        }
        rows = tuple(
            {"team": team, "used": one.used, "edited": one.edited, "no_use": one.no_use}
            for team, one in self.teams.items()
        )
        return Reading(self.figure, counts, rows)


def in_use(asked: int, said: Iterable[Said]) -> InUse:
    """Return what was said of `asked` that were asked about."""
    answers = list(said)
    people = {one.person for one in answers}
    return InUse(asked, len(people), uses_of(one.use for one in answers), teams=_by_team(answers))


def uses_of(said: Iterable[Use]) -> Uses:
    """Return how many of each."""
    count = Counter(said)
    return Uses(count["used"], count["edited"], count["no_use"])


def _by_team(answers: list[Said]) -> dict[Team, Uses]:
    """Return the answers by team, those of which fewer than five people answered together: in any of the weeks that are
    told of together, since those are what lies between two figures.

    Where these are few still, the smallest that might be named is told with them: what is left over would tell of them.
    """
    who: dict[Team, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in answers:
        who[one.team][one.told_with].add(one.person)
    named = {
        team
        for team, each in who.items()
        if team is not None and all(len(people) >= SHOWN_FROM for people in each.values())
    }
    while (told := _giving_away(who, named)) is not None:
        named.remove(told)
    if not named:
        return {}
    parted: dict[Team, list[Use]] = defaultdict(list)
    for one in answers:
        parted[one.team if one.team in named else None].append(one.use)
    return {
        team: uses_of(parted[team]) for team in sorted(parted, key=lambda team: (team is None, team or ""))
    }


def _giving_away(who: Mapping[Team, Mapping[int, set[str]]], named: set[str]) -> str | None:
    """Return the smallest named team beside which what is left over would tell of few; None where none does."""
    for number in {number for each in who.values() for number in each}:
        rest = set().union(*(each.get(number, set()) for team, each in who.items() if team not in named))
        beside = [team for team in named if number in who[team]]
        if beside and 0 < len(rest) < SHOWN_FROM:
            return min(beside, key=lambda team: (len(who[team][number]), team))
    return None
