"""The three lanes, and which one an output takes: what is known can make it heavier, nothing lighter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

Lane = Literal["automated", "reviewed", "always_human"]
Status = Literal["proposed", "watching", "live", "paused", "retired", "refused"]
Risk = Literal["normal", "high"]
Stage = Literal["sampling", "screening"]  # inside `automated`: a share is looked at, or everything
Why = Literal[
    "policy",  # the lightest lane that the policy allows
    "in_force",  # the lane that people's signatures have left in force
    "inherited",  # what the output supersedes, or the same text before it, was in
    "rule",  # a rule of the policy: its segment, risk, confidence or size
    "risk",  # whoever handed it in says the risk is high
    "status",  # the workflow is not live: nothing goes out of it
    "by_hand",  # a person handed it in for review, so a person looks
    "watched",  # a person has signed that it goes out as before, and is looked at afterwards
    "doubt",  # no policy could be read, so a person looks
]

LANES: tuple[Lane, ...] = get_args(Lane)  # from the lightest to the heaviest
CLOSED: frozenset[Status] = frozenset({"retired", "refused"})
RUNNING: frozenset[Status] = frozenset({"live", "watching"})  # something goes out, so it can be stopped
HELD: frozenset[Status] = frozenset({"proposed", "paused", *CLOSED})


@dataclass(frozen=True)
class LaneDecision:
    """The lane of a new output, and how many people must approve it: none only where it is `automated`.

    `why` names everything that asks for a lane as heavy as this one.
    """

    lane: Lane
    needed: int
    why: tuple[Why, ...]


def heavier(one: Lane, other: Lane) -> Lane:
    """Return the heavier of two lanes."""
    return max(one, other, key=LANES.index)


def is_heavier(one: Lane, other: Lane) -> bool:
    """Say whether `one` asks for more than `other`."""
    return LANES.index(one) > LANES.index(other)


@lru_cache(maxsize=1_024)  # few different ones are asked, for every output
def decide_lane(
    *,
    allowed: Lane | None,
    in_force: Lane | None,
    approvals: int,
    status: Status = "live",
    risk: Risk = "normal",
    inherited: Lane | None = None,
    rule: Lane | None = None,
    by_hand: bool = False,
    watched: bool = False,
) -> LaneDecision:
    """Return the heaviest lane that anything asks for.

    `allowed` (the policy's lane) and `in_force` (the workflow's) are None where they could not be read: then
    at least a person looks. `inherited` is the heaviest of what it supersedes and of the same text within 30
    days; `rule` the heaviest that the policy's rules ask for; None: there is none. What a submitter sends reaches
    `risk`, `inherited`, `rule` and `by_hand` only, and all of them only add.
    `watched`: a signature for watching holds at this instant. It takes the place of both lanes, unless either is
    `always_human`, and of nothing else that asks for more.
    Raises ValueError for `approvals` below 1.
    """
    if approvals < 1:
        raise ValueError("a policy asks for at least one approval")
    as_before = watched and all(lane not in (None, "always_human") for lane in (allowed, in_force))
    asked: dict[Why, Lane | None] = {
        "policy": None if as_before else allowed,
        "in_force": None if as_before else in_force,
        "watched": "automated" if as_before else None,
        "inherited": inherited,
        "rule": rule,
        "risk": "reviewed" if risk == "high" else None,
        "status": "reviewed" if status in HELD else None,
        "by_hand": "reviewed" if by_hand else None,
        "doubt": "reviewed" if allowed is None or in_force is None else None,
    }
    lane = max((one for one in asked.values() if one is not None), key=LANES.index)
    why = tuple(reason for reason, one in asked.items() if one == lane)
    return LaneDecision(lane, 0 if lane == "automated" else approvals, why)


def tightened(lane: Lane, needed: int, *, allowed: Lane, approvals: int) -> tuple[Lane, int]:
    """Return lane and approvals of an unreleased output under a new policy: never less than before."""
    return heavier(lane, allowed), max(needed, approvals)
