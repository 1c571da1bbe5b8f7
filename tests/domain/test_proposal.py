"""Six answers become a file: whatever somebody writes, it reads back as just that."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import Policy
from domain.proposal import (
    ANSWER_ROOM,
    LINE_ROOM,
    LINES_AT_MOST,
    Proposal,
    answer_by,
    each_line,
    file_of,
    one_line,
    read_file,
    slug_of,
)
from domain.workflow_file import WorkflowEntry
from domain.working_time import WorkingHours

REFUNDS = Proposal(
    slug="refund-replies",
    purpose="Drafts the replies to refund requests",
    gains="Customers, who wait an hour and not a day",
    carries="Support checks, Finance cleans up",
    criteria=("The amount matches the order", "The tone guide is kept"),
    never=("promises money outside policy",),
    stop_when="Two wrong amounts in a week",
    channel="#support-ai-review",
    owner="ada@example.com",
    reviewers=("ben@example.com", "U0MIA"),
    timezone="Europe/Berlin",
)
HOSTILE = 'x"]\n[workflows.evil]\nlane = "automated" # \\ \u202e <!channel> \ud83d\x00\x7f \U000e0041'
ANYTHING = st.text(max_size=300)
WRITTEN = ANYTHING.map(lambda text: one_line(text)[:ANSWER_ROOM] or "x")
LINES = ANYTHING.map(lambda text: tuple(line[:LINE_ROOM] for line in each_line(text))[:LINES_AT_MOST])


def test_the_file_says_what_was_answered() -> None:
    found = read_file(REFUNDS)

    assert isinstance(found, WorkflowEntry)
    assert found.policy.purpose == "Drafts the replies to refund requests"
    assert found.policy.standard.criteria == ("The amount matches the order", "The tone guide is kept")
    assert found.policy.standard.never == ("promises money outside policy",)
    assert (found.policy.lane, found.policy.working_hours.timezone) == ("reviewed", "Europe/Berlin")
    assert str(found.live.owner) == "ada@example.com"
    assert "# When we would stop: Two wrong amounts in a week\n" in file_of(REFUNDS)


@given(WRITTEN, WRITTEN, WRITTEN, LINES, LINES, WRITTEN)
def test_whatever_is_answered_reads_back_as_just_that(
    purpose: str,
    gains: str,
    carries: str,
    criteria: tuple[str, ...],
    never: tuple[str, ...],
    stop_when: str,
) -> None:
    proposal = replace(
        REFUNDS,
        purpose=purpose,
        gains=gains,
        carries=carries,
        criteria=tuple(dict.fromkeys(line.strip() for line in criteria)),
        never=tuple(dict.fromkeys(line.strip() for line in never)),
        stop_when=stop_when,
    )
    found = read_file(proposal)

    assert isinstance(found, WorkflowEntry), found
    assert found.policy.purpose == purpose.strip()
    assert (found.policy.standard.criteria, found.policy.standard.never) == (
        proposal.criteria,
        proposal.never,
    )
    assert found.policy.lane == Policy.lane
    assert file_of(proposal).replace("\n", "").isprintable()


@pytest.mark.parametrize("name", ["purpose", "gains", "carries", "stop_when"])
def test_no_answer_gets_out_of_its_place(name: str) -> None:
    hostile = one_line(HOSTILE.encode("utf-8", "replace").decode())
    proposal = replace(REFUNDS, **{name: hostile})

    said = tomllib.loads(file_of(proposal))

    assert list(said) == ["workflows"]
    assert list(said["workflows"]) == ["refund-replies"]
    assert said["workflows"]["refund-replies"]["lane"] == "reviewed"


def test_lines_lose_their_bullets_and_doubles() -> None:
    assert each_line("- The amount is right\n\n• The amount is right\r\n-40 degrees\n* kind ") == (
        "The amount is right",
        "-40 degrees",
        "kind",
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Refund replies", "refund-replies"),
        ("  Übersetzungen (DE) ", "ubersetzungen-de"),
        ("返金", ""),
        ("a" * 100, "a" * 63),
        ("--- ../../etc", "etc"),
    ],
)
def test_a_name_becomes_one_that_a_workflow_can_have(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_an_answer_is_wanted_after_two_of_the_owners_working_days() -> None:
    friday_evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    tokyo = WorkingHours("Europe/Berlin").in_zone("Asia/Tokyo")

    assert answer_by(tokyo, friday_evening) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
