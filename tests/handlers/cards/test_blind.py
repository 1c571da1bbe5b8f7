"""While somebody is still to judge it without knowing how, its card says who has judged it, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.outputs import Verdict
from domain.policy import Checking, Policy
from handlers.cards.message import Message
from storage.database import Database
from storage.outputs import votes_of
from tests.builders import Company, user_id
from tests.handlers.cards.drawn import buttons, card, texts
from tests.usecases.test_second_looks import say

DRAWN = Policy(purpose="Drafts the replies to refund requests", checking=Checking(double_review_share=1.0))

VERDICTS: tuple[Verdict, ...] = ("approve", "fix", "reject")


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    """A company in which everything is drawn for a second look."""
    with Database(sqlite_url) as db:
        company = Company(db)
        company.settle_in(DRAWN)
        yield company


def said(message: Message) -> list[str]:
    return ["".join(texts(block)) for block in message.blocks]


def judged(company: Company, verdict: Verdict, *, minutes: int) -> tuple[Message, str]:
    """Return the card some minutes after Ben's verdict, and the output's id."""
    output = company.hand_in("Dear Mr Weber, your money is on its way.", title="Reply to order 1881")
    if verdict == "fix":
        company.fix(output, "ben", "Dear Mr Weber, corrected.")
    else:
        company.vote(output, "ben", verdict, "modal", reason="wrong" if verdict == "reject" else None)
    if minutes:
        company.later(minutes=minutes)
        company.tick()
    return card(company, output), output.id


def test_it_is_the_same_whatever_they_said(company: Company) -> None:
    cards = [judged(company, verdict, minutes=2)[0] for verdict in VERDICTS]

    assert {message.text for message in cards} == {"Reply to order 1881 · Ben has judged it"}
    assert {tuple(said(message)) for message in cards} == {(cards[0].text, "Read it")}
    assert all(buttons(message) == ["read_all"] for message in cards)


def test_who_can_still_undo_it_does_not_learn_that_somebody_looks_again(company: Company) -> None:
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")

    message = card(company, output)

    assert "undo" in buttons(message)
    assert "has judged it" not in message.text


def test_once_the_second_verdict_is_there_it_tells(company: Company) -> None:
    message, output_id = judged(company, "reject", minutes=2)
    assert "not going out" not in message.text

    output = company.hand_in("Another.")
    first = company.look(replace(output, id=output_id))
    say(company, first, "mia", "reject")

    assert "not going out" in card(company, first).text


def test_nobody_is_kept_from_objecting(company: Company) -> None:
    company.apply(replace(DRAWN, accept_reactions=False))
    for verdict in ("approve", "reject"):
        message, _ = judged(company, verdict, minutes=2)  # type: ignore[arg-type]  # one of them
        assert buttons(message) == ["read_all", "reject"]


def test_an_objection_is_told_at_once(company: Company) -> None:
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben", via="modal")
    company.later(minutes=2)
    company.vote(output, "mia", "reject", "modal", reason="wrong")

    assert "has judged it" not in card(company, output).text
    assert user_id("mia") in {
        vote.person for vote in company.db.read_now(lambda conn: votes_of(conn, output.id))
    }
