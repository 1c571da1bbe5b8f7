from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from domain.difference import difference, loosens, tightens
from domain.lane_rules import Condition, LaneRule
from domain.policy import Checking, Live, Policy, RelaxAfter, Standard
from domain.references import ChannelRef, GroupRef, PersonRef
from tests.domain.policies import policies

REFUNDS = Policy("Drafts the replies", standard=Standard("Usable", ("right amount",), ("promises money",)))
SUPPORT = Live(ChannelRef("#support"), PersonRef("ada@example.com"), (PersonRef("ben@example.com"),))
LEGAL = LaneRule((Condition("segment", "=", "legal"),), "always_human")


def words(old: Policy | Live | None, new: Policy | Live) -> list[str]:
    return [str(change) for change in difference(old, new)]


def test_a_change_is_told_in_the_words_of_the_file() -> None:
    new = replace(
        REFUNDS,
        approvals=2,
        review_within=timedelta(minutes=90),
        standard=replace(REFUNDS.standard, max_error_rate=0.05),
        checking=Checking(rules=(LEGAL,)),
    )

    assert words(REFUNDS, new) == [
        "approvals: 1 → 2 (tighter)",
        "review_within: 4h → 1h30m",
        "standard.max_error_rate: 0.02 → 0.05 (looser)",
        "checking.rules: not set → segment = legal → always_human (tighter)",
    ]
    assert tightens(REFUNDS, new)
    assert loosens(REFUNDS, new)


def test_a_change_of_the_roster_is_no_matter_of_tighter_or_looser() -> None:
    new = replace(SUPPORT, reviewers=(*SUPPORT.reviewers, GroupRef("@support-leads")), quiet=True)

    assert words(SUPPORT, new) == [
        "reviewers: ben@example.com → ben@example.com, @support-leads",
        "quiet: false → true",
    ]


def test_at_first_everything_that_says_something_is_new() -> None:
    first = words(None, SUPPORT)

    assert first[:3] == ["channel: #support", "owner: ada@example.com", "reviewers: ben@example.com"]
    assert not any("not set" in line or "None" in line for line in first)
    assert "escalation: 50% assignee, 100% owner, 150% deputy, 200% leaders" in words(None, REFUNDS)


@pytest.mark.parametrize(
    "tighter",
    [
        replace(REFUNDS, lane="always_human"),
        replace(REFUNDS, approvals=3),
        replace(REFUNDS, accept_reactions=False),
        replace(REFUNDS, high_impact=True),
        replace(REFUNDS, standard=replace(REFUNDS.standard, confidence=0.99)),
        replace(REFUNDS, standard=replace(REFUNDS.standard, escape_budget=5)),
        replace(REFUNDS, standard=replace(REFUNDS.standard, never=("promises money", "insults"))),
        replace(REFUNDS, checking=Checking(sampling="held")),
        replace(REFUNDS, checking=Checking(relax_after=RelaxAfter(weeks=8))),
        replace(REFUNDS, checking=Checking(rules=(LEGAL,))),
    ],
)
def test_asking_for_more_is_tighter_and_its_reverse_looser(tighter: Policy) -> None:
    assert tightens(REFUNDS, tighter)
    assert not loosens(REFUNDS, tighter)
    assert loosens(tighter, REFUNDS)
    assert not tightens(tighter, REFUNDS)


@given(policies, policies)
def test_there_is_a_difference_where_policies_differ_and_nowhere_else(one: Policy, other: Policy) -> None:
    assert difference(one, one) == []
    assert bool(difference(one, other)) == (one != other)
    assert tightens(one, other) == loosens(other, one)
