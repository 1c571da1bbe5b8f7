"""What bands would have meant for what was handed in before, and how as many checks would tell most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.bands import Band, band_of
from domain.draws import chance
from domain.lane_rules import Looked
from domain.policy import Policy
from domain.statistics.allocation import Stratum, neyman
from domain.statistics.weighting import weighted_rate
from domain.weighing import Weight

# With fewer that were judged in a band, nobody knows how many are wrong there.
ENOUGH = 30


@dataclass(frozen=True)
class Weighed:
    """One output of before: what bands look at, what was found, and the chance that it had of being looked at (None:
    nobody knows).
    """

    looked: Looked
    weighs: Weight
    pi: float | None


@dataclass(frozen=True)
class TriedBand:
    """One band, None: what is in none. `outputs` were in it, of which `judged` were, `wrong` of these. `share` would be
    checked while a share is; `best` is what as many checks would tell most with, None: too few were judged to say.
    """

    band: Band | None
    outputs: int
    judged: int
    wrong: int
    share: float
    best: float | None


@dataclass(frozen=True)
class TriedBands:
    """All bands in the order of the policy, the rest last. Of all outputs `average` would be checked, `least` without
    the bands.
    """

    bands: tuple[TriedBand, ...]
    average: float
    least: float

    @property
    def outputs(self) -> int:
        """Return how many outputs there were."""
        return sum(one.outputs for one in self.bands)


@dataclass
class _Found:
    outputs: int = 0
    judged: list[tuple[bool, float]] = field(default_factory=list)


def try_bands(policy: Policy, handed_in: Iterable[Weighed]) -> TriedBands:
    """Return what the policy's bands would have meant for these."""
    bands = (*policy.checking.bands, None)
    found: dict[Band | None, _Found] = {band: _Found() for band in bands}
    for one in handed_in:
        own = found[band_of(policy.checking.bands, one.looked)]
        own.outputs += 1
        if one.weighs in ("good", "wrong") and one.pi is not None:
            own.judged.append((one.weighs == "wrong", one.pi))
    least = chance(policy, "sampling")
    shares = {band: max(least, 0 if band is None else band.share) for band in bands}
    total = sum(own.outputs for own in found.values())
    spread = sum(shares[band] * own.outputs for band, own in found.items())
    average = spread / total if total else least
    best = _best(found, average, least)
    tried = tuple(
        TriedBand(
            band,
            own.outputs,
            len(own.judged),
            sum(bad for bad, _ in own.judged),
            shares[band],
            best.get(band),
        )
        for band, own in found.items()
    )
    return TriedBands(tried, average, least)


def _best(found: dict[Band | None, _Found], average: float, least: float) -> dict[Band | None, float]:
    """Return the shares with which as many checks tell most, none where too few were judged anywhere."""
    some = {band: own for band, own in found.items() if own.outputs}
    if any(len(own.judged) < ENOUGH for own in some.values()):
        return {}
    total = sum(own.outputs for own in some.values())
    strata = []
    for own in some.values():
        rate = weighted_rate(own.judged)
        assert rate is not None
        # Where none was wrong, some are all the same: half an error more in one output more.
        strata.append(Stratum(own.outputs / total, (rate.rate * rate.n + 0.5) / (rate.n + 1)))
    return dict(zip(some, neyman(strata, min(1.0, average), floor=least), strict=True))
