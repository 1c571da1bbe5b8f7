from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lane_rules import Condition, LaneRule, Looked, lane_asked, parse_when
from domain.lanes import LANES, Lane, decide_lane, is_heavier

words = st.text("abcdefghij -_", min_size=1, max_size=12).filter(lambda word: word.strip() == word)
conditions = st.one_of(
    st.builds(Condition, st.just("segment"), st.sampled_from(["=", "!="]), words),
    st.builds(Condition, st.just("risk"), st.sampled_from(["=", "!="]), st.sampled_from(["normal", "high"])),
    st.builds(
        Condition, st.just("size"), st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 40_000)
    ),
    st.builds(
        Condition,
        st.just("confidence"),
        st.sampled_from(["<", ">="]),
        st.integers(0, 100).map(lambda n: n / 100),
    ),
)


def test_a_rule_reads_as_it_is_written() -> None:
    assert parse_when("segment = legal and confidence<0.6") == (
        Condition("segment", "=", "legal"),
        Condition("confidence", "<", 0.6),
    )
    assert parse_when('segment = "terms and conditions"') == (
        Condition("segment", "=", "terms and conditions"),
    )


@given(st.lists(conditions, min_size=1, max_size=4))
def test_conditions_read_back_as_themselves(ours: list[Condition]) -> None:
    assert parse_when(" and ".join(map(str, ours))) == tuple(ours)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not a comparison"),
        ("legal", "not a comparison"),
        ("segment = legal or risk = high", "not a comparison"),
        ("segment = legal and", "not a comparison"),
        ("model = gpt", "not something a rule can look at"),
        ("segment < legal", "is a word"),
        ("risk = low", "normal or high"),
        ("size > many", "whole number"),
        ("confidence < 60", "between 0 and 1"),
        ("confidence < nan", "between 0 and 1"),
    ],
)
def test_what_is_no_rule_is_told_apart(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_when(text)


RULES = (
    LaneRule(parse_when("confidence < 0.6"), "reviewed"),
    LaneRule(parse_when("segment = legal and size > 100"), "always_human"),
)


@pytest.mark.parametrize(
    ("looked", "lane"),
    [
        (Looked("lamps", "normal", 0.9, 50), None),
        (Looked("lamps", "normal", 0.5, 50), "reviewed"),
        (Looked("lamps", "normal", None, 50), "reviewed"),
        (Looked(" Legal", "normal", 0.9, 101), "always_human"),
        (Looked("legal", "normal", 0.5, 101), "always_human"),
        (Looked("legal", "normal", 0.9, 100), None),
        (Looked(None, "normal", 0.9, 101), None),
    ],
)
def test_the_heaviest_rule_that_matches_counts(looked: Looked, lane: Lane | None) -> None:
    asked, matching = lane_asked(RULES, looked)

    assert asked == lane
    assert all(rule.lane == lane for rule in matching)
    assert bool(matching) == (lane is not None)


lane_rules = st.builds(
    LaneRule, st.lists(conditions, min_size=1, max_size=3).map(tuple), st.sampled_from(LANES[1:])
)
anything = st.builds(
    Looked,
    st.none() | words,
    st.sampled_from(["normal", "high"]),
    st.none() | st.floats(0, 1),
    st.integers(0, 40_000),
)


@given(
    st.lists(lane_rules, max_size=4),
    lane_rules,
    anything,
    st.sampled_from(LANES),
    st.sampled_from(LANES),
    st.booleans(),
)
def test_one_rule_more_makes_nothing_lighter(
    rules: list[LaneRule], more: LaneRule, looked: Looked, allowed: Lane, in_force: Lane, watched: bool
) -> None:
    decided = [
        decide_lane(
            allowed=allowed,
            in_force=in_force,
            approvals=2,
            watched=watched,
            rule=lane_asked(asked, looked)[0],
        )
        for asked in ([], rules, [*rules, more], [more, *rules])
    ]

    for before, after in pairwise(decided[:3]):
        assert not is_heavier(before.lane, after.lane)
        assert before.needed <= after.needed
    assert decided[2] == decided[3]


@given(lane_rules, anything)
def test_leaving_the_confidence_out_is_no_way_round_a_rule(rule: LaneRule, looked: Looked) -> None:
    sent, _ = lane_asked([rule], looked)
    silent, _ = lane_asked([rule], replace(looked, confidence=None))

    assert sent is None or silent == sent
