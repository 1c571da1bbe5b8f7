"""A next try goes first to who judged the one before, with what was wrong then and what is new."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.outputs import Output
from domain.policy import Policy
from handlers.cards.review import draw_card
from storage.card_views import card_view
from tests.builders import Company, user_id
from usecases.take_review import TakeReview, take_review
from usecases.withdraw_vote import UndoVote, undo_vote

QUORUM = Policy(purpose="Drafts the replies to refund requests", approvals=2)
WRONG = "Dear Mr Weber, we refund 49 EUR."
RIGHT = "Dear Mr Weber, we refund 94 EUR."
NEXT = "Dear Mr Weber, we refund 94 EUR today."


def assignee(company: Company, output: Output) -> str | None:
    view = company.db.read_now(card_view, output.id, company.now)
    assert view is not None
    return view.assignee


def shown(company: Company, output: Output) -> str:
    view = company.db.read_now(card_view, output.id, company.now)
    assert view is not None
    return str(draw_card(view, now=company.now).blocks)


def reject(company: Company, output: Output) -> None:
    company.vote(output, "ben", "reject", "modal", reason="wrong", note="the amount")


def fix(company: Company, output: Output) -> None:
    company.fix(output, "ben", RIGHT)


def fix_and_reject(company: Company, output: Output) -> None:
    company.fix(output, "mia", RIGHT)
    company.vote(output, "ben", "reject", "modal", reason="tone", note="too short")


def approve_as_one_of_two(company: Company, output: Output) -> None:
    company.vote(output, "ben", via="modal")


def take(company: Company, output: Output) -> None:
    company.db.write_now(take_review, TakeReview(output.id, company.person("ben"), company.now))


@pytest.mark.parametrize("judged", [reject, fix, fix_and_reject, approve_as_one_of_two, take])
@pytest.mark.parametrize("approvals", [1, 2])
def test_a_next_try_goes_first_to_who_judged_the_last(
    company: Company, judged: Callable[[Company, Output], None], approvals: int
) -> None:
    company.apply(Policy(purpose="Drafts replies", approvals=approvals))
    first = company.hand_in(WRONG)
    judged(company, first)

    second = company.hand_in(NEXT, supersedes=first.id)

    assert assignee(company, second) == user_id("ben")


def test_it_goes_to_nobody_who_may_not_judge_it(company: Company) -> None:
    first, other = company.hand_in(WRONG), company.hand_in(WRONG)
    reject(company, first)
    reject(company, other)

    asked_for_by_ben = company.hand_in(NEXT, supersedes=first.id, requested_by="ben@example.com")
    company.apply(Policy(purpose="Drafts replies"), reviewers=("mia",))
    without_ben = company.hand_in(NEXT, supersedes=other.id)

    assert assignee(company, asked_for_by_ben) is None
    assert assignee(company, without_ben) is None


def test_after_a_fix_the_next_try_is_compared_with_what_was_fixed(company: Company) -> None:
    first = company.hand_in(WRONG)
    company.fix(first, "ben", RIGHT)

    blocks = shown(company, company.hand_in(NEXT, supersedes=first.id))

    assert "2nd try. Last time Ben fixed it. Changes are marked." in blocks
    assert "{'type': 'text', 'text': ' today', 'style': {'bold': True}}" in blocks


def test_after_a_fix_that_was_stopped_the_next_try_says_why(company: Company) -> None:
    company.apply(QUORUM)
    first = company.hand_in(WRONG)
    fix_and_reject(company, first)

    blocks = shown(company, company.hand_in(NEXT, supersedes=first.id))

    assert "2nd try. Last time Mia fixed it. Last time: “too short” (tone). Changes are marked." in blocks


def test_a_reason_that_was_taken_back_is_not_told(company: Company) -> None:
    first = company.hand_in(WRONG)
    company.vote(first, "ben", "reject", reason="wrong", note="a slip of the thumb")
    company.db.write_now(undo_vote, UndoVote(first.id, company.person("ben"), company.now))

    blocks = shown(company, company.hand_in(NEXT, supersedes=first.id))

    assert "slip" not in blocks


def test_a_reason_given_while_it_was_superseded_is_told(company: Company) -> None:
    first = company.hand_in(WRONG)
    company.vote(first, "ben", "reject", reason="wrong", note="the amount")

    second = company.hand_in(NEXT, supersedes=first.id)

    assert "Last time: “the amount” (wrong)." in shown(company, second)
    assert assignee(company, second) == user_id("ben")


def test_a_fix_of_a_next_try_is_marked_against_what_was_handed_in(company: Company) -> None:
    company.apply(QUORUM)
    first = company.hand_in("Something else entirely was written here, and stopped.")
    reject(company, first)
    second = company.hand_in(WRONG, supersedes=first.id)

    company.fix(second, "mia", RIGHT)
    blocks = shown(company, second)

    assert "2nd try. Last time: “the amount” (wrong)." in blocks
    assert "Mia fixed it. Changes are marked. Taken out: “49”." in blocks
