"""When a workflow's owner is asked whether less may be checked. Everything asked for must have been seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.policy import Policy
from domain.probes import Noticed
from domain.statistics.gate import effective_rate, split, still_needed

# So long after it was asked about, or was answered, nobody is asked again.
ASK_AGAIN = timedelta(days=30)
_A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Seen:
    """What has been seen of one attempt: `counted` outputs, `errors` of them wrong, `late` of those only because nobody
    decided in time; by so many `reviewers`, since `began_at`. `noticed` is how many planted mistakes
    were judged meanwhile, and caught: for the gate, unseen. `told` is what may be told of that.
    """

    began_at: datetime
    counted: int
    errors: int
    late: int
    reviewers: int
    noticed: Noticed = field(default_factory=Noticed)
    told: Noticed = field(default_factory=Noticed)


@dataclass(frozen=True)
class Missing:
    """What has yet to be seen before anybody is asked: good outputs in a row, time, reviewers, planted mistakes (or
    wrong ones that a second look found); and whether the standard has yet to be signed. Of nothing: all has been seen.
    """

    outputs: int = 0
    weeks: int = 0
    reviewers: int = 0
    planted: int = 0
    signature: bool = False

    @property
    def nothing(self) -> bool:
        """Say whether all has been seen."""
        return self == Missing()


def missing(seen: Seen, policy: Policy, now: datetime, *, standard_signed: bool) -> Missing:
    """Return what has yet to be seen at `now`. Takes scipy: nothing that anybody waits for asks it.

    How many mistakes reviewers miss is reckoned with once it is measured; before, outputs are good as judged by them.
    Where none of the planted ones was caught, nothing is known of any output: another has to be.
    """
    standard, asked = policy.standard, policy.checking.relax_after
    share = seen.noticed.sensitivity(asked, standard.confidence)
    rate, confidence = standard.max_error_rate, standard.confidence
    if share:
        rate, confidence = effective_rate(rate, share), split(confidence)[0]
    left = asked.weeks * _A_WEEK - (now - seen.began_at)
    return Missing(
        still_needed(seen.counted, seen.errors, rate, confidence),
        max(0, -(-left // _A_WEEK)),
        max(0, asked.reviewers - seen.reviewers),
        max(1 if share == 0 else 0, asked.planted - seen.noticed.results),
        signature=not standard_signed,
    )


def missing_as_told(seen: Seen, policy: Policy, now: datetime, *, standard_signed: bool) -> Missing:
    """Return what is told of that: how many more good ones the gate asks for would tell what the last one who met a
    planted mistake made of it. So it is reckoned with what may be told of that, and where the gate asks for more it is
    a floor, one at least. Takes scipy.
    """
    left = missing(seen, policy, now, standard_signed=standard_signed)
    known = replace(seen, noticed=seen.told if seen.told.may_be_shown else Noticed())
    told = missing(known, policy, now, standard_signed=standard_signed).outputs
    lacking = policy.checking.relax_after.planted - seen.noticed.results
    return replace(left, outputs=max(told, 1) if left.outputs else 0, planted=max(0, lacking))
