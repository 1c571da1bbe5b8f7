from __future__ import annotations

from domain.lane_rules import LaneRule, Looked, parse_when
from domain.trying_rules import HandedIn, Tried, try_rules

RULES = (
    LaneRule(parse_when("confidence < 0.6"), "reviewed"),
    LaneRule(parse_when("segment = legal"), "always_human"),
)


def test_what_is_raised_is_counted_once_and_under_each_rule_that_would_have_raised_it() -> None:
    sure, unsure, both = (
        Looked("lamps", "normal", 0.9, 5),
        Looked("lamps", "normal", 0.5, 5),
        Looked("legal", "normal", 0.5, 5),
    )
    found = [
        HandedIn(sure, "automated", looked_at=False),
        HandedIn(sure, "automated", looked_at=True),
        HandedIn(unsure, "automated", looked_at=False),
        HandedIn(unsure, "reviewed", looked_at=True),
        HandedIn(both, "automated", looked_at=False),
        HandedIn(both, "always_human", looked_at=True),
    ]

    assert try_rules(RULES, found) == Tried(handed_in=6, raised=2, before=3, after=5, by_rule=(2, 1))


def test_without_rules_nothing_is_raised() -> None:
    assert try_rules((), [HandedIn(Looked(None, "normal", None, 5), "automated", looked_at=False)]) == Tried(
        1, 0, 0, 0, ()
    )
