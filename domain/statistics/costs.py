"""What checking costs against what it prevents: a check on whether a tolerated rate makes sense."""

from __future__ import annotations

from domain.statistics.intervals import at_most


def break_even_rate(review: float, error: float, sensitivity: float = 1.0) -> float:
    """Return the error rate above which checking everything is cheaper than letting errors out.

    `review` and `error` are what one of each costs, in the same unit (minutes, or money); `sensitivity` is the share of
    errors that a review catches, in (0, 1]. Deming, Out of the Crisis, ch. 15 (the kp rule); Papadakis 1985. For a
    steady process whose costs are known.
    """
    if review < 0 or error <= 0 or not 0 < sensitivity <= 1:
        raise ValueError(f"costs above 0 and a share: {review}, {error}, {sensitivity}")
    return review / (sensitivity * error)


def checking_everything_is_cheaper(
    max_error_rate: float, review: float, error: float, sensitivity: float = 1.0
) -> bool:
    """Return whether tolerating this rate costs more than checking everything would: worth a warning to the owner."""
    return max_error_rate > break_even_rate(review, error, sensitivity)


def break_even_minutes(spent: float, used: int) -> float:
    """Return how many minutes each that is used must save at least for nothing to be lost, where `spent` went into
    checking, cleaning up and mistakes.

    It takes no assumption about what is saved; whether it is saved is for whoever reads it to know.
    """
    if spent < 0 or used <= 0:
        raise ValueError(f"minutes, and some that are used: {spent}, {used}")
    return spent / used


def costs_more_than_it_prevents(minutes: float, looks: int, caught: int, error: float) -> bool:
    """Say whether what checking takes for each wrong one that it catches is more than one costs that gets out, also if
    as many were to be caught as chance allows: up to the upper bound of 95 in 100 (Clopper & Pearson 1934).

    Deming, Out of the Crisis, ch. 15. That people look, and that it is on record, is worth more than what is caught;
    and what was not noticed counts as good here.
    """
    return minutes > error * at_most(caught, looks) * looks
