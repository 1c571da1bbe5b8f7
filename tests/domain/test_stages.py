"""A workflow gets heavier by itself, and lighter by a signature alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.stages import (
    Change,
    Inspection,
    InspectionPlan,
    Judged,
    Why,
    heavier,
    in_turn,
    inspection_plan,
    on_verdict,
    sign,
)
from domain.statistics.drift import DriftPlan

Feed = Callable[[Inspection, Judged], tuple[Inspection, Change | None]]

PLAN = inspection_plan(0.02, 0.95, 10, held=False)
GOOD, BAD, CRITICAL = Judged(bad=False), Judged(bad=True), Judged(bad=True, critical=True)
SCREENED = Judged(bad=False, screened=True)

REVIEWED = Inspection("reviewed")
ALWAYS_HUMAN = Inspection("always_human")
SAMPLING = Inspection("automated", "sampling", counted=200, drift=40)
SCREENING = Inspection("automated", "screening", counted=200, clean=10)

HEAVINESS = {"sampling": 0, "screening": 1, "reviewed": 2, "always_human": 3}
items = st.builds(
    lambda bad, critical, screened, attempt: Judged(bad, bad and critical, screened, attempt),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([False, False, True]),
    st.booleans(),
    st.sampled_from([None, None, 1, 2]),
)
small_plans = st.builds(
    InspectionPlan,
    st.sampled_from([0.1, 0.3]),
    st.sampled_from([0.5, 0.8]),
    st.just(0.1),
    st.integers(1, 5),
    st.builds(DriftPlan, st.integers(1, 5), st.integers(3, 12)),
)


def fed(standing: Inspection, *fed: Judged) -> tuple[Inspection, list[Change]]:
    moves = []
    for item in fed:
        standing, move = in_turn(standing, item, PLAN)
        moves += [move] if move else []
    return standing, moves


def test_the_plan_follows_from_what_the_owner_signed() -> None:
    assert (PLAN.fraction, PLAN.clearance, PLAN.drift) == (0.1, 62, DriftPlan(29, 78))
    assert [PLAN.gate_needs(errors) for errors in (0, 1)] == [188, 330]
    assert inspection_plan(0.02, 0.95, 9, held=True, delay=0).clearance == 54
    assert inspection_plan(0.02, 0.96, 10, held=False, sensitivity=0.834054).gate_needs(0) == 241


def test_enough_good_ones_propose_less_checking_and_change_nothing() -> None:
    before, none = fed(REVIEWED, *[GOOD] * 187)
    after, moves = fed(before, GOOD)

    assert none == []
    assert moves == [Change("reviewed", "sampling", "gate_passed", proposed=True)]
    assert after == Inspection("reviewed", counted=188)


def test_the_owner_signs_and_a_share_is_audited() -> None:
    after, move = sign(Inspection("reviewed", counted=188, drift=3))

    assert move == Change("reviewed", "sampling", "signed")
    assert after == Inspection("automated", "sampling", counted=188, drift=3)


@pytest.mark.parametrize("standing", [ALWAYS_HUMAN, SAMPLING, SCREENING])
def test_where_there_is_nothing_to_sign_a_signature_does_nothing(standing: Inspection) -> None:
    assert sign(standing) == (standing, None)


def test_one_error_screens_everything_and_enough_in_a_row_end_it() -> None:
    screening, began = fed(SAMPLING, BAD)
    broken_off, none = fed(screening, *[SCREENED] * 61, Judged(bad=True, screened=True), GOOD)
    sampling, ended = fed(replace(broken_off, drift=0), *[SCREENED] * 62)

    assert began == [Change("sampling", "screening", "error")]
    assert none == []
    assert broken_off.clean == 0  # an audit from before the screening is not one of those in a row
    assert ended == [Change("screening", "sampling", "cleared")]
    assert (sampling.place, sampling.clean) == ("sampling", 0)


def test_an_error_does_not_wait_for_what_is_undecided_before_it() -> None:
    screening, move = on_verdict(SAMPLING, BAD)
    again, nothing = on_verdict(SCREENING, BAD)

    assert move == Change("sampling", "screening", "error")
    assert screening.counted == SAMPLING.counted  # that comes in its turn
    assert (again, nothing) == (replace(SCREENING, clean=0), None)
    assert on_verdict(SCREENING, SCREENED) == (SCREENING, None)


def test_errors_that_become_frequent_begin_everything_anew() -> None:
    standing, moves = fed(SAMPLING, BAD, GOOD, BAD)

    assert moves[-1] == Change("screening", "reviewed", "drift")
    assert standing == Inspection("reviewed", attempt=2)


def test_the_alarm_is_at_its_limit_and_not_above() -> None:
    assert fed(replace(SAMPLING, drift=PLAN.drift.limit - PLAN.drift.step_up), BAD)[0].place == "reviewed"
    assert (
        fed(replace(SAMPLING, drift=PLAN.drift.limit - PLAN.drift.step_up - 1), BAD)[0].place == "screening"
    )


def test_nobody_is_asked_to_check_less_because_of_one_that_is_wrong() -> None:
    asked = Change("reviewed", "sampling", "gate_passed", proposed=True)

    assert in_turn(Inspection("reviewed", counted=400), BAD, PLAN)[1] is None
    assert in_turn(Inspection("reviewed", counted=401, errors=1), GOOD, PLAN)[1] == asked


def test_frequent_errors_begin_the_evidence_of_a_reviewed_workflow_anew() -> None:
    standing, moves = fed(REVIEWED, *[GOOD] * 100, BAD, BAD, BAD)

    assert moves == [Change("reviewed", "reviewed", "drift")]
    assert standing == Inspection("reviewed", attempt=2)


@pytest.mark.parametrize("feed", [on_verdict, lambda standing, item: in_turn(standing, item, PLAN)])
@pytest.mark.parametrize("standing", [REVIEWED, SAMPLING, SCREENING])
def test_what_is_never_tolerated_begins_everything_anew(feed: Feed, standing: Inspection) -> None:
    after, move = feed(standing, CRITICAL)

    assert move == Change(standing.place, "reviewed", "critical")
    assert after == Inspection("reviewed", attempt=2)


def test_what_belongs_to_an_earlier_attempt_is_no_evidence_in_this_one() -> None:
    late = replace(BAD, attempt=1)
    second = replace(SAMPLING, attempt=2)

    assert in_turn(second, late, PLAN) == (second, None)
    assert on_verdict(second, late)[0].place == "screening"
    assert on_verdict(second, replace(CRITICAL, attempt=1))[0].place == "reviewed"
    assert on_verdict(Inspection("reviewed", attempt=2), replace(CRITICAL, attempt=1))[1] is None


@pytest.mark.parametrize("why", ["version", "policy", "probes", "cord"])
def test_any_reason_leads_to_reviewing_everything_anew(why: Why) -> None:
    after, move = heavier(SCREENING, why)

    assert move == Change("screening", "reviewed", why)
    assert after == Inspection("reviewed", attempt=2)
    assert heavier(SAMPLING, why, "always_human")[0].place == "always_human"


@given(items)
def test_nothing_moves_what_is_always_for_people(item: Judged) -> None:
    assert in_turn(ALWAYS_HUMAN, item, PLAN) == (ALWAYS_HUMAN, None)
    assert on_verdict(ALWAYS_HUMAN, item) == (ALWAYS_HUMAN, None)
    assert heavier(ALWAYS_HUMAN, "cord") == (ALWAYS_HUMAN, None)


@given(st.lists(st.tuples(items, st.booleans()), max_size=80), small_plans, st.booleans())
def test_only_a_signature_and_a_cleared_screening_make_anything_lighter(
    life: list[tuple[Judged, bool]], plan: InspectionPlan, signs: bool
) -> None:
    standing = REVIEWED
    for item, at_once in life:
        after, move = on_verdict(standing, item) if at_once else in_turn(standing, item, plan)

        lighter = HEAVINESS[after.place] < HEAVINESS[standing.place]
        assert not lighter or (move is not None and move.why == "cleared")
        assert not (lighter and at_once)
        assert (after.place != standing.place) <= (move is not None and not move.proposed)
        assert after.attempt - standing.attempt == (
            move is not None and move.after == "reviewed" and not move.proposed
        )
        assert 0 <= after.errors <= after.counted
        assert 0 <= after.drift < plan.drift.limit or after.place == "reviewed"
        assert after.clean < plan.clearance
        assert after.clean == 0 or after.place == "screening"
        standing = sign(after)[0] if signs and move and move.proposed else after


@given(st.lists(items, max_size=40), small_plans)
def test_without_a_signature_it_stays_reviewed(life: list[Judged], plan: InspectionPlan) -> None:
    standing = REVIEWED

    for item in life:
        standing, _ = in_turn(standing, item, plan)

    assert standing.place == "reviewed"
