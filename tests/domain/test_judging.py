"""What votes come to: laws that hold for any set of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.judging import standing
from domain.outputs import Vote

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT, OTHER_TEXT = "a" * 64, "b" * 64


def a_vote(
    number: int,
    person: str,
    verdict: str,
    *,
    at: int = 0,
    undo: int = 60,
    sha256: str = TEXT,
    withdrawn: bool = False,
) -> Vote:
    acted_at = NINE + timedelta(seconds=at)
    return Vote(
        id=f"vote_{number}",
        output_id="out_1",
        sha256=sha256,
        person=person,
        verdict=verdict,  # type: ignore[arg-type]  # drawn from the verdicts
        reason=None,
        note=None,
        via="reaction",
        acted_at=acted_at,
        recorded_at=acted_at,
        final_at=acted_at + timedelta(seconds=undo),
        withdrawn_at=acted_at if withdrawn else None,
    )


votes = st.lists(
    st.builds(
        a_vote,
        st.integers(0, 9_999),
        st.sampled_from(["ben", "mia", "tom", "ada"]),
        st.sampled_from(["approve", "reject"]),
        at=st.integers(0, 300),
        undo=st.sampled_from([0, 60]),
        sha256=st.sampled_from([TEXT, TEXT, OTHER_TEXT]),
        withdrawn=st.booleans(),
    ),
    max_size=8,
)
moments = st.integers(0, 400).map(lambda seconds: NINE + timedelta(seconds=seconds))


@given(votes, st.integers(1, 3), moments)
def test_approved_means_enough_final_approvals_of_distinct_people_and_no_rejection(
    cast: list[Vote], needed: int, now: datetime
) -> None:
    stand = standing(cast, sha256=TEXT, needed=needed, now=now)

    if stand.outcome == "approved":
        counted = {
            vote.person for vote in cast if vote.stands and vote.verdict == "approve" and vote.final_at <= now
        }
        assert len(counted & {vote.person for vote in cast if vote.sha256 == TEXT}) >= needed
        assert not [vote for vote in cast if vote.stands and vote.verdict == "reject"]


@given(votes, st.integers(1, 3), moments)
def test_approvals_are_final_of_this_text_and_one_a_person(
    cast: list[Vote], needed: int, now: datetime
) -> None:
    stand = standing(cast, sha256=TEXT, needed=needed, now=now)

    assert all(vote.stands and vote.sha256 == TEXT and vote.final_at <= now for vote in stand.approvals)
    assert len({vote.person for vote in stand.approvals}) == len(stand.approvals)


@given(votes, st.integers(1, 3), moments)
def test_a_withdrawn_vote_is_as_if_it_had_never_been(cast: list[Vote], needed: int, now: datetime) -> None:
    without = [vote for vote in cast if vote.stands]

    assert standing(cast, sha256=TEXT, needed=needed, now=now) == standing(
        without, sha256=TEXT, needed=needed, now=now
    )


@given(votes, st.integers(1, 3), moments, moments)
def test_time_alone_never_turns_open_into_anything(
    cast: list[Vote], needed: int, one: datetime, other: datetime
) -> None:
    earlier, later = sorted((one, other))

    before = standing(cast, sha256=TEXT, needed=needed, now=earlier)
    after = standing(cast, sha256=TEXT, needed=needed, now=later)

    becomes = {"approving": {"approving", "approved"}, "rejecting": {"rejecting", "rejected"}}
    assert after.outcome in becomes.get(before.outcome, {before.outcome})


@given(votes, st.integers(1, 3), moments)
def test_an_objection_holds_everything(cast: list[Vote], needed: int, now: datetime) -> None:
    assert standing(cast, sha256=TEXT, needed=needed, now=now, objection="vote_1").outcome == "objected"


@given(st.permutations([a_vote(n, p, "approve", at=n) for n, p in enumerate(["ben", "mia", "tom"])]))
def test_the_order_in_which_votes_are_read_does_not_matter(cast: list[Vote]) -> None:
    stand = standing(cast, sha256=TEXT, needed=2, now=NINE + timedelta(minutes=5))

    assert [vote.person for vote in stand.approvals] == ["ben", "mia", "tom"]
    assert stand.by is not None
    assert stand.by.person == "mia"


def test_what_needs_nobody_is_not_judged() -> None:
    with pytest.raises(ValueError, match="needs nobody"):
        standing([], sha256=TEXT, needed=0, now=NINE)
