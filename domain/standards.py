"""What a standard is made of, and what makes it signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Literal

import msgspec

from domain.policy import Costs, Policy, Standard

Part = Literal["owner", "second"]
Reminder = Literal["soon", "due"]
SOON = timedelta(days=14)

_PARTS: tuple[tuple[str, type[Standard] | type[Costs]], ...] = (("standard", Standard), ("costs", Costs))
STANDARD_KEYS = tuple(f"{part}.{field.name}" for part, kind in _PARTS for field in fields(kind))


@dataclass(frozen=True)
class Wording:
    """What the owner signs: what good enough means, and the costs assumed with it."""

    standard: Standard
    costs: Costs

    def to_json(self) -> dict[str, object]:
        """Return it as plain JSON values, for storage."""
        body: dict[str, object] = msgspec.to_builtins(self)
        return body

    @classmethod
    def from_json(cls, stored: object) -> Wording:
        """Return what `to_json` described. Raises msgspec.ValidationError."""
        return msgspec.convert(stored, cls)

    def value(self, key: str) -> object:
        """Return one field of it by its key of workflows.toml, such as "costs.minutes_saved"."""
        part, _, name = key.partition(".")
        return getattr(getattr(self, part), name)


_LEARNED = msgspec.json.Decoder(Wording)  # by the one thread that imports, as in `domain.policy`


def wording_of(policy: Policy) -> Wording:
    """Return the part of a policy that is signed as its standard."""
    return Wording(policy.standard, policy.costs)


def says_something(standard: Standard) -> bool:
    """Say whether it says in words what is good enough, or what must never happen: else there is nothing to sign."""
    return bool(standard.statement or standard.criteria or standard.never)


def is_past_date(standard: Standard, today: date) -> bool:
    """Say whether the day on which it was to be looked at again is over; never where there is none."""
    return standard.review_by is not None and standard.review_by < today


def reminder_on(review_by: date, today: date) -> Reminder | None:
    """Return which reminder it is time for: two weeks before the day, and from the day on; None before."""
    if today >= review_by:
        return "due"
    return "soon" if today >= review_by - SOON else None


def differing(one: Wording, other: Wording) -> tuple[str, ...]:
    """Return the keys whose values differ, in the order of the file."""
    return tuple(key for key in STANDARD_KEYS if one.value(key) != other.value(key))


def with_fields(policy: Policy, values: Wording, keys: Iterable[str]) -> Policy:
    """Return the policy with these fields as `values` has them."""
    changed: dict[str, dict[str, object]] = {"standard": {}, "costs": {}}
    for key in keys:
        part, _, name = key.partition(".")
        changed[part][name] = values.value(key)
    standard = replace(policy.standard, **changed["standard"])  # type: ignore[arg-type]  # fields by name
    costs = replace(policy.costs, **changed["costs"])  # type: ignore[arg-type]  # fields by name
    return replace(policy, standard=standard, costs=costs)


def is_signed(parts: Collection[str], *, high_impact: bool) -> bool:
    """Say whether these signatures are enough: the owner's, and with high impact a second person's."""
    return "owner" in parts and (not high_impact or "second" in parts)
