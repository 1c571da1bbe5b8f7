"""Who is drawn for a second look, and what two verdicts come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.draws import draws_key
from domain.outputs import State
from domain.second_looks import (
    FirstVerdict,
    Pairs,
    SecondVerdict,
    agrees,
    has_second_look,
    open_until,
    pairs_of,
    second_look_key,
    undoing,
)
from domain.statistics.sampling import draw
from domain.working_time import WorkingHours
from tests.builders import MONDAY
from tests.domain.outputs import an_output

FIRST: tuple[FirstVerdict, ...] = get_args(FirstVerdict)
SAID = st.lists(st.tuples(st.sampled_from(FIRST), st.sampled_from(get_args(SecondVerdict))))


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 1.0])
def test_the_share_is_drawn_and_what_is_audited_says_nothing_of_it(share: float) -> None:
    key, audits = second_look_key(b"secret", "refund-replies", 1), draws_key(b"secret", "refund-replies", 1)
    ids = [f"out_{number}" for number in range(10_000)]

    drawn = [one for one in ids if has_second_look(key, one, share)]
    audited = [one for one in drawn if draw(audits, one) < 0.5]

    within = 4 * (share * (1 - share) * len(ids)) ** 0.5
    assert abs(len(drawn) - share * len(ids)) <= within
    assert abs(len(audited) - len(drawn) / 2) <= 4 * (len(drawn) / 4) ** 0.5


def test_another_workflow_version_or_secret_draws_others() -> None:
    keys = [
        second_look_key(secret, slug, version)
        for secret, slug, version in product((b"a", b"b"), ("one", "two"), (1, 2))
    ]
    drawn = {frozenset(one for one in range(300) if has_second_look(key, f"out_{one}", 0.3)) for key in keys}

    assert len(drawn) == len(keys)


@given(SAID, st.integers(0, 9))
def test_every_pair_counts_once_and_whether_they_agree_does_not_depend_on_who_was_first(
    said: list[tuple[FirstVerdict, SecondVerdict]], people: int
) -> None:
    pairs = pairs_of(said, people)
    turned = Pairs(pairs.both_approve, pairs.second_approves, pairs.first_approves, pairs.both_reject, people)

    assert pairs.n == len(said)
    assert pairs.agreed == sum(agrees(first, second) for first, second in said)
    assert pairs.may_be_shown == (people >= 5)
    assert pairs.agreement == turned.agreement
    assert (pairs.agreement is None) == (not said)


@given(st.sampled_from(FIRST), st.sampled_from(get_args(SecondVerdict)), st.sampled_from(get_args(State)))
def test_only_what_was_let_out_and_should_not_have_been_can_be_undone(
    first: FirstVerdict, second: SecondVerdict, state: State
) -> None:
    way = undoing(replace(an_output(), state=state), first, second)

    if way is not None:
        assert (first, second) == ("approve", "reject")
        assert (way, state) in {("objection", "approved"), ("report", "released")}
    elif (first, second) == ("approve", "reject"):
        assert state not in ("approved", "released")


def test_it_is_asked_for_a_working_day() -> None:
    friday = MONDAY + timedelta(days=4, hours=4)

    assert open_until(friday, WorkingHours(timezone="Europe/Berlin")) == friday + timedelta(days=3)
