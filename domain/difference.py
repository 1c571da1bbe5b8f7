"""What a change of rules or settings is, in words: for `workflow apply` and for evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from typing import Literal

from domain.durations import spell_duration
from domain.lanes import LANES
from domain.policy import Live, Policy
from domain.working_time import WorkingHours

Direction = Literal["tighter", "looser", "other"]

_MORE_IS_TIGHTER = frozenset({
    "approvals", "high_impact", "standard.confidence", "checking.double_review_share", "checking.probe_share",
    "checking.relax_after.weeks", "checking.relax_after.reviewers", "checking.relax_after.planted",
})  # fmt: skip
_LESS_IS_TIGHTER = frozenset({"accept_reactions", "standard.max_error_rate", "standard.escape_budget"})
_DEMANDS = frozenset({
    "standard.criteria", "standard.never", "standard.error_counts_as", "checking.rules", "checking.bands",
})  # fmt: skip
_LIGHT_TO_HEAVY: dict[str, tuple[str, ...]] = {"lane": LANES, "checking.sampling": ("after_release", "held")}


@dataclass(frozen=True)
class Change:
    """One field that is not what it was. `before` is None where there was nothing before."""

    key: str
    before: str | None
    after: str
    direction: Direction

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: {self.after}"
        remark = "" if self.direction == "other" else f" ({self.direction})"
        return f"{self.key}: {self.before} → {self.after}{remark}"


def difference(old: Policy | Live | None, new: Policy | Live) -> list[Change]:
    """Return what changes from `old` to `new` (the same kind) by the keys of workflows.toml, in order.

    None: there was nothing, so every field that says something is a change.
    """
    if old is None:
        return [
            Change(key, None, spell(value), "other") for key, value in _leaves(new) if value not in (None, ())
        ]
    before = dict(_leaves(old))
    return [
        Change(key, spell(before[key]), spell(after), direction(key, before[key], after))
        for key, after in _leaves(new)
        if before[key] != after
    ]


def tightens(old: Policy, new: Policy) -> bool:
    """Say whether anything in `new` asks for more than `old`."""
    return any(change.direction == "tighter" for change in difference(old, new))


def loosens(old: Policy, new: Policy) -> bool:
    """Say whether anything in `new` asks for less than `old`: that is for the owner to sign."""
    return any(change.direction == "looser" for change in difference(old, new))


def direction(key: str, before: object, after: object) -> Direction:
    """Return whether a change of this key asks for more checking, for less, or for something else."""
    if key in _LIGHT_TO_HEAVY:
        order = _LIGHT_TO_HEAVY[key]
        return _by_size(order.index(str(before)), order.index(str(after)))
    if key in _DEMANDS and isinstance(before, tuple) and isinstance(after, tuple):
        return _by_demands(set(before), set(after))
    if isinstance(before, int | float) and isinstance(after, int | float):
        if key in _MORE_IS_TIGHTER:
            return _by_size(before, after)
        if key in _LESS_IS_TIGHTER:
            return _by_size(after, before)
    return "other"


def spell(value: object) -> str:
    """Return a value of a policy in words, as near to how the file has it as one line allows."""
    match value:
        case None | ():
            return "not set"
        case bool():
            return "true" if value else "false"
        case timedelta():
            return spell_duration(value)
        case tuple():
            return ", ".join(spell(one) for one in value)
        case _:
            return str(value)


def _by_size(before: float, after: float) -> Direction:
    return "tighter" if after > before else "looser" if after < before else "other"


def _by_demands(before: set[object], after: set[object]) -> Direction:
    return "tighter" if before < after else "looser" if after < before else "other"


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Give each field by its dotted key, going into the parts that are tables in the file."""
    assert is_dataclass(value)
    for field in fields(value):
        key, inner = f"{path}{field.name}", getattr(value, field.name)
        if is_dataclass(inner) and not isinstance(inner, WorkingHours):
            yield from _leaves(inner, f"{key}.")
        else:
            yield key, inner
