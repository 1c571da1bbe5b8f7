"""Whoever is asked to answer for a workflow owns it only by saying so, and only while nobody does."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from handlers.cards.naming import owner_line
from storage.card_views import card_view
from storage.owner_offers import Offer
from storage.tables import outbox, people
from storage.transaction import Tx
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


def test_a_deputy_who_takes_it_stands_in_for_themself_no_more_whatever_the_file_says(
    company: Company,
) -> None:
    seen_as(company, "ada", "deactivated")
    name(company, to="grace")
    take(company, "grace")
    taken = company.db.read_now(workflow, SLUG)
    company.apply(Policy(purpose="replies"))
    applied = company.db.read_now(workflow, SLUG)

    assert taken is not None
    assert (taken.owner, taken.deputy) == (user_id("grace"), None)
    assert applied is not None
    assert (applied.owner, applied.deputy) == (user_id("grace"), None)


def test_an_open_card_names_who_answers_now_and_is_drawn_anew_when_that_changes(company: Company) -> None:
    output = company.hand_in()
    cards_to_draw(company)
    before = said_on_card(company, output)
    seen_as(company, "ada", "deactivated")
    stands_in, drawn = said_on_card(company, output), cards_to_draw(company)
    seen_as(company, "grace", "deactivated")
    nobody = said_on_card(company, output)
    seen_as(company, "ada", "member")

    assert before == "Ada answers for this."
    assert (stands_in, drawn) == ("Grace answers for this until it has an owner.", [output.id])
    assert nobody == "Nobody answers for this now."
    assert said_on_card(company, output) == before


def said_on_card(company: Company, output: Output) -> str:
    view = company.db.read_now(card_view, output.id, company.now)
    assert view is not None
    return owner_line(view).plain()


def cards_to_draw(company: Company) -> list[str]:
    """The outputs whose cards wait to be drawn; forgotten by this."""

    def take(tx: Tx, _: None) -> list[str]:
        cards = outbox.c.kind == "card"
        found = list(tx.conn.execute(select(outbox.c.subject).where(cards)).scalars())
        tx.conn.execute(delete(outbox).where(cards))
        return found

    return company.db.write_now(take, None)


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
