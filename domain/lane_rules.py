"""Rules that put some outputs in a heavier lane: `segment = legal and confidence < 0.6`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from domain.lanes import LANES, Lane

Field = Literal["segment", "risk", "confidence", "size"]
Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
FIELDS: tuple[Field, ...] = get_args(Field)
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)

_COMPARE: Mapping[Comparison, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CONDITION = re.compile(r'\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*(?:"([^"]+)"|([^\s"<>=!]+))\s*')
_AND = re.compile(r"\s+and\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")  # outside quotes


@dataclass(frozen=True)
class Condition:
    """One comparison. `size` is in characters, `confidence` in 0..1; segment and risk are words."""

    field: Field
    comparison: Comparison
    value: float | int | str

    def __str__(self) -> str:
        value = f'"{self.value}"' if isinstance(self.value, str) and " " in self.value else self.value
        return f"{self.field} {self.comparison} {value}"


@dataclass(frozen=True)
class Looked:
    """What rules look at in an output. `size` is in characters; None: it was not sent."""

    segment: str | None
    risk: str
    confidence: float | None
    size: int


@dataclass(frozen=True)
class LaneRule:
    """Where all conditions hold, the output takes this lane, if that is heavier than its own."""

    when: tuple[Condition, ...]
    lane: Lane

    def __str__(self) -> str:
        return f"{' and '.join(map(str, self.when))} → {self.lane}"


def lane_asked(rules: Iterable[LaneRule], looked: Looked) -> tuple[Lane | None, tuple[LaneRule, ...]]:
    """Return the heaviest lane that the rules which match ask for, and those that ask for it; None: none matches.

    A comparison with a confidence that was not sent holds, and one with a segment that was not sent holds only as
    `!=`: to say nothing of its doubts is no way round a rule.
    """
    matching = [rule for rule in rules if all_hold(rule.when, looked)]
    if not matching:
        return None, ()
    lane = max((rule.lane for rule in matching), key=LANES.index)
    return lane, tuple(rule for rule in matching if rule.lane == lane)


def all_hold(when: Iterable[Condition], looked: Looked) -> bool:
    """Say whether an output meets all of these conditions."""
    return all(_holds(condition, looked) for condition in when)


def _holds(condition: Condition, looked: Looked) -> bool:
    found: float | str | None = getattr(looked, condition.field)
    wanted = condition.value
    if isinstance(wanted, str):
        same = isinstance(found, str) and found.strip().casefold() == wanted.strip().casefold()
        return same if condition.comparison == "=" else not same
    if found is None:
        return True
    assert not isinstance(found, str)
    return _COMPARE[condition.comparison](found, wanted)


def parse_when(text: str) -> tuple[Condition, ...]:
    """Return the conditions of a rule, all of which must hold.

    Raises ValueError, whose message says what is wrong with which part.
    """
    return tuple(_condition(part) for part in _AND.split(text.strip()))


def _condition(text: str) -> Condition:
    shape = _CONDITION.fullmatch(text)
    if shape is None:
        raise ValueError(f'"{text}" is not a comparison')
    name, comparison, quoted, bare = shape.groups()
    for field in FIELDS:
        if field == name:
            return _compared(field, comparison, quoted or bare)
    raise ValueError(f'"{name}" is not something a rule can look at')


def _compared(field: Field, comparison: str, text: str) -> Condition:
    sign = next(one for one in COMPARISONS if one == comparison)
    if field in ("segment", "risk"):
        if sign not in ("=", "!="):
            raise ValueError(f'"{field}" is a word: it can be = or != but not {sign}')
        if field == "risk" and text not in ("normal", "high"):
            raise ValueError(f'risk is normal or high, not "{text}"')
        return Condition(field, sign, text)
    return Condition(field, sign, _number(field, text))


def _number(field: Field, text: str) -> float | int:
    if field == "size":
        if re.fullmatch(r"\d{1,6}", text, re.ASCII):
            return int(text)
        raise ValueError(f'size is a whole number of characters, not "{text}"')
    if re.fullmatch(r"[01]|[01]?\.\d{1,9}", text, re.ASCII) and float(text) <= 1:
        return float(text)
    raise ValueError(f'confidence lies between 0 and 1, not "{text}"')
