"""One `[workflows.…]` table: what is frozen of it, what is live, and which keys it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import get_args

from domain.bands import Band
from domain.lane_rules import Condition, LaneRule
from domain.lanes import LANES, Lane, is_heavier
from domain.policy import (
    ERROR_KINDS,
    Assign,
    Checking,
    Costs,
    ErrorKind,
    Live,
    OnExpiry,
    Policy,
    RelaxAfter,
    Sampling,
    Standard,
    Step,
    StepTo,
)
from domain.references import ChannelRef, PersonRef
from domain.workflow_file.hours import read_hours
from domain.workflow_file.table import Table
from domain.workflow_file.values import (
    a_channel,
    a_date,
    a_duration,
    a_flag,
    a_number,
    a_percentage,
    a_person,
    a_person_or_group,
    a_text,
    a_time,
    a_when,
    a_whole_number,
    alternatives,
    one_of,
)

_SENTENCE = a_text(500)
_LINE = a_text(200)
_SHARE = a_number(0, 1)
_AMOUNT = a_number(0, 1_000_000)
_PARTS = ("standard", "costs", "checking")
_STEP_TO: tuple[StepTo, ...] = get_args(StepTo)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LONGEST = timedelta(days=90)
# Stand-ins for what is missing: never used, because a missing key is a problem.
_NOBODY, _NOWHERE = PersonRef("nobody@invalid"), ChannelRef("#nowhere")


@dataclass(frozen=True)
class WorkflowEntry:
    """One workflow of the file. `given` are the keys that the file says, such as "standard.criteria"."""

    slug: str
    policy: Policy
    live: Live
    given: tuple[str, ...]


def read_workflow(table: Table, slug: str, *, timezone: str) -> WorkflowEntry:
    """Return what the table says; it is worth something only if the table noted nothing wrong."""
    parts = {key: table.table(key) for key in _PARTS}
    policy = _policy(table, parts, timezone)
    live = _live(table, policy)
    given = [key for key in table.written if key not in _PARTS]
    given += [f"{part}.{key}" for part in _PARTS for key in parts[part].written]
    for part in parts.values():
        part.close()
    table.close()
    return WorkflowEntry(slug, policy, live, tuple(given))


def _policy(table: Table, parts: dict[str, Table], timezone: str) -> Policy:
    lane = table.take("lane", one_of(LANES), Policy.lane)
    hours = read_hours(table.table("working_hours"), timezone=timezone)
    deadline = a_duration(_MINUTE, _LONGEST, day=hours.day)
    return Policy(
        purpose=table.need("purpose", _SENTENCE, '"Drafts the replies to refund requests"', ""),
        team=table.take("team", a_text(80), None),
        lane=lane,
        approvals=table.take("approvals", a_whole_number(1, 10), Policy.approvals),
        accept_reactions=_accept_reactions(table, lane),
        undo=table.take("undo", a_duration(timedelta(0), _HOUR), Policy.undo),
        review_within=table.take("review_within", deadline, Policy.review_within),
        working_hours=hours,
        escalation=_escalation(table),
        on_expiry=table.take(
            "on_expiry",
            one_of(
                get_args(OnExpiry),
                never={"approve": "silence is never a yes, so nothing approves by waiting"},
            ),
            Policy.on_expiry,
        ),
        expire_after=table.take("expire_after", deadline, Policy.expire_after),
        high_impact=table.take("high_impact", a_flag, Policy.high_impact),
        urgent=table.take("urgent", a_flag, Policy.urgent),
        standard=_standard(parts["standard"]),
        costs=_costs(parts["costs"]),
        checking=_checking(parts["checking"], lane),
    )


def _accept_reactions(table: Table, lane: Lane) -> bool:
    accepted = table.take("accept_reactions", a_flag, Policy.accept_reactions)
    if accepted and lane == "always_human" and table.says("accept_reactions"):
        table.note(
            "accept_reactions",
            "always_human is never decided by a reaction",
            "leave it out, or write accept_reactions = false",
        )
    return accepted and lane != "always_human"


def _escalation(table: Table) -> tuple[Step, ...]:
    entries = table.tables("escalation", most=10)
    if entries is None:
        return Policy.escalation
    steps = tuple(_step(entry) for entry in entries)
    if any(after.at_percent < before.at_percent for before, after in pairwise(steps)):
        table.note(
            "escalation", "a later step comes before an earlier one", "write them in the order of `at`"
        )
    return steps


def _step(table: Table) -> Step:
    at_percent = table.need("at", a_percentage, '"50%"', 1)
    to: StepTo = table.need("to", one_of(_STEP_TO), '"owner"', "owner")
    table.close()
    return Step(at_percent, to)


def _standard(table: Table) -> Standard:
    return Standard(
        statement=table.take("statement", _SENTENCE, Standard.statement),
        criteria=table.each("criteria", _LINE, most=12),
        never=table.each("never", _LINE, most=12),
        max_error_rate=table.take(
            "max_error_rate", a_number(0, 0.5, but_not_least=True), Standard.max_error_rate
        ),
        confidence=table.take("confidence", a_number(0.5, 0.9999), Standard.confidence),
        escape_budget=table.take("escape_budget", a_whole_number(1, 10_000), Standard.escape_budget),
        error_counts_as=_error_counts_as(table),
        review_by=table.take("review_by", a_date, Standard.review_by),
    )


def _error_counts_as(table: Table) -> tuple[ErrorKind, ...]:
    """Return the kinds in one order, however they are written: the same rules are the same version."""
    said = table.each(
        "error_counts_as", one_of(ERROR_KINDS), most=len(ERROR_KINDS), default=Standard.error_counts_as
    )
    if table.is_empty("error_counts_as"):
        right = f"write at least one of {alternatives(ERROR_KINDS)}"
        table.note("error_counts_as", "nothing would ever be wrong", right)
    return tuple(kind for kind in ERROR_KINDS if kind in said)


def _costs(table: Table) -> Costs:
    return Costs(
        minutes_saved=table.take("minutes_saved", _AMOUNT, None),
        review_minute=table.take("review_minute", _AMOUNT, None),
        error_minutes=table.take("error_minutes", _AMOUNT, None),
        live_since=table.take("live_since", a_date, None),
        exceptions_baseline_per_1000=table.take("exceptions_baseline_per_1000", a_number(0, 1000), None),
    )


def _checking(table: Table, lane: Lane) -> Checking:
    return Checking(
        sampling=table.take("sampling", one_of(get_args(Sampling)), Checking.sampling),
        double_review_share=table.take("double_review_share", _SHARE, Checking.double_review_share),
        probe_share=table.take("probe_share", _SHARE, Checking.probe_share),
        relax_after=_relax_after(table.table("relax_after")),
        rules=_rules(table, lane),
        bands=tuple(_band(entry) for entry in table.tables("bands", most=20) or ()),
    )


def _relax_after(table: Table) -> RelaxAfter:
    relax_after = RelaxAfter(
        weeks=table.take("weeks", a_whole_number(1, 104), RelaxAfter.weeks),
        reviewers=table.take("reviewers", a_whole_number(1, 50), RelaxAfter.reviewers),
        planted=table.take("planted", a_whole_number(0, 1000), RelaxAfter.planted),
    )
    table.close()
    return relax_after


def _rules(table: Table, lane: Lane) -> tuple[LaneRule, ...]:
    return tuple(_rule(entry, lane) for entry in table.tables("rules", most=50) or ())


def _rule(table: Table, lane: Lane) -> LaneRule:
    when: tuple[Condition, ...] = table.need("when", a_when, '"segment = legal"', ())
    to = table.need("lane", one_of(LANES), '"always_human"', lane)
    if is_heavier(lane, to):
        table.note(
            "lane", f'a rule can only make it heavier, and this workflow is "{lane}"', "leave the rule out"
        )
    table.close()
    return LaneRule(when, to)


def _band(table: Table) -> Band:
    when: tuple[Condition, ...] = table.need("when", a_when, '"confidence < 0.8"', ())
    if any(condition.field == "risk" for condition in when):
        table.note("when", "what is of high risk is decided by a person first, always", "leave the risk out")
    share = table.need("share", a_number(0, 1, but_not_least=True), "0.5", 1.0)
    table.close()
    return Band(when, share)


def _live(table: Table, policy: Policy) -> Live:
    working = a_duration(_MINUTE, _LONGEST, day=policy.working_hours.day)
    live = Live(
        channel=table.need("channel", a_channel, '"#support-ai-review"', _NOWHERE),
        owner=table.need("owner", a_person, '"ada@example.com"', _NOBODY),
        reviewers=table.each("reviewers", a_person_or_group, most=200),
        deputy=table.take("deputy", a_person, None),
        sponsor=table.take("sponsor", a_person, None),
        users=table.each("users", a_person_or_group, most=200),
        assign=table.take("assign", one_of(get_args(Assign)), Live.assign),
        daily_cap=table.take("daily_cap", a_whole_number(1, 1000), None),
        take_decays=table.take("take_decays", working, Live.take_decays),
        max_open_cards=table.take("max_open_cards", a_whole_number(1, 1000), Live.max_open_cards),
        quiet=table.take("quiet", a_flag, Live.quiet),
        standup_at=table.take("standup_at", a_time, None),
        training_months=table.take("training_months", a_whole_number(1, 60), None),
    )
    _check_people(table, live, policy.approvals)
    return live


def _check_people(table: Table, live: Live, approvals: int) -> None:
    right = 'write reviewers = ["ben@example.com", "@support-leads"]'
    if not table.says("reviewers"):
        table.note("reviewers", "it is missing", right)
    elif not live.reviewers:
        table.note("reviewers", "nobody could decide anything", right)
    elif len(live.reviewers) < approvals and all(isinstance(one, PersonRef) for one in live.reviewers):
        wrong = f"{approvals} different people must approve, of {len(live.reviewers)} named"
        table.note("reviewers", wrong, "name more reviewers, or ask for fewer approvals")
    if live.deputy == live.owner and table.says("owner"):
        table.note("deputy", "the deputy stands in for the owner", "name somebody else, or leave it out")
