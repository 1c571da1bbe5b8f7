"""A history through a plan: what is checked, what escapes, and where it stands meanwhile."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.replay import Move, Past, Replay
from domain.stages import InspectionPlan, inspection_plan
from tests.domain.test_stages import small_plans

PLAN = inspection_plan(0.02, 0.95, 10, held=False)
AUDITED, NOT_AUDITED = 0.05, 0.5
GOOD = Past(bad=False, u=NOT_AUDITED)


def test_what_is_good_earns_less_checking_and_one_error_loses_it() -> None:
    run = Replay(PLAN, held=False, delay=20)

    for past in [GOOD] * 188 + [Past(bad=True, u=AUDITED)] + [GOOD] * 20 + [GOOD] * 62 + [GOOD] * 10:
        run.hand_in(past)

    assert run.moves == [
        Move(187, "reviewed", "sampling", "gate_passed"),
        Move(188, "sampling", "screening", "error"),
        Move(270, "screening", "sampling", "cleared"),
    ]
    assert run.checked == [*range(189), *range(209, 271)]  # 20 more go out before the verdict is there
    assert run.escaped == [188]


def test_what_waits_for_its_verdict_does_not_escape_unless_it_is_missed() -> None:
    after, waiting, missed = (
        Replay(PLAN, held=held, delay=0, lane="automated") for held in (False, True, True)
    )

    after.hand_in(Past(bad=True, u=AUDITED))
    waiting.hand_in(Past(bad=True, u=AUDITED))
    missed.hand_in(Past(bad=True, u=AUDITED, noticed=False))

    assert (after.escaped, waiting.escaped, missed.escaped) == ([0], [], [0])
    assert [run.standing().place for run in (after, waiting, missed)] == [
        "screening",
        "screening",
        "sampling",
    ]


def test_what_people_always_decide_they_decide_in_a_replay_too() -> None:
    run = Replay(PLAN, held=False, lane="always_human")

    for _ in range(500):
        run.hand_in(GOOD)

    assert len(run.checked) == 500
    assert run.moves == []


pasts = st.builds(
    lambda bad, u, noticed: Past(bad, u, noticed),
    st.sampled_from([False, False, True]),
    st.floats(0, 0.999),
    st.sampled_from([True, True, False]),
)


@given(st.lists(pasts, max_size=150), small_plans, st.booleans(), st.integers(0, 5))
def test_what_is_bad_is_stopped_or_escapes(
    history: list[Past], plan: InspectionPlan, held: bool, delay: int
) -> None:
    run = Replay(plan, held=held, delay=delay)
    for past in history:
        run.hand_in(past)
    bad = {at for at, past in enumerate(history) if past.bad}
    missed = {at for at in bad if not history[at].noticed}

    assert run.outputs == len(history)
    assert set(run.escaped) <= bad
    assert missed <= set(run.escaped)
    assert bad - set(run.checked) <= set(run.escaped)
    if held:
        assert set(run.escaped) & set(run.checked) <= missed
    assert [move.at for move in run.moves] == sorted(move.at for move in run.moves)
    assert all(one.after == "sampling" or one.after == two.before for one, two in pairwise(run.moves))
