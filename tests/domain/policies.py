"""Policies of every kind, for laws about them."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

from domain.bands import Band
from domain.lane_rules import Condition, LaneRule
from domain.lanes import LANES
from domain.policy import ERROR_KINDS, Checking, Costs, ErrorKind, Live, Policy, RelaxAfter, Standard, Step
from domain.references import ChannelRef, GroupRef, PersonRef
from domain.working_time import WorkingHours

words = st.text(st.characters(codec="utf-8"), max_size=20)
lengths = st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
shares = st.floats(0, 1)
amounts = st.none() | st.floats(0, 10**6)
dates = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))
people = st.sampled_from([PersonRef("ada@example.com"), PersonRef("U1ADA"), PersonRef("ben@example.com")])
anyone = people | st.just(GroupRef("@support"))


def _in_order(said: set[ErrorKind]) -> tuple[ErrorKind, ...]:
    return tuple(kind for kind in ERROR_KINDS if kind in said)


standards = st.builds(
    Standard, words, st.lists(words, max_size=3).map(tuple), st.lists(words, max_size=3).map(tuple),
    st.floats(0.001, 0.5), st.floats(0.5, 0.9999), st.integers(1, 100),
    st.sets(st.sampled_from(ERROR_KINDS), min_size=1).map(_in_order), dates,
)  # fmt: skip
checkings = st.builds(
    Checking,
    st.sampled_from(["after_release", "held"]),
    shares,
    shares,
    st.builds(RelaxAfter, st.integers(1, 52), st.integers(1, 20), st.integers(0, 100)),
    st.lists(
        st.builds(
            LaneRule,
            st.sampled_from([(Condition("segment", "=", "legal"),), (Condition("confidence", "<", 0.6),)]),
            st.sampled_from(LANES[1:]),
        ),
        max_size=2,
    ).map(tuple),
    st.lists(
        st.builds(Band, st.just((Condition("confidence", "<", 0.8),)), st.floats(0.01, 1)), max_size=2
    ).map(tuple),
)
policies = st.builds(
    Policy,
    purpose=words,
    team=st.none() | words,
    lane=st.sampled_from(LANES),
    approvals=st.integers(1, 10),
    accept_reactions=st.booleans(),
    undo=lengths,
    review_within=lengths,
    working_hours=st.sampled_from(
        [WorkingHours(), WorkingHours("Europe/Berlin", (0, 6), 1320, 360, "DE", "BY", (date(2026, 12, 24),))]
    ),
    escalation=st.lists(
        st.builds(Step, st.integers(1, 500), st.sampled_from(["assignee", "owner", "deputy", "leaders"])),
        max_size=3,
    ).map(tuple),
    on_expiry=st.sampled_from(["hold", "expire"]),
    expire_after=st.none() | lengths,
    high_impact=st.booleans(),
    urgent=st.booleans(),
    standard=standards,
    costs=st.builds(Costs, amounts, amounts, amounts, dates, amounts),
    checking=checkings,
)
lives = st.builds(
    Live,
    channel=st.sampled_from([ChannelRef("#support"), ChannelRef("C1SUPPORT")]),
    owner=people,
    reviewers=st.lists(anyone, min_size=1, max_size=3).map(tuple),
    deputy=st.none() | people,
    sponsor=st.none() | people,
    users=st.lists(anyone, max_size=3).map(tuple),
    assign=st.sampled_from(["by_load", "pool"]),
    daily_cap=st.none() | st.integers(1, 200),
    take_decays=lengths,
    max_open_cards=st.integers(1, 200),
    quiet=st.booleans(),
    standup_at=st.none() | st.just(time(9, 15)),
)
