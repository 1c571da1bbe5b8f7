"""Planted mistakes: when one comes, which one, and what is said of how many were caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import RelaxAfter
from domain.probes import Noticed, next_probe, planted_before, planting_key, too_few_caught

KEY = planting_key(b"secret", "refund-replies", "U0BEN")


def test_as_many_come_as_agreed_and_asking_again_is_no_second_draw() -> None:
    came = [one for one in range(4_000) if planted_before(KEY, f"out_{one}", "2026-11-23", 0.03)]

    assert 80 < len(came) < 160
    assert came == [one for one in range(4_000) if planted_before(KEY, f"out_{one}", "2026-11-23", 0.03)]
    assert not any(planted_before(KEY, f"out_{one}", "2026-11-23", 0.0) for one in range(1_000))


def test_each_person_has_an_order_of_their_own() -> None:
    ids = [f"prb_{one}" for one in range(40)]
    other = planting_key(b"secret", "refund-replies", "U0MIA")

    assert next_probe(KEY, ids) == next_probe(KEY, reversed(ids))
    assert {next_probe(KEY, ids), next_probe(other, ids)} <= set(ids)
    assert [next_probe(KEY, ids[:one]) for one in range(1, 41)] != [
        next_probe(other, ids[:one]) for one in range(1, 41)
    ]
    assert next_probe(KEY, []) is None


@pytest.mark.parametrize(
    ("caught", "planted", "bound"),
    [(20, 20, 0.79433), (18, 20, 0.64166), (0, 20, 0.0), (19, 19, None), (0, 0, None)],
)
def test_the_gate_may_build_on_it_once_enough_were_planted(
    caught: int, planted: int, bound: float | None
) -> None:
    assert Noticed(caught, planted, 2).sensitivity(RelaxAfter(planted=20), 0.95) == (
        None if bound is None else pytest.approx(bound, abs=1e-5)
    )


def test_it_is_shown_of_five_people_at_least() -> None:
    assert not Noticed(18, 20, 4).may_be_shown
    assert Noticed(18, 20, 5).may_be_shown


@pytest.mark.parametrize(
    ("noticed", "reckoned"),
    [
        (Noticed(18, 20, 5), 0.9),
        (Noticed(18, 20, 4), 1.0),  # the share that is checked would tell of those four
        (Noticed(17, 19, 5), 1.0),
        (Noticed(0, 20, 5), 1.0),  # nobody is asked for less
        (Noticed(), 1.0),
    ],
)
def test_the_share_that_is_checked_reckons_with_what_five_people_were_seen_to_catch(
    noticed: Noticed, reckoned: float
) -> None:
    assert noticed.share_caught(RelaxAfter(planted=20)) == reckoned


@pytest.mark.parametrize(
    ("since", "before", "too_few"),
    [
        (Noticed(0, 7), Noticed(), False),
        (Noticed(0, 8), Noticed(), True),
        (
            Noticed(3, 20),
            Noticed(19, 19),
            False,
        ),  # of fewer than asked for, nothing is known: half is reckoned with
        (Noticed(2, 20), Noticed(19, 19), True),
        (Noticed(9, 20), Noticed(20, 20), False),
        (Noticed(8, 20), Noticed(20, 20), True),
        (Noticed(6, 20), Noticed(18, 20), False),
        (Noticed(5, 20), Noticed(18, 20), True),
        (Noticed(20, 20), Noticed(20, 20), False),
        (Noticed(), Noticed(20, 20), False),
    ],
)
def test_too_few_are_caught_where_it_is_sure_that_fewer_are_than_was_reckoned_with(
    since: Noticed, before: Noticed, too_few: bool
) -> None:
    assert too_few_caught(since, before, RelaxAfter(planted=20), 0.95) == too_few


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_what_second_looks_find_counts_beside_what_is_planted_and_never_flatters(
    caught: int, missed: int, found: int, let_out: int
) -> None:
    asked = RelaxAfter(planted=20)
    planted = Noticed(caught, caught + missed)
    both = replace(planted, found=found, let_out=let_out)

    share, alone = both.sensitivity(asked, 0.95), planted.sensitivity(asked, 0.95)

    assert (share is None) == (caught + missed + found + let_out < 20)
    if alone is not None:
        assert share is not None
        assert share <= alone


def test_what_nobody_settles_is_reckoned_as_missed() -> None:
    asked = RelaxAfter(planted=20)
    settled = Noticed(found=20)
    open_too = replace(settled, unsettled=10)

    as_settled, as_open = (one.sensitivity(asked, 0.95) for one in (settled, open_too))

    assert as_settled is not None
    assert as_open is not None
    assert as_open == replace(settled, let_out=10).sensitivity(asked, 0.95) < as_settled
    assert replace(open_too, found=19).sensitivity(asked, 0.95) is None, "it makes nothing known"
