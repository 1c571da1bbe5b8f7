"""Which teams may be told of by name: none of so few people that it would tell of them, also not by subtraction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.probes import SHOWN_FROM


def as_one(name: str | None) -> str:
    """Return a team's name as it is compared: "Legal " and "legal" are one team; "" for nobody in particular."""
    return (name or "").strip().casefold()


def told_by_name(teams: Iterable[str], sizes: Mapping[str, int]) -> frozenset[str]:
    """Return which of these teams may be told by name, the rest together as others; `sizes`: how many people are in
    each, as far as is known.

    Where those together are few people still, the smallest that might be named is told with them.
    """
    all_ = {team for team in teams if team}
    named = {team for team in all_ if sizes.get(team, 0) >= SHOWN_FROM}
    hidden = sum(sizes.get(team, 0) for team in all_ - named)
    if named and named != all_ and hidden < SHOWN_FROM:
        named.remove(min(named, key=lambda team: (sizes[team], team)))
    return frozenset(named)
