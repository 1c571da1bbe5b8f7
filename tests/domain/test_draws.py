"""Who is looked at: settled before it is drawn, drawn by a key, and never lighter the second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draws import Drawn, chance, drawn, draws_key, draws_secret, heavier_draw, needed
from domain.lanes import LaneDecision
from domain.policy import Checking, Policy, Standard
from domain.statistics.escapes import mean

KEY = b"a key"


def test_the_share_follows_from_how_many_may_escape() -> None:
    after = Policy(purpose="", standard=Standard(escape_budget=10))
    held = Policy(purpose="", standard=Standard(escape_budget=9), checking=Checking(sampling="held"))

    assert chance(after, "sampling") == 0.1
    assert chance(held, "sampling") == 0.1
    assert chance(after, "screening") == 1.0


def test_what_reviewers_miss_is_made_up_for_by_looking_more_often() -> None:
    after = Policy(purpose="", standard=Standard(escape_budget=10))
    held = Policy(purpose="", standard=Standard(escape_budget=9), checking=Checking(sampling="held"))

    for policy in (after, held):
        share = chance(policy, "sampling", sensitivity=0.9)
        assert share == pytest.approx(1 / 9)
        assert mean(share, held=policy.checking.is_held, sensitivity=0.9) == pytest.approx(
            policy.standard.escape_budget
        )


def test_each_workflow_and_each_version_of_its_rules_has_a_key_of_its_own() -> None:
    secret = draws_secret("the secret of the installation")

    keys = {draws_key(secret, slug, version) for slug in ("a", "b") for version in (1, 2, 11)}

    assert len(keys) == 6
    assert secret not in keys


@given(
    pi=st.floats(0.01, 1),
    output_id=st.text(min_size=1),
    before=st.none() | st.builds(Drawn, st.just("sampling"), st.floats(0.01, 1), st.booleans()),
)
def test_what_was_looked_at_once_is_looked_at_again(pi: float, output_id: str, before: Drawn | None) -> None:
    now = drawn("sampling", pi, KEY, output_id, before)

    if before is not None and before.sampled:
        assert now.sampled
    if before is not None and not before.sampled and before.pi >= pi:
        assert not now.sampled
    assert drawn("screening", 1.0, KEY, output_id, before) == Drawn("screening", 1.0, sampled=True)
    assert drawn("sampling", pi, None, output_id, before).sampled


@given(st.floats(0.01, 1), st.floats(0.01, 1), st.booleans(), st.booleans())
def test_of_two_draws_of_one_text_the_heavier_counts(
    one: float, other: float, first: bool, second: bool
) -> None:
    a, b = Drawn("sampling", one, first), Drawn("sampling", other, second)

    assert heavier_draw(a, b).sampled == (first or second)
    assert heavier_draw(None, b) == b


def test_people_come_first_where_everything_is_checked_and_where_the_drawn_ones_are_held() -> None:
    at_once = LaneDecision("automated", 0, ("policy",))
    after, held = Policy(purpose="", approvals=2), Policy(purpose="", checking=Checking(sampling="held"))

    assert needed(at_once, Drawn("screening", 1.0, sampled=True), after) == 2
    assert needed(at_once, Drawn("sampling", 0.1, sampled=True), after) == 0
    assert needed(at_once, Drawn("sampling", 0.1, sampled=True), held) == 1
    assert needed(at_once, Drawn("sampling", 0.1, sampled=False), held) == 0
    assert needed(at_once, Drawn(None, 1.0, sampled=True), held) == 0
    assert needed(LaneDecision("reviewed", 3, ("risk",)), Drawn(None, 1.0, sampled=True), held) == 3
