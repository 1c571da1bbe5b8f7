"""What a named person decides about a use of AI: it begins, it is watched first, or it is not for AI."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from domain.lanes import Status

Becomes = Literal["live", "watching", "refused"]

BECOMES: tuple[Becomes, ...] = get_args(Becomes)

# From where each can be decided. What is live is stopped first, and what was stopped is let go on: that is
# another verb.
_FROM: Mapping[Becomes, frozenset[Status]] = {
    "live": frozenset({"proposed", "watching", "paused"}),
    "watching": frozenset({"proposed", "paused"}),
    "refused": frozenset({"proposed", "watching", "paused"}),
}


def can_become(status: Status, becomes: Becomes) -> bool:
    """Say whether a workflow of this status can be made that."""
    return status in _FROM[becomes]


def may_make(
    becomes: Becomes, user_id: str, *, owner: str, deputy: str | None, leaders: Collection[str]
) -> bool:
    """Say whether it is this person who can make it so: its owner; the deputy and the leaders only what is stricter.

    Whoever proposed it has no say by that.
    """
    if user_id == owner:
        return True
    return becomes == "refused" and (user_id == deputy or user_id in leaders)


def verdicts_of(
    status: Status,
    user_id: str,
    *,
    owner: str,
    deputy: str | None,
    leaders: Collection[str],
    can_be_watched: bool,
) -> tuple[Becomes, ...]:
    """Return what this person can make of the workflow now, in the order in which it is asked."""
    return tuple(
        becomes
        for becomes in BECOMES
        if can_become(status, becomes)
        and (can_be_watched or becomes != "watching")
        and may_make(becomes, user_id, owner=owner, deputy=deputy, leaders=leaders)
    )
