"""Who cleans up after whom: the worst-off team is told, and no team of few people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assumptions import Assumption
from domain.needs import CleanedElsewhere
from domain.signals.cleanup import CleanUp
from domain.signals.leading import Leading
from domain.signals.peoples_time import PeoplesTime
from domain.statistics.shifting import balances
from domain.weekly import WorkflowWeek, needs_of

SAVES = Assumption(6, date(2026, 11, 3))
SIZES = {"sales": 12, "support": 9, "legal": 6, "finance": 3}


def test_a_workflow_that_only_moves_work_to_another_team() -> None:
    found = balances(
        {"sales": 90, "support": 40},
        {"sales": 8, "support": 12, "legal": 15},
        {("sales", "legal"): 35, ("sales", "support"): 10, ("support", "support"): 6},
    )

    assert {team: one.net for team, one in found.items()} == {"sales": 82, "support": 12, "legal": -50}
    assert sum(one.net for one in found.values()) == 44
    assert (found["sales"].shift_ratio, found["support"].shift_ratio) == (0.5, 0)
    assert found["legal"].shift_ratio is None


def test_the_worst_off_team_is_the_headline() -> None:
    minutes = {("sales", "legal"): 2_100.0, ("sales", "support"): 600.0, ("support", "support"): 360.0}
    found = CleanUp(minutes, 30, "support", 720, {"sales": 900, "support": 400}, SAVES, SIZES)

    assert found.worst_off is not None
    assert found.worst_off[0] == "legal"
    assert (found.reading.figure.value, found.reading.figure.n) == (2_100, 30)
    assert found.reading.counts["shift_ratio"] == pytest.approx(0.5)
    assert found.reading.rows[0] == {"gains": "sales", "cleans_up": "legal", "minutes": 2_100}


def test_without_a_signed_assumption_nothing_is_saved_and_whoever_carries_most_is_told() -> None:
    minutes = {("sales", "legal"): 100.0, ("sales", "support"): 60.0, ("support", "support"): 900.0}
    found = CleanUp(minutes, 3, "support", 720, sizes=SIZES)

    assert found.worst_off is not None
    assert found.worst_off[0] == "legal"
    assert found.reading.counts["shift_ratio"] is None


def test_what_a_team_cleans_up_after_itself_is_nobody_elses_time() -> None:
    found = CleanUp({("support", "support"): 360.0}, 4, "support", sizes=SIZES)

    assert found.worst_off is None
    assert found.reading.figure.value == 0


TEAMS = st.sampled_from(["a", "b", "c", "d", ""])


@given(
    minutes=st.dictionaries(st.tuples(TEAMS, TEAMS), st.floats(1, 500), min_size=1),
    used=st.dictionaries(TEAMS, st.integers(0, 500)),
    sizes=st.dictionaries(TEAMS.filter(bool), st.integers(0, 12)),
)
def test_no_small_team_is_told_of_nor_left_over(
    minutes: dict[tuple[str, str], float], used: dict[str, int], sizes: dict[str, int]
) -> None:
    found = CleanUp(minutes, 1, "a", 0.0, used, SAVES, sizes)

    for side in (0, 1):
        named = {pair[side] for pair in found.table} - {""}
        others = {pair[side] for pair in minutes} - named - {""}
        assert all(sizes[team] >= 5 for team in named)
        assert not named or not others or sum(sizes.get(team, 0) for team in others) >= 5
    told = sum(found.table.values()) + sum(found.by_nobody_named.values())
    assert told == pytest.approx(sum(minutes.values()))


def test_where_nobody_said_which_team_cleaned_up_it_is_not_said_to_be_another() -> None:
    found = CleanUp({("sales", ""): 26.0}, 2, "sales", 40, {"sales": 10}, SAVES, SIZES)

    assert (found.worst_off, found.shift) == (None, None)
    assert found.reading.counts["cleaned_up"] == 26
    assert found.reading.counts["for_others"] == 0
    assert found.reading.rows == ({"gains": "sales", "cleans_up": None, "minutes": 26},)


def test_who_is_asked_about_a_team_reads_nothing_of_a_smaller_one_by_what_is_left_over() -> None:
    time = PeoplesTime(cleaning={"legal": 300, "finance": 40}, checked_by="support")
    week = WorkflowWeek("contract-summaries", "U0ADA", signals=Leading(time=time))

    (with_a_small_team,) = needs_of(week, {"legal": 6, "finance": 3})
    (among_large_ones,) = needs_of(week, {"legal": 6, "finance": 5})

    assert with_a_small_team.about == CleanedElsewhere(None, None), (
        "beside all of it, 340 would tell of Finance"
    )
    assert among_large_ones.about == CleanedElsewhere("legal", 300)
