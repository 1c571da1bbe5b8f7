from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lane_rules import Condition, parse_when

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
