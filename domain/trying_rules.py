"""What rules would have meant for what was handed in before anybody signs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.lane_rules import LaneRule, Looked, lane_asked
from domain.lanes import Lane, is_heavier


@dataclass(frozen=True)
class HandedIn:
    """One output of before: the lane it took, and whether anybody was to look at it."""

    looked: Looked
    lane: Lane
    looked_at: bool


@dataclass(frozen=True)
class Tried:
    """How many were `handed_in`, how many of them the rules would have `raised`, and how many cards there were
    `before` and would have been `after`. `by_rule` stands in the order of the rules: how many each alone would have
    raised, so that one output can count under several.
    """

    handed_in: int
    raised: int
    before: int
    after: int
    by_rule: tuple[int, ...]


def try_rules(rules: Sequence[LaneRule], found: Iterable[HandedIn]) -> Tried:
    """Return what the rules would have meant for these. Keeps counts only, however many there are."""
    alone: Counter[int] = Counter()
    handed_in = raised = before = after = 0
    for one in found:
        lane, _ = lane_asked(rules, one.looked)
        is_raised = lane is not None and is_heavier(lane, one.lane)
        handed_in += 1
        raised += is_raised
        before += one.looked_at
        after += one.looked_at or is_raised
        if is_raised:
            for number, rule in enumerate(rules):
                asked, _ = lane_asked((rule,), one.looked)
                alone[number] += asked is not None and is_heavier(asked, one.lane)
    return Tried(handed_in, raised, before, after, tuple(alone[number] for number in range(len(rules))))
