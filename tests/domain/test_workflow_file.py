from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.difference import difference, spell
from domain.policy import Live, Policy
from domain.references import ChannelRef, GroupRef, PersonRef
from domain.workflow_file import LATER, Problem, WorkflowEntry, WorkflowFile, parse, stored_for_later
from domain.working_time import WorkingHours

PAGE = (Path(__file__).parents[2] / "docs" / "workflows.md").read_text(encoding="utf-8")
LEAST, EVERYTHING = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
TABLE_PARTS = ("standard", "costs", "checking")


def read(text: str, **options: str) -> WorkflowFile:
    found = parse(text, **options)
    assert isinstance(found, WorkflowFile), "\n".join(map(str, found))
    return found


def only(text: str) -> WorkflowEntry:
    (entry,) = read(text).workflows.values()
    return entry


def problems(text: str) -> list[str]:
    found = parse(text)
    assert isinstance(found, list)
    return [str(problem).removeprefix("workflows.toml: workflows.refund-replies.") for problem in found]


def with_lines(*lines: str, without: str = "") -> str:
    """Return the least that works with these lines added, and without the one of a key."""
    kept = [line for line in LEAST.splitlines() if not without or not line.startswith(without)]
    return "\n".join([*kept, *lines])


# -- what a file says ----------------------------------------------------------------------------------------


def test_the_least_that_works_has_every_default() -> None:
    entry = only(LEAST)

    assert entry.policy == Policy("Drafts the replies to refund requests")
    assert entry.live == Live(
        ChannelRef("#support-ai-review"),
        PersonRef("ada@example.com"),
        (PersonRef("ben@example.com"), GroupRef("@support-leads")),
    )
    assert entry.given == ("purpose", "channel", "owner", "reviewers")


def test_everything_that_can_be_said_is_understood() -> None:
    file = read(EVERYTHING)
    policy, live = file.workflows["refund-replies"].policy, file.workflows["refund-replies"].live

    assert policy.working_hours == WorkingHours(
        "Europe/Berlin", (0, 1, 2, 3, 4), 540, 1020, "DE", "BY", (date(2026, 12, 24),)
    )
    assert [str(step) for step in policy.escalation] == [
        "50% assignee",
        "100% owner",
        "150% deputy",
        "200% leaders",
    ]
    assert policy.standard.review_by == date(2027, 3, 31)
    assert policy.costs.minutes_saved == 6
    assert [str(rule) for rule in policy.checking.rules] == [
        "segment = legal → always_human",
        "confidence < 0.6 → reviewed",
    ]
    assert [str(band) for band in policy.checking.bands] == [
        "confidence < 0.8 → 0.3",
        "segment = returns → 0.5",
    ]
    assert (live.daily_cap, live.take_decays, live.standup_at) == (40, timedelta(hours=2), time(9, 15))
    assert file.organisation.leaders == (PersonRef("ruth@example.com"),)
    assert file.teams["support"].members == (GroupRef("@support"),)


def test_the_same_file_read_again_changes_nothing() -> None:
    one, again = only(EVERYTHING), only(EVERYTHING)

    assert difference(one.policy, again.policy) == difference(one.live, again.live) == []


def test_the_installation_gives_the_time_zone_that_a_workflow_does_not_name() -> None:
    assert read(LEAST, timezone="Europe/Berlin").workflows[
        "refund-replies"
    ].policy.working_hours == WorkingHours("Europe/Berlin")


def test_a_day_of_working_time_is_a_working_day() -> None:
    hours = 'working_hours = { from = "22:00", to = "06:00", days = "sun-thu" }'
    policy = only(with_lines('review_within = "2d"', hours, 'undo = "0s"')).policy

    assert policy.review_within == timedelta(hours=16)
    assert policy.working_hours.days == (0, 1, 2, 3, 6)
    assert policy.working_hours.add(datetime(2026, 11, 24, 1, tzinfo=UTC), policy.review_within) == datetime(
        2026, 11, 26, 1, tzinfo=UTC
    )


def test_always_human_takes_no_reactions_without_being_told() -> None:
    assert not only(with_lines('lane = "always_human"')).policy.accept_reactions


def test_what_counts_as_an_error_is_the_same_in_whatever_order_it_is_written() -> None:
    said = with_lines('standard = { error_counts_as = ["critical", "rejected"] }')

    assert only(said).policy.standard.error_counts_as == ("rejected", "critical")
    assert only(LEAST).policy.standard.error_counts_as == ("rejected", "edited", "critical")


def test_every_key_that_can_be_given_is_in_force() -> None:
    assert stored_for_later(KEYS) == {}


# -- what is wrong with it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('review_within = "4 hours"', 'review_within: "4 hours" is not a duration; write it like "4h", "90m" or "2d"'),
        ("review_within = 4", 'review_within: 4 is not a duration; write it like "4h", "90m" or "2d"'),
        ('review_within = "0s"', 'review_within: "0s" is out of bounds; write something from "1m" to "2160h"'),
        ('undo = "2h"', 'undo: "2h" is out of bounds; write something from "0s" to "1h"'),
        ('lane = "trusted"', 'lane: "trusted" is not a choice here; write "automated", "reviewed" or "always_human"'),
        (
            'on_expiry = "approve"',
            'on_expiry: silence is never a yes, so nothing approves by waiting; write "hold" or "expire"',
        ),
        ("approvals = 0", "approvals: 0 will not do; write a whole number from 1 to 10"),
        ("approvals = true", "approvals: true will not do; write a whole number from 1 to 10"),
        ("approvals = 1.0", "approvals: 1.0 will not do; write a whole number from 1 to 10"),
        ('quiet = "no"', 'quiet: "no" is neither true nor false; write true or false, without quotes'),
        ("team = 3", "team: 3 is not a text; write a text in quotes"),
        ('team = " "', "team: there is nothing in it; write a text, or leave the key out"),
        (
            'deputy = "@leads"',
            'deputy: "@leads" is a group, and one person answers for this; write an e-mail address like '
            '"ada@example.com" or a Slack user id',
        ),
        (
            'deputy = "ada@example.com"',
            "deputy: the deputy stands in for the owner; name somebody else, or leave it out",
        ),
        ('standup_at = "9:15"', 'standup_at: "9:15" is not a time of day; write it like "09:00", in quotes'),
        ('standup_at = "24:00"', 'standup_at: "24:00" is shown by no clock; write "00:00"'),
        ("standard = 3", "standard: 3 is not a table; write [workflows.refund-replies.standard] and its keys below"),
        (
            "standard.max_error_rate = 0",
            "standard.max_error_rate: 0 will not do; write a number above 0, up to 0.5",
        ),
        ("standard.confidence = 1", "standard.confidence: 1 will not do; write a number from 0.5 to 0.9999"),
        ("standard.confidence = nan", "standard.confidence: NaN will not do; write a number from 0.5 to 0.9999"),
        ('standard.review_by = "soon"', 'standard.review_by: "soon" is not a date; write it like 2027-03-31'),
        ("standard.criteria = 3", "standard.criteria: 3 is not a list; write it like [ … ]"),
        ('standard.never = ["a", "a"]', 'standard.never[1]: "a" is there twice; leave one of them out'),
        (
            "standard.error_counts_as = []",
            "standard.error_counts_as: nothing would ever be wrong; "
            'write at least one of "rejected", "edited" or "critical"',
        ),
        ("checking.probe_share = 2", "checking.probe_share: 2 will not do; write a number from 0 to 1"),
        (
            'escalation = [{at = "half", to = "owner"}]',
            'escalation[0].at: "half" is not a share of review_within; write it like "50%", up to "1000%"',
        ),
        ('escalation = [{at = "50%"}]', 'escalation[0].to: it is missing; write to = "owner"'),
        (
            'escalation = [{at = "90%", to = "owner"}, {at = "50%", to = "deputy"}]',
            "escalation: a later step comes before an earlier one; write them in the order of `at`",
        ),
        ("escalation = [3]", "escalation[0]: 3 is not a table; write it like { … }"),
        (
            'working_hours = {from = "09:00", to = "09:00"}',
            'working_hours.to: the day would end when it begins; for all day write from = "00:00", to = "24:00"',
        ),
        ('working_hours.from = "24:00"', 'working_hours.from: "24:00" is the end of a day; write "00:00"'),
        (
            'working_hours.timezone = "Europe/Atlantis"',
            'working_hours.timezone: "Europe/Atlantis" is not a time zone; '
            'write its name like "Europe/Berlin" or "UTC"',
        ),
        (
            'working_hours.days = "weekdays"',
            'working_hours.days: "weekdays" names no days; write them like "mon-fri" or "mon,wed,fri"',
        ),
        (
            'working_hours.holidays = "DE-ZZ"',
            'working_hours.holidays: "DE-ZZ" has no public holidays that we know; write a country like "DE" or "DE-BY"',
        ),
        (
            'checking.rules = [{when = "size > many", lane = "reviewed"}]',
            'checking.rules[0].when: size is a whole number of characters, not "many"; write it like "segment = legal '
            'and confidence < 0.6" (of segment, risk, confidence, size)',
        ),
        (
            'checking.rules = [{when = "segment = legal", lane = "automated"}]',
            'checking.rules[0].lane: a rule can only make it heavier, and this workflow is "reviewed"; '
            "leave the rule out",
        ),
        (
            'checking.bands = [{when = "risk = high and size > 10", share = 0.5}]',
            "checking.bands[0].when: what is of high risk is decided by a person first, always; leave the risk out",
        ),
        (
            'checking.bands = [{when = "confidence < 0.8", share = 0}]',
            "checking.bands[0].share: 0 will not do; write a number above 0, up to 1",
        ),
        ('reviewer = "ben@example.com"', 'reviewer: there is no such key here; did you mean "reviewers"?'),
        (
            "max_error_rate = 0.1",
            "max_error_rate: there is no such key here; it belongs under [workflows.refund-replies.standard]",
        ),
        (
            "checking.relax_after.xyz = 1",
            'checking.relax_after.xyz: there is no such key here; write "weeks", "reviewers" or "planted"',
        ),
        (r'team = "sup\u0000port"', r'team: "\u0000" in it is no letter that anybody sees; leave it out'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_key_and_what_would_be_right(line: str, problem: str) -> None:
    assert problems(with_lines(line)) == [problem]


@pytest.mark.parametrize(
    ("key", "line", "problem"),
    [
        ("purpose", "", 'purpose: it is missing; write purpose = "Drafts the replies to refund requests"'),
        ("channel", "", 'channel: it is missing; write channel = "#support-ai-review"'),
        ("owner", "", 'owner: it is missing; write owner = "ada@example.com"'),
        (
            "reviewers",
            "",
            'reviewers: it is missing; write reviewers = ["ben@example.com", "@support-leads"]',
        ),
        (
            "reviewers",
            "reviewers = []",
            'reviewers: nobody could decide anything; write reviewers = ["ben@example.com", "@support-leads"]',
        ),
        (
            "reviewers",
            'reviewers = ["ben@example.com"]\napprovals = 2',
            "reviewers: 2 different people must approve, of 1 named; "
            "name more reviewers, or ask for fewer approvals",
        ),
        (
            "channel",
            'channel = "support"',
            'channel: "support" is not a channel; '
            'write its name with a hash like "#support-ai-review", or its Slack id',
        ),
    ],
)
def test_without_people_and_a_place_nothing_works(key: str, line: str, problem: str) -> None:
    assert problems(with_lines(line, without=key)) == [problem]


def test_always_human_refuses_reactions_by_name() -> None:
    (problem,) = problems(with_lines('lane = "always_human"', "accept_reactions = true"))

    assert problem.startswith("accept_reactions: always_human is never decided by a reaction")


def test_everything_wrong_is_told_at_once() -> None:
    found = problems(
        with_lines('undo = "x"', "approvals = 99", "[teams.sales]", 'member = "@sales"', "[workflow.b]")
    )

    assert [problem.split(": ")[0] for problem in found[:2]] == ["approvals", "undo"]
    assert found[2:] == [
        'workflows.toml: teams.sales.member: there is no such key here; did you mean "members"?',
        'workflows.toml: workflow: there is no such key here; did you mean "workflows"?',
    ]


def test_a_name_that_is_none_comes_with_one_that_is() -> None:
    (problem,) = problems(LEAST.replace("refund-replies]", '"Refund Replies"]'))

    assert 'Refund Replies: this is not a name; write it like "refund-replies"' in problem


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("purpose = \n", "line 1, column 11"),
        (LEAST + "\nundo = 60s", "line 7, column 10"),
        (LEAST + LEAST, "line 6"),
        ("a = " + "9" * 5000, "somewhere"),
        ("a = " + "[" * 5000, "everything"),
        ("a = 'open", "end of document"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, where: str) -> None:
    found = parse(text, file="ours.toml")

    assert isinstance(found, list)
    (problem,) = found
    assert problem.file == "ours.toml"
    assert problem.key.startswith(where)


def test_an_empty_file_is_a_mistake_and_a_byte_order_mark_is_none() -> None:
    assert problems("") == [
        "workflows.toml: workflows: the file is empty; write [workflows.my-workflow] and its keys below"
    ]
    assert read("\ufeff" + LEAST) == read(LEAST)


toml_values = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["at", "to", "x"]), inner, max_size=2)
    ),
)


@given(st.data())
def test_no_value_anywhere_breaks_the_reading(data: st.DataObject) -> None:
    entry = tomllib.loads(EVERYTHING)["workflows"]["refund-replies"]
    spot = data.draw(
        st.sampled_from([entry, *(inner for inner in entry.values() if isinstance(inner, dict))])
    )
    spot[data.draw(st.sampled_from([*spot, "new"]))] = data.draw(toml_values)

    found = parse(f"workflows.refund-replies = {_inline(entry)}")

    assert isinstance(found, WorkflowFile) or all(isinstance(problem, Problem) for problem in found)
    assert found


def _inline(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {_inline(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_inline, value)) + "]"
        case bool() | str():
            return json.dumps(value)
        case _:
            return str(value)


# -- the page and the code say the same ----------------------------------------------------------------------


def leaf_keys(kind: type, path: str = "") -> dict[str, Any]:
    """Return each key of the file with its default; None also where it must be given."""
    keys: dict[str, Any] = {}
    for field in fields(kind):
        default = getattr(kind, field.name, ...)
        if field.name in TABLE_PARTS and is_dataclass(default):
            keys |= leaf_keys(type(default), f"{field.name}.")
        else:
            keys[path + field.name] = default
    return keys


KEYS = leaf_keys(Policy) | leaf_keys(Live)


def test_the_page_shows_every_key() -> None:
    assert set(only(EVERYTHING).given) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_page_tells_every_key_its_default_and_whether_it_is_in_force(key: str) -> None:
    row = re.search(rf"^\| `{re.escape(key)}` \| .+ \| (.+?) \| ?(.*?) ?\|$", PAGE, flags=re.MULTILINE)
    assert row is not None

    expected = (
        "must be given" if KEYS[key] is ... else spell(KEYS[key] or None if KEYS[key] == "" else KEYS[key])
    )
    if key == "checking.relax_after":
        expected = "weeks 4, reviewers 2, planted 20"
    assert row[1] == expected
    assert row[2] == ("later" if key in LATER else "")


def test_only_keys_that_there_are_can_come_later() -> None:
    assert set(KEYS) >= set(LATER)
