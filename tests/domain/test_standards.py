"""What the owner signs, and what its numbers would mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.policy import Costs, Policy, Standard
from domain.standard_meaning import Meaning, meaning_of
from domain.standards import STANDARD_KEYS, Wording, differing, is_signed, with_fields, wording_of

SAID = Wording(
    Standard(
        "A customer can act on it.",
        ("The amount is right",),
        ("promises money",),
        review_by=date(2027, 3, 31),
    ),
    Costs(minutes_saved=6, error_minutes=90),
)


def test_it_is_read_back_as_it_was_stored() -> None:
    assert Wording.from_json(SAID.to_json()) == SAID


def test_a_policy_takes_over_just_the_fields_that_were_signed() -> None:
    policy = Policy(purpose="Drafts replies", standard=Standard("Old."), approvals=2)

    changed = with_fields(policy, SAID, ("standard.criteria", "costs.minutes_saved"))

    assert wording_of(changed) == Wording(Standard("Old.", SAID.standard.criteria), Costs(minutes_saved=6))
    assert changed == replace(policy, standard=changed.standard, costs=changed.costs)
    assert with_fields(policy, SAID, STANDARD_KEYS) == replace(
        policy, standard=SAID.standard, costs=SAID.costs
    )


def test_what_differs_is_told_by_the_keys_of_the_file() -> None:
    other = replace(SAID, standard=replace(SAID.standard, max_error_rate=0.01), costs=Costs())

    assert differing(SAID, other) == ("standard.max_error_rate", "costs.minutes_saved", "costs.error_minutes")
    assert differing(SAID, SAID) == ()


@pytest.mark.parametrize(
    ("parts", "high_impact", "expected"),
    [
        ((), False, False),
        (("owner",), False, True),
        (("owner",), True, False),
        (("owner", "second"), True, True),
        (("second",), True, False),
        (("second",), False, False),
    ],
)
def test_the_owner_signs_and_with_high_impact_a_second_person(
    parts: tuple[str, ...], high_impact: bool, expected: bool
) -> None:
    assert is_signed(parts, high_impact=high_impact) == expected


def test_the_numbers_mean_what_the_method_says() -> None:
    held = meaning_of(SAID, "held", a_day=None, review_minutes=None)
    after = meaning_of(SAID, "after_release", a_day=60, review_minutes=1.5)

    assert after == Meaning(188, 330, 10, 10, 29, a_day=60, checked_a_day=6, costs_more=True)
    assert (held.one_in, held.escaping, held.seldom_more) == (11, 10, 31)
    assert (held.a_day, held.checked_a_day, held.costs_more) == (None, None, None)


def test_where_hardly_any_may_get_out_all_are_checked() -> None:
    strict = replace(SAID, standard=replace(SAID.standard, escape_budget=1))

    assert meaning_of(strict, "after_release", a_day=60, review_minutes=None).one_in == 1


@pytest.mark.parametrize("rate", [1e-6, 0.5])
@pytest.mark.parametrize("confidence", [0.5, 0.9999])
@pytest.mark.parametrize("budget", [1, 10_000])
def test_there_is_an_answer_for_whatever_a_file_can_say(rate: float, confidence: float, budget: int) -> None:
    edge = Wording(Standard(max_error_rate=rate, confidence=confidence, escape_budget=budget), Costs())

    found = meaning_of(edge, "after_release", a_day=1, review_minutes=1)

    assert 0 < found.clean < found.clean_but_one
    assert 1 <= found.one_in <= 100
