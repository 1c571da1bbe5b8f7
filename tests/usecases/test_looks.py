"""When a card is looked at for marks whose events got lost: soon after something happened, and before a deadline."""

from __future__ import annotations

from datetime import timedelta

from domain.policy import Policy
from storage.cards import card_of
from tests.builders import Company
from tests.usecases.test_watching import look_at, watch
from usecases.claim_looks import (
    AUDITED,
    RELEASED,
    UNRELEASED,
    ClaimLooks,
    GiveBackLooks,
    LookAtAll,
    claim_looks,
    give_back_looks,
    look_at_all,
)
from usecases.escalate_overdue import PlanEscalation, plan_escalation
from usecases.record_card import RecordShown, record_shown


def looked_at(company: Company, minutes: int) -> list[int]:
    """Let so many minutes pass; return after which of them a card was looked at."""
    found = []
    for minute in range(1, minutes + 1):
        company.later(minutes=1)
        if company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED)):
            found.append(minute)
    return found


def changed(company: Company, output_id: str) -> None:
    card = company.db.read_now(card_of, output_id)
    assert card is not None
    shown = RecordShown(output_id, card.ts, "something else", True, card.sha256, company.now)
    company.db.write_now(record_shown, shown)


def test_the_longer_a_card_is_still_the_more_rarely_it_is_looked_at(company: Company) -> None:
    company.hand_in()

    assert looked_at(company, 65) == [1, 2, 4, 8, 16, 31, 46, 61]


def test_what_has_gone_out_is_looked_at_for_marks_until_somebody_has_said_how_it_was(
    company: Company,
) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)

    def looked() -> list[str]:
        company.later(minutes=1)
        claimed = company.db.write_now(claim_looks, ClaimLooks(5, company.now, AUDITED))
        return [look.output_id for look in claimed]

    first, at_once = looked(), company.db.write_now(claim_looks, ClaimLooks(5, company.now, AUDITED))
    company.db.write_now(look_at_all, LookAtAll(company.now))
    again = looked()
    look_at(company, output, "ben")
    company.later(hours=2)

    assert (first, at_once, again) == ([output.id], [], [output.id])
    assert looked() == []
    assert company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED)) == []


def test_after_something_happened_it_is_looked_at_soon_again(company: Company) -> None:
    output = company.hand_in()
    looked_at(company, 33)

    changed(company, output.id)

    assert looked_at(company, 20) == [1, 2, 4, 8, 16]


def test_after_the_line_was_down_every_open_card_is_looked_at_and_together(company: Company) -> None:
    outputs = [company.hand_in(f"Text {number}") for number in range(3)]
    looked_at(company, 33)

    before = company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED))
    company.db.write_now(look_at_all, LookAtAll(company.now))
    after = company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED))
    company.db.write_now(give_back_looks, GiveBackLooks(tuple(after[:1]), company.now))
    again = company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED))

    assert before == []
    assert {look.output_id for look in after} == {output.id for output in outputs}
    assert again == after[:1]


def test_those_between_two_whose_turn_it_is_are_seen_with_them(company: Company) -> None:
    first, still, last = (company.hand_in(f"Text {number}") for number in range(3))
    looked_at(company, 33)
    changed(company, first.id)
    changed(company, last.id)
    company.later(minutes=1)

    found = company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED))

    assert [(look.output_id, look.is_due) for look in found] == [
        (first.id, True),
        (last.id, True),
        (still.id, False),
    ]


def test_however_much_happens_to_a_card_it_is_looked_at(company: Company) -> None:
    output = company.hand_in()
    found = []
    for minute in range(1, 41):
        company.later(minutes=1)
        changed(company, output.id)
        found += [minute] * len(company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED)))

    assert found == [15, 30]


def test_before_somebody_is_told_that_it_is_late_it_is_looked_at_once_more(company: Company) -> None:
    company.apply(Policy("Drafts the replies", review_within=timedelta(minutes=50)))
    output = company.hand_in()
    company.db.write_now(plan_escalation, PlanEscalation(output.id, company.now))

    # The first step is due at half its time, after 25 minutes.
    assert looked_at(company, 40) == [1, 2, 4, 8, 16, 24, 39]


def test_before_it_expires_it_is_looked_at_once_more(company: Company) -> None:
    company.apply(
        Policy(
            "Drafts the replies",
            review_within=timedelta(minutes=10),
            on_expiry="expire",
            expire_after=timedelta(minutes=10),
        )
    )
    output = company.hand_in()
    assert output.expires_at is not None
    expires_in = (output.expires_at - company.now) // timedelta(minutes=1)

    found = looked_at(company, expires_in)

    assert found[-1] == expires_in - 1


def test_a_card_with_a_deadline_goes_before_those_unseen_for_longer(company: Company) -> None:
    first = company.hand_in("Text 1")
    company.later(minutes=9)
    company.apply(Policy("Drafts the replies", review_within=timedelta(minutes=30)))
    late = company.hand_in("Text 2")
    company.db.write_now(plan_escalation, PlanEscalation(late.id, company.now))
    company.later(minutes=14)

    found = company.db.write_now(claim_looks, ClaimLooks(5, company.now, UNRELEASED))

    assert [look.output_id for look in found] == [late.id, first.id]


def test_what_has_gone_out_is_looked_at_each_hour(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=61)
    company.tick()
    company.release(output)
    found = []
    for minute in range(1, 181):
        company.later(minutes=1)
        if company.db.write_now(claim_looks, ClaimLooks(5, company.now, RELEASED)):
            found.append(minute)

    assert len(found) == 3
