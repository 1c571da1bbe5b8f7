"""What checking costs against what it prevents: a check on whether a tolerated rate makes sense."""

from __future__ import annotations


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
