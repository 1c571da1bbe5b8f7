"""How often to check once a workflow has earned it: continuous sampling (CSP-1).

Everything is checked until `clearance` outputs in a row are good; then the share `fraction`; at the first bad one
everything again (Dodge 1943, Annals of Mathematical Statistics 14:264). Reviewers who miss some, and audits after
release, are allowed for (after Case, Bennett & Schmidt 1973; derived, and held by simulation in the tests).

`held`: audited outputs wait for their verdict; else they are audited after release. `delay` is the number of outputs
handed in between an audited one and its verdict; `sensitivity` the share of bad ones that reviewers catch, in (0, 1].
All limits are shares of outputs. They are averages over a long run, not statements about today: see `worst_limit`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.statistics.searching import first

if TYPE_CHECKING:
    from numpy.typing import NDArray

# With reviewers who miss some, what escapes grows with the rate for ever: limits are looked for up to here.
WORST_RATE = 0.5


@dataclass(frozen=True)
class Outgoing:
    """What a plan does at one error rate, as shares of all outputs.

    `inspected` (AFI) are judged at all, `screened` in phases in which everything is; `bad` (AOQ) go out wrong, where
    what is found is put right; `bad_if_dropped` the same of what goes out where what is found is dropped.
    """

    inspected: float
    screened: float
    bad: float
    bad_if_dropped: float


def outgoing(
    rate: float,
    fraction: float,
    clearance: int,
    *,
    held: bool,
    delay: float = 20,
    sensitivity: float = 1.0,
    false_alarms: float = 0.0,
) -> Outgoing:
    """Return what becomes of a steady error `rate`; `false_alarms` is the share of good outputs called wrong."""
    flagged = sensitivity * rate + false_alarms * (1 - rate)
    cleared = (1 - flagged) ** clearance
    # The lengths of both phases, times what both would be divided by: nothing is divided by a rate of nought.
    screening, sampling = 1 - cleared, (1 / fraction + delay * flagged) * cleared
    screened = screening / (screening + sampling)
    inspected = (screening + fraction * sampling) / (screening + sampling)
    caught = sensitivity * (inspected if held else screened)
    bad = rate * (1 - caught)
    return Outgoing(inspected, screened, bad, bad / (1 - rate * caught) if rate * caught < 1 else 0.0)


def average_limit(
    fraction: float,
    clearance: int,
    *,
    held: bool,
    delay: float = 20,
    sensitivity: float = 1.0,
    dropped: bool = False,
    up_to: float = WORST_RATE,
) -> float:
    """Return the worst long-run share of bad ones going out over all steady error rates up to `up_to` (AOQL).

    Where reviewers miss more than one in twenty, say it up to the upper bound of the rate that was measured: beyond, it
    is what they miss and nothing else.

    `dropped`: what is found is dropped and not put right, and the share is of what goes out (as MIL-STD-1235 counts).
    """
    import numpy as np

    def bad(rates: NDArray[np.float64]) -> NDArray[np.float64]:
        flagged = sensitivity * rates
        cleared = np.exp(clearance * np.log1p(-flagged))
        screening, sampling = 1 - cleared, (1 / fraction + delay * flagged) * cleared
        caught = sensitivity * (screening + (fraction * sampling if held else 0)) / (screening + sampling)
        share: NDArray[np.float64] = rates * (1 - caught) / (1 - rates * caught if dropped else 1)
        return share

    # One hump: find it in a coarse net, then twice in a finer one around it.
    rates = np.geomspace(1e-7, up_to, 400)
    for _ in range(3):
        top = int(np.argmax(bad(rates)))
        rates = np.linspace(rates[max(0, top - 1)], rates[min(len(rates) - 1, top + 1)], 100)
    return float(bad(rates).max())


def clearance(
    max_error_rate: float, fraction: float, *, held: bool, delay: float = 20, sensitivity: float = 1.0
) -> int:
    """Return the smallest number of good ones in a row whose average limit is at most `max_error_rate`.

    Reviewers who miss some let that share through even where they look at everything, and no plan can change it. So it
    is asked of what they can see: rates as they appear to them, against that part of `max_error_rate`.
    """
    _shares(max_error_rate, fraction)
    seen = max_error_rate * sensitivity
    return first(lambda i: average_limit(fraction, i, held=held, delay=delay) <= seen, start=1)


def worst_limit(fraction: float, clearance: int, *, held: bool, delay: float = 20) -> float:
    """Return the largest long-run share of bad ones going out against the worst sender there can be (UAOQL).

    All bad while only a share is audited, all good while everything is. Lieberman 1953; Derman, Johns & Lieberman 1959
    (Annals of Mathematical Statistics 30:1175) for held ones without delay; derived for the others. As judged by
    reviewers who miss nothing.
    """
    escaping, length = _worst(fraction, held, delay)
    return escaping / (length + clearance)


def strict_clearance(max_error_rate: float, fraction: float, *, held: bool, delay: float = 20) -> int:
    """Return the smallest number of good ones in a row whose worst limit, too, is at most `max_error_rate`."""
    _shares(max_error_rate, fraction)
    escaping, length = _worst(fraction, held, delay)
    # Rounding must not ask for one more where it comes out even.
    return max(1, math.ceil(escaping / max_error_rate - length - 1e-9))


def _worst(fraction: float, held: bool, delay: float) -> tuple[float, float]:
    until_drawn = 1 / fraction
    # Held, what is drawn while the verdict is awaited does not go out either.
    escaping = until_drawn - 1 + (1 - fraction) * delay if held else until_drawn + delay
    return escaping, until_drawn + delay


def _shares(max_error_rate: float, fraction: float) -> None:
    if not 0 < max_error_rate < 1 or not 0 < fraction <= 1:
        raise ValueError(f"shares above 0: max_error_rate {max_error_rate}, fraction {fraction}")
