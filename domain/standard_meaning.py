"""What the numbers of a standard would mean day by day: for who is asked to sign them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.bands import Mix, mean_share
from domain.policy import Sampling
from domain.standards import Wording
from domain.statistics import escapes
from domain.statistics.costs import checking_everything_is_cheaper
from domain.statistics.gate import clean_needed
from domain.statistics.sampling import fraction

# "Seldom more": in 95 of 100 collapses it is not.
SELDOM = 0.95


@dataclass(frozen=True)
class Meaning:
    """What a reader can picture, in whole outputs.

    `clean` must have been looked at and none wrong before less checking is proposed, `clean_but_one` with one wrong
    among them. Then one in `one_in` is audited, 1 for all. Should quality collapse, `escaping` bad ones go out first on
    average, seldom more than `seldom_more`. `a_day` come in now and `checked_a_day` of them would be looked at, None:
    nobody knows yet. `costs_more`: tolerating this costs more than checking everything would, None where costs are not
    known.
    """

    clean: int
    clean_but_one: int
    one_in: int
    escaping: int
    seldom_more: int
    a_day: float | None = None
    checked_a_day: float | None = None
    costs_more: bool | None = None


def meaning_of(
    wording: Wording,
    sampling: Sampling,
    *,
    a_day: float | None,
    review_minutes: float | None,
    mix: Mix = (),
) -> Meaning:
    """Return what follows from the numbers. `a_day` is outputs a working day, `review_minutes` what one look takes;
    None where that is not known; `mix` how they spread over the bands that have more than the rest. As judged by
    reviewers: how many errors they miss is not reckoned with.
    """
    standard, error_minutes = wording.standard, wording.costs.error_minutes
    held = sampling == "held"
    share = fraction(standard.escape_budget, held=held)
    rate = standard.max_error_rate
    costs_more = None
    if error_minutes and review_minutes:
        costs_more = checking_everything_is_cheaper(rate, review_minutes, error_minutes)
    return Meaning(
        clean=clean_needed(rate, standard.confidence),
        clean_but_one=clean_needed(rate, standard.confidence, 1),
        one_in=round(1 / share),
        escaping=round(escapes.mean(share, held=held)),
        seldom_more=escapes.quantile(SELDOM, share, held=held),
        a_day=a_day,
        checked_a_day=None if a_day is None else a_day * mean_share(share, mix),
        costs_more=costs_more,
    )
