"""Rules within a workflow, as whoever answers for it reads them."""

from __future__ import annotations

import pytest

from domain.lane_rules import LaneRule, parse_when
from domain.lanes import Lane
from domain.policy import Checking, Policy
from handlers.cards.lane_rules import rule_lines, rule_words


@pytest.mark.parametrize(
    ("when", "lane", "said"),
    [
        (
            "confidence < 0.57",
            "reviewed",
            "Where the model is less than 57 % sure, or does not say, a person looks first.",
        ),
        ("segment = legal", "always_human", "Where it is about “legal”, a person always decides."),
        (
            "risk != normal and size >= 2000",
            "reviewed",
            "Where the risk is not normal, and the text has at least 2000 characters, a person looks first.",
        ),
    ],
)
def test_a_rule_is_a_sentence(when: str, lane: Lane, said: str) -> None:
    assert rule_words(LaneRule(parse_when(when), lane)).plain() == said


def test_of_many_rules_the_first_are_said_and_the_rest_counted() -> None:
    rules = tuple(LaneRule(parse_when(f"size > {size}"), "always_human") for size in range(12))

    lines = [one.plain() for one in rule_lines(Policy(purpose="x", checking=Checking(rules=rules)))]

    assert (len(lines), lines[-1]) == (11, "And 2 more rules.")
