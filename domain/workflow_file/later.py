"""Keys that are read, checked and stored, and change nothing yet. A key leaves this list when it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

# What each will do, as the rest of: "stored, not yet in force: KEY ...". At present every key does something.
LATER: Mapping[str, str] = MappingProxyType({})


def stored_for_later(given: Iterable[str]) -> dict[str, str]:
    """Return, of the keys that a workflow says, those not yet in force, each with what it will do."""
    return {key: LATER[key] for key in given if key in LATER}


def is_later(key: str) -> bool:
    """Say whether a field of a policy, by its dotted key, changes nothing yet."""
    return any(key == later or key.startswith(f"{later}.") for later in LATER)
