"""Whoever is asked to answer for a workflow owns it only by saying so, and only while nobody does."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from domain.refusals import Refused
from storage.owner_offers import Offer
from storage.tables import people
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from usecases.answer_offer import AnswerOffer, answer_offer
from usecases.name_owner import NameOwner, name_owner
from usecases.note_ownership import NoteOwnership, note_ownership


def seen_as(company: Company, who: str, kind: str) -> None:
    """Let Slack say of somebody that they are with the company (`member`), or not any more."""
    changed = update(people).where(people.c.user_id == user_id(who)).values(kind=kind)
    company.db.write_now(lambda tx, _: tx.conn.execute(changed) and None, None)
    company.db.write_now(note_ownership, NoteOwnership(SLUG, None, company.now))


def name(company: Company, by: str = "grace", to: str = "tom", offer_id: str = "offer_1") -> Offer | Refused:
    asked = NameOwner(offer_id, SLUG, company.person(by), company.person(to), company.now)
    return company.db.write_now(name_owner, asked)


def take(company: Company, who: str = "tom", offer_id: str = "offer_1") -> Offer | Refused:
    return company.db.write_now(
        answer_offer, AnswerOffer(offer_id, SLUG, company.person(who), True, company.now)
    )


def owner(company: Company) -> str:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.owner


def test_it_is_theirs_once_they_take_it_and_not_before(company: Company) -> None:
    seen_as(company, "ada", "deactivated")
    assert isinstance(name(company), Offer)
    assert owner(company) == user_id("ada")

    assert isinstance(take(company), Offer)
    assert owner(company) == user_id("tom")


@pytest.mark.parametrize("by", ["ben", "tom", "cleo", "gus"])
def test_who_has_no_say_names_nobody_and_nobody_takes_what_another_was_asked(
    company: Company, by: str
) -> None:
    seen_as(company, "ada", "deactivated")

    assert isinstance(name(company, by), Refused)
    assert isinstance(name(company), Offer)
    assert take(company, "ben") == Refused.of("not_found")
    assert owner(company) == user_id("ada")


def test_a_question_ends_with_the_next_one_and_with_an_owner_who_is_there(company: Company) -> None:
    seen_as(company, "ada", "deactivated")
    name(company)
    name(company, to="ben", offer_id="offer_2")
    assert take(company) == Refused.of("already_answered", by=None)

    seen_as(company, "ada", "member")
    seen_as(company, "ada", "deactivated")

    assert take(company, "ben", "offer_2") == Refused.of("already_answered", by=None)
    assert owner(company) == user_id("ada")
