"""Bands of a workflow's outputs that are looked at more often than the rest: where mistakes are likelier, or dearer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.lane_rules import Condition, Looked, all_hold

# How many outputs there were for each share that their band asks for; 0: they are in none.
Mix = Iterable[tuple[float, int]]


@dataclass(frozen=True)
class Band:
    """Where all conditions hold, at least this share, in (0, 1], is looked at while a share of the workflow is."""

    when: tuple[Condition, ...]
    share: float

    def __str__(self) -> str:
        return f"{' and '.join(map(str, self.when))} → {self.share:g}"


def band_of(bands: Iterable[Band], looked: Looked) -> Band | None:
    """Return the band that an output is in: of those that match, the one that asks for most; None: it is in none.

    What was handed in without a confidence matches every comparison with one, as in a rule.
    """
    matching = [band for band in bands if all_hold(band.when, looked)]
    return max(matching, key=lambda band: band.share, default=None)


def share_in(bands: Iterable[Band], looked: Looked) -> float:
    """Return the share that an output's band asks for; 0 in none."""
    found = band_of(bands, looked)
    return 0.0 if found is None else found.share


def mean_share(least: float, mix: Mix) -> float:
    """Return the share of such a mix that is looked at, where each output has at least the chance `least`."""
    counted = [(max(least, share), count) for share, count in mix]
    total = sum(count for _, count in counted)
    return sum(share * count for share, count in counted) / total if total else least
