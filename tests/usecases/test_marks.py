"""Reactions come twice and out of order; the last word of each person on each emoji counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.outputs import Output
from domain.refusals import Refused
from storage.evidence import story_of
from storage.outputs import votes_of
from storage.tables import outbox
from tests.builders import CHANNEL, Company
from usecases.record_mark import Meaning, RecordMark, Stale, record_mark
from usecases.withdraw_vote import Withdrawn

MEANING: dict[str, Meaning] = {"white_check_mark": "approve", "x": "reject", "eyes": "take"}


def mark(company: Company, output: Output, who: str, name: str, *, at: int, present: bool = True) -> object:
    """Let an event arrive that was stamped `at` seconds after the output was handed in."""
    moment = int(output.submitted_at.timestamp()) + at
    command = RecordMark(
        output_id=output.id,
        channel_id=CHANNEL,
        ts=f"1700000000.{output.id[-6:]}",
        person=company.person(who),
        name=name,
        meaning=MEANING[name],
        present=present,
        event_ts=f"{moment}.000100",
        acted_at=datetime.fromtimestamp(moment, UTC),
        vote_id=f"vote_{output.id}_{who}_{name}_{at}",
        now=company.now,
    )
    return company.db.write_now(record_mark, command)


def standing(company: Company, output: Output) -> list[tuple[str, str]]:
    votes = company.db.read_now(votes_of, output.id)
    return [(vote.person, vote.verdict) for vote in votes if vote.stands]


def private_lines(company: Company) -> list[str]:
    query = select(outbox.c.payload).where(outbox.c.kind == "whisper")
    return [
        payload["line"] for payload in company.db.read_now(lambda conn: conn.execute(query).scalars().all())
    ]


def test_taking_off_the_mark_withdraws_its_approval(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=1)

    outcome = mark(company, output, "ben", "white_check_mark", at=2, present=False)

    assert isinstance(outcome, Withdrawn)
    assert standing(company, output) == []


def test_a_removal_that_arrives_first_leaves_nothing_standing(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=2, present=False)

    outcome = mark(company, output, "ben", "white_check_mark", at=1)

    assert isinstance(outcome, Stale)
    assert standing(company, output) == []


def test_taking_off_a_rejection_does_nothing(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "x", at=1)

    mark(company, output, "ben", "x", at=2, present=False)

    assert [verdict for _, verdict in standing(company, output)] == ["reject"]


def test_an_approval_withdrawn_after_it_was_final_reopens(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=1)
    company.later(seconds=61)
    company.tick()
    assert company.look(output).state == "approved"

    mark(company, output, "ben", "white_check_mark", at=100, present=False)

    assert company.look(output).state == "in_review"


def test_after_release_taking_off_the_mark_changes_nothing_and_says_so(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=1)
    company.later(seconds=61)
    company.tick()
    company.release(output)

    outcome = mark(company, output, "ben", "white_check_mark", at=100, present=False)

    assert isinstance(outcome, Refused)
    assert company.look(output).state == "released"
    assert private_lines(company) == ["refused.already_released"]


@pytest.mark.parametrize(
    ("who", "line"),
    [("gus", ["refused.is_guest"]), ("ruth", ["refused.is_key_owner"]), ("ticketbot", [])],
)
def test_whoever_may_not_decide_is_told_privately(company: Company, who: str, line: list[str]) -> None:
    output = company.hand_in()

    mark(company, output, who, "white_check_mark", at=1)

    assert private_lines(company) == line


def test_an_attempt_that_does_not_count_is_on_record(company: Company) -> None:
    output = company.hand_in()

    mark(company, output, "gus", "white_check_mark", at=1)

    attempt = company.db.read_now(story_of, output.id)[-1]
    assert (attempt.action, attempt.facts["why"]) == ("vote.refused", "is_guest")
    assert attempt.actor == company.person("gus").subject


def test_taking_a_review_is_open_to_reviewers_only(company: Company) -> None:
    output = company.hand_in()

    assert isinstance(mark(company, output, "ben", "eyes", at=1), Output)
    assert isinstance(mark(company, output, "gus", "eyes", at=1), Refused)


EVENTS = [
    ("ben", "white_check_mark", 1, True),
    ("ben", "white_check_mark", 2, False),
    ("ben", "white_check_mark", 3, True),
    ("mia", "white_check_mark", 1, True),
    ("mia", "white_check_mark", 4, False),
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    events=st.permutations(EVENTS).flatmap(
        lambda order: st.lists(st.sampled_from(order), max_size=4).map(lambda extra: [*order, *extra])
    )
)
def test_any_order_and_any_repeats_end_the_same(
    company: Company, events: list[tuple[str, str, int, bool]]
) -> None:
    """Ben's last word is ✅, Mia's is to have taken hers off: however the events come, Ben's stands alone."""
    output = company.hand_in(f"Text {company.submission().idempotency_key}")

    for who, name, at, present in events:
        mark(company, output, who, name, at=at, present=present)

    assert standing(company, output) == [("U0BEN", "approve")]
