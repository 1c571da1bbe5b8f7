"""Reactions come twice and out of order; the last word of each person on each emoji counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from storage.card_views import card_view
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

    assert isinstance(outcome, Withdrawn)
    assert standing(company, output) == []


def test_a_mark_whose_taking_off_was_never_heard_of_can_still_be_taken_off(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=1)
    mark(company, output, "ben", "white_check_mark", at=3)

    outcome = mark(company, output, "ben", "white_check_mark", at=4, present=False)

    assert isinstance(outcome, Withdrawn)
    assert standing(company, output) == []


def test_a_rejection_that_arrives_after_its_mark_was_taken_off_stands(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "x", at=2, present=False)

    mark(company, output, "ben", "x", at=1)

    assert [verdict for _, verdict in standing(company, output)] == ["reject"]


def test_the_very_same_event_again_changes_nothing(company: Company) -> None:
    output = company.hand_in()
    mark(company, output, "ben", "white_check_mark", at=1)

    assert isinstance(mark(company, output, "ben", "white_check_mark", at=1), Stale)
    assert len(company.db.read_now(votes_of, output.id)) == 1


def test_a_rejection_counts_after_an_approval_in_a_modal_though_our_clock_is_ahead(company: Company) -> None:
    output = company.hand_in()
    company.later(seconds=30)
    company.vote(output, "ben", via="modal")

    mark(company, output, "ben", "x", at=10)

    assert [verdict for _, verdict in standing(company, output)] == ["reject"]


def test_a_rejection_from_long_before_an_approval_in_a_modal_counts_no_more(company: Company) -> None:
    output = company.hand_in()
    company.later(minutes=5)
    company.vote(output, "ben", via="modal")

    assert isinstance(mark(company, output, "ben", "x", at=10), Stale)
    assert [verdict for _, verdict in standing(company, output)] == ["approve"]


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


Act = tuple[str, str]
Event = tuple[str, str, int, bool]
ACTS = st.lists(st.tuples(st.sampled_from(["ben", "mia"]), st.sampled_from(list(MEANING))), max_size=7)


def events_of(acts: list[Act]) -> list[Event]:
    """What Slack would send if these people put on and took off these marks, one each second."""
    on: set[Act] = set()
    events = []
    for at, act in enumerate(acts, start=1):
        on ^= {act}
        events.append((*act, at, act in on))
    return events


@st.composite
def sent(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """The events in their order, and as they come: in any order, some of them twice."""
    events = events_of(draw(ACTS))
    repeats = draw(st.lists(st.sampled_from(events), max_size=3)) if events else []
    return events, draw(st.permutations([*events, *repeats]))


def told(company: Company, events: list[Event]) -> tuple[object, ...]:
    """Let the events arrive in this order; what they come to, at once and when their minutes are over.

    Who took the review last is settled by who came first, as everything between people is.
    """
    output = company.hand_in()
    for who, name, at, present in events:
        mark(company, output, who, name, at=at, present=present)
    view = company.db.read_now(card_view, output.id, company.now)
    assert view is not None
    company.later(seconds=61)
    company.tick()
    return sorted(standing(company, output)), view.strays, company.look(output).state


def rearranged(acts: list[Act], *order: int) -> tuple[list[Event], list[Event]]:
    events = events_of(acts)
    return events, [events[place] for place in order]


YES, NO = ("ben", "white_check_mark"), ("ben", "x")


@pytest.mark.parametrize("approvals", [1, 2])
@example(rearranged([YES, YES, NO, YES], 0, 3, 2, 1))
@example(rearranged([NO, YES, YES], 1, 2, 0))
@example(rearranged([NO, YES, YES], 2, 0, 1))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sent())
def test_any_order_and_any_repeats_end_the_same(
    company: Company, approvals: int, sent: tuple[list[Event], list[Event]]
) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests", approvals=approvals))
    in_order, as_they_come = sent

    assert told(company, as_they_come) == told(company, in_order)
