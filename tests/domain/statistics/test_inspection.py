"""Continuous sampling: worked values, a published table, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.statistics.inspection import average_limit, clearance, outgoing, strict_clearance, worst_limit


def test_the_plan_does_at_one_rate_what_is_worked_out() -> None:
    first = outgoing(0.005, 0.1, 89, held=True, delay=0)
    second = outgoing(0.01, 0.1, 100, held=True, delay=0)
    third = outgoing(0.02, 0.1, 40, held=True, delay=0)
    fourth = outgoing(0.02, 0.1, 40, held=False, delay=50, sensitivity=0.8, false_alarms=0.01)

    assert (first.inspected, first.bad) == pytest.approx((0.147907, 0.00426046), rel=1e-5)
    assert 1 - first.screened == pytest.approx(0.946769, abs=1e-6)
    assert (second.inspected, second.bad) == pytest.approx((0.232867, 0.00767133), rel=1e-5)
    assert third.bad == pytest.approx(0.016009, abs=1e-6)
    assert (fourth.inspected, fourth.bad) == pytest.approx((0.22642, 0.017753), abs=1e-5)


def test_nothing_bad_goes_out_where_nothing_is_bad_or_everything_is_looked_at() -> None:
    assert outgoing(0.0, 0.1, 62, held=False).bad == 0
    assert outgoing(0.0, 0.1, 62, held=False).inspected == pytest.approx(0.1)
    assert outgoing(0.1, 1.0, 62, held=True).bad == pytest.approx(0)
    assert outgoing(1.0, 1.0, 62, held=True).bad_if_dropped == 0


@pytest.mark.parametrize(
    ("i", "one_in", "limit"), [(89, 10, 0.012226), (59, 3, 0.007752), (113, 7, 0.007886), (38, 10, 0.028192)]
)
def test_average_limits_are_as_worked_out(i: int, one_in: int, limit: float) -> None:
    assert average_limit(1 / one_in, i, held=True, delay=0) == pytest.approx(limit, abs=1e-6)


@pytest.mark.parametrize(
    ("rate", "one_in", "needed"),
    [
        (0.05, [4, 5, 10], [12, 14, 21]),
        (0.02, [2, 5, 10, 20, 50], [14, 36, 54, 75, 106]),
        (0.01, [2, 5, 10, 20, 50], [28, 71, 110, 152, 212]),
        (0.005, [2, 5, 10, 20, 50], [56, 143, 220, 304, 426]),
    ],
)
def test_so_many_in_a_row_clear_a_held_sample(rate: float, one_in: list[int], needed: list[int]) -> None:
    assert [clearance(rate, 1 / k, held=True, delay=0) for k in one_in] == needed


@pytest.mark.parametrize(
    ("rate", "share", "needed"),
    [
        (0.01, 0.05, (152, 160, 161)),
        (0.01, 0.1, (110, 122, 123)),
        (0.01, 0.2, (71, 89, 93)),
        (0.02, 0.05, (75, 79, 80)),
        (0.02, 0.1, (54, 61, 62)),
        (0.02, 0.2, (36, 45, 48)),
        (0.05, 0.05, (30, 31, 32)),
        (0.05, 0.1, (21, 24, 25)),
        (0.05, 0.2, (14, 18, 20)),
    ],
)
def test_audits_after_release_and_late_verdicts_need_more(
    rate: float, share: float, needed: tuple[int, int, int]
) -> None:
    assert (
        clearance(rate, share, held=True, delay=0),
        clearance(rate, share, held=False, delay=0),
        clearance(rate, share, held=False),
    ) == needed


# MIL-STD-1235 counts what is found as dropped; its columns of 2.90 % and 4.94 %.
@pytest.mark.parametrize(
    ("limit", "near", "table"),
    [
        (
            0.0290,
            0.02,
            {2: 10, 3: 16, 4: 21, 5: 25, 7: 31, 10: 38, 15: 46, 25: 57, 50: 72, 100: 89, 200: 106},
        ),
        (0.0494, 0.05, {2: 6, 3: 10, 4: 13, 5: 15, 7: 18, 10: 22, 15: 27, 25: 33, 50: 42, 100: 52, 200: 62}),
    ],
)
def test_a_published_table_agrees(limit: float, near: float, table: dict[int, int]) -> None:
    ratios = {k: average_limit(1 / k, i, held=True, delay=0, dropped=True) / limit for k, i in table.items()}

    assert ratios == {k: pytest.approx(1, abs=near) for k in table}


def test_the_worst_sender_gets_more_through_than_the_average() -> None:
    assert worst_limit(0.1, 89, held=True, delay=0) == pytest.approx(9 / 99)
    assert worst_limit(0.1, 62, held=False) == pytest.approx(30 / 92)
    assert strict_clearance(0.02, 0.1, held=True, delay=0) == 440
    assert strict_clearance(0.02, 0.1, held=False, delay=0) == 490


def test_reviewers_who_miss_some_need_more_good_ones_in_a_row() -> None:
    needed = clearance(0.02, 0.125, held=False, sensitivity=0.8)

    assert needed == clearance(0.016, 0.125, held=False) > clearance(0.02, 0.125, held=False)
    for rate in (0.005, 0.02, 0.05, 0.2):
        missed_anyhow = 0.2 * rate
        assert outgoing(rate, 0.125, needed, held=False, sensitivity=0.8).bad - missed_anyhow <= 0.016


def test_what_reviewers_miss_is_no_limit_of_the_plan() -> None:
    assert average_limit(0.1, 54, held=True, delay=0, sensitivity=0.8) == pytest.approx(0.1)
    assert average_limit(0.1, 54, held=True, delay=0, sensitivity=0.8, up_to=0.03) < 0.03


@settings(max_examples=30)
@given(st.floats(0.003, 0.2), st.floats(0.02, 0.9), st.booleans(), st.sampled_from([0, 20, 100]))
def test_the_clearance_keeps_to_the_rate_and_one_less_does_not(
    rate: float, share: float, held: bool, delay: int
) -> None:
    needed = clearance(rate, share, held=held, delay=delay)
    strict = strict_clearance(rate, share, held=held, delay=delay)

    assert average_limit(share, needed, held=held, delay=delay) <= rate
    assert needed == 1 or average_limit(share, needed - 1, held=held, delay=delay) > rate
    assert worst_limit(share, strict, held=held, delay=delay) <= rate + 1e-9
    assert strict >= needed or strict == 1


@given(st.floats(0, 1), st.floats(0.01, 1), st.integers(1, 500), st.booleans(), st.floats(0.5, 1))
def test_what_goes_out_bad_is_a_share_of_what_is_bad(
    rate: float, share: float, i: int, held: bool, sensitivity: float
) -> None:
    result = outgoing(rate, share, i, held=held, sensitivity=sensitivity)

    assert -1e-12 <= result.bad <= rate + 1e-12
    assert share - 1e-9 <= result.inspected <= 1 + 1e-9
    assert result.bad - 1e-12 <= result.bad_if_dropped <= 1 + 1e-12
