"""Rules within a workflow as a manager says them, and which of them put an output where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.lane_rules import Comparison, Condition, LaneRule, Looked, lane_asked
from domain.lanes import is_heavier
from domain.policy import Policy
from handlers.cards.phrase import Sentence, plain, say, say_count
from handlers.cards.safe_text import clipped
from storage.card_views import CardView

_SHOWN = 10
_VALUE_ROOM = 60
_RULES_ROOM = 200
_SAID: Mapping[Comparison, str] = {
    "=": "is",
    "!=": "is_not",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
}


def rule_words(rule: LaneRule) -> Sentence:
    """Return a rule in a sentence: "Where the model is less than 60 % sure, or does not say, a person looks first."""
    # Each condition ends a thought of its own: "..., or does not say, and it is about ..."
    return say(f"rule.{rule.lane}", where=where_words(rule.when))


def where_words(when: Iterable[Condition]) -> str:
    """Return conditions as they follow "where": "the risk is high, and it is about “legal”"."""
    return ", and ".join(_condition(one) for one in when)


def rule_lines(policy: Policy) -> Iterator[Sentence]:
    """Give the rules of a policy, a sentence each; of many the first, and how many more there are."""
    rules = policy.checking.rules
    yield from (rule_words(rule) for rule in rules[:_SHOWN])
    if (left := len(rules) - _SHOWN) > 0:
        yield say_count("rules.more", left)


def by_rule(view: CardView) -> str | None:
    """Return by which rules it is in a heavier lane than its policy's, in words; None: by none."""
    output, policy = view.output, view.policy
    if not policy.checking.rules or not is_heavier(output.lane, policy.lane):
        return None
    looked = Looked(output.segment, output.risk, output.confidence, output.content_length)
    lane, rules = lane_asked(policy.checking.rules, looked)
    if lane != output.lane:
        return None
    said = "; ".join(where_words(rule.when) for rule in rules)
    return plain("card.by_rule", rule=clipped(said, _RULES_ROOM))


def _condition(condition: Condition) -> str:
    value = condition.value
    said = (
        f"{100 * value:g}" if condition.field == "confidence" and not isinstance(value, str) else str(value)
    )
    key = f"rule_when.{condition.field}_{_SAID[condition.comparison]}"
    return plain(key, value=clipped(said, _VALUE_ROOM))
