from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lanes import HELD, LANES, Lane, Risk, Status, decide_lane, heavier, is_heavier, tightened

lanes = st.sampled_from(LANES)
perhaps_a_lane = st.none() | lanes
approvals = st.integers(1, 10)
statuses: st.SearchStrategy[Status] = st.sampled_from(
    ["proposed", "watching", "live", "paused", "retired", "refused"]
)
risks: st.SearchStrategy[Risk] = st.sampled_from(["normal", "high"])


def test_lanes_are_ordered_from_light_to_heavy() -> None:
    assert heavier("automated", "reviewed") == "reviewed"
    assert heavier("always_human", "reviewed") == "always_human"
    assert is_heavier("reviewed", "automated")
    assert not is_heavier("reviewed", "reviewed")


def test_a_signed_workflow_lets_an_ordinary_output_go_at_once() -> None:
    decision = decide_lane(allowed="automated", in_force="automated", approvals=2)

    assert (decision.lane, decision.needed) == ("automated", 0)


def test_what_is_handed_in_by_hand_is_always_looked_at() -> None:
    decision = decide_lane(allowed="automated", in_force="automated", approvals=2, by_hand=True)

    assert (decision.lane, decision.needed, decision.why) == ("reviewed", 2, ("by_hand",))


def test_allowed_is_not_yet_in_force() -> None:
    decision = decide_lane(allowed="automated", in_force="reviewed", approvals=2)

    assert (decision.lane, decision.needed, decision.why) == ("reviewed", 2, ("in_force",))


def test_a_lane_in_force_that_is_lighter_than_the_policy_counts_for_nothing() -> None:
    decision = decide_lane(allowed="always_human", in_force="automated", approvals=1)

    assert (decision.lane, decision.why) == ("always_human", ("policy",))


@given(perhaps_a_lane, perhaps_a_lane, approvals, statuses, risks, perhaps_a_lane, st.booleans())
def test_nothing_that_a_submitter_sends_makes_it_lighter(
    allowed: Lane | None,
    in_force: Lane | None,
    needed: int,
    status: Status,
    risk: Risk,
    inherited: Lane | None,
    by_hand: bool,
) -> None:
    silent = decide_lane(allowed=allowed, in_force=in_force, approvals=needed, status=status)
    hinted = decide_lane(
        allowed=allowed,
        in_force=in_force,
        approvals=needed,
        status=status,
        risk=risk,
        inherited=inherited,
        by_hand=by_hand,
    )

    assert not is_heavier(silent.lane, hinted.lane)
    assert hinted.needed >= silent.needed
    assert hinted.why


@given(perhaps_a_lane, perhaps_a_lane, approvals, statuses, risks, perhaps_a_lane)
def test_only_a_live_readable_unremarkable_workflow_in_automated_needs_nobody(
    allowed: Lane | None,
    in_force: Lane | None,
    needed: int,
    status: Status,
    risk: Risk,
    inherited: Lane | None,
) -> None:
    decision = decide_lane(
        allowed=allowed,
        in_force=in_force,
        approvals=needed,
        status=status,
        risk=risk,
        inherited=inherited,
    )

    assert (decision.needed == 0) == (
        allowed == in_force == "automated"
        and inherited in (None, "automated")
        and risk == "normal"
        and status not in HELD
    )
    assert decision.needed in (0, needed)


@given(lanes, st.integers(0, 10), lanes, approvals)
def test_a_new_policy_only_tightens_what_is_open(lane: Lane, needed: int, allowed: Lane, asked: int) -> None:
    new_lane, new_needed = tightened(lane, needed, allowed=allowed, approvals=asked)

    assert not is_heavier(lane, new_lane)
    assert not is_heavier(allowed, new_lane)
    assert new_needed >= max(needed, asked)


def test_a_policy_without_approvals_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        decide_lane(allowed="reviewed", in_force="reviewed", approvals=0)
