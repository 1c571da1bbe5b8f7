"""Rules within a workflow: which outputs a person sees that would otherwise go another way."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "rule.reviewed": "Where {where}, a person looks first.",
    "rule.always_human": "Where {where}, a person always decides.",
    "rules.more": "And {count} more rules.",
    "rules.more_one": "And one more rule.",
    # How much is checked while a share is, and where more than that.
    "share.one_in": "1 in {many}",
    "share.each": "each one",
    "share.about": "about 1 in {many}",
    "share.at_least": "at least 1 in {many}",
    "share.is_one_in": "1 in {many} is",
    "share.of_100": "{count} in 100 are",
    "share.all": "all are",
    "band.now": "Where {where}, {share} checked.",
    "band.once": "Once a share is checked: where {where}, {share}.",
    "bands.more": "And in {count} more bands, more than that.",
    "bands.more_one": "And in one more band, more than that.",
    # On the card of one that a rule has put there.
    "card.by_rule": "By a rule: {rule}.",
    # What a rule looks at.
    "rule_when.segment_is": "it is about “{value}”",
    "rule_when.segment_is_not": "it is not about “{value}”",
    "rule_when.risk_is": "the risk is {value}",
    "rule_when.risk_is_not": "the risk is not {value}",
    "rule_when.confidence_is": "the model is {value} % sure, or does not say",
    "rule_when.confidence_is_not": "the model is anything but {value} % sure, or does not say",
    "rule_when.confidence_below": "the model is less than {value} % sure, or does not say",
    "rule_when.confidence_at_most": "the model is at most {value} % sure, or does not say",
    "rule_when.confidence_above": "the model is more than {value} % sure, or does not say",
    "rule_when.confidence_at_least": "the model is at least {value} % sure, or does not say",
    "rule_when.size_is": "the text has {value} characters",
    "rule_when.size_is_not": "the text has any number of characters but {value}",
    "rule_when.size_below": "the text has fewer than {value} characters",
    "rule_when.size_at_most": "the text has at most {value} characters",
    "rule_when.size_above": "the text has more than {value} characters",
    "rule_when.size_at_least": "the text has at least {value} characters",
}
