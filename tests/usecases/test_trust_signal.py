"""What is read of trust: the last round that is over, and never one that somebody may still answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.pulse import Answer
from domain.signals.trust import Trust
from storage.signals.scope import Scope
from storage.signals.trust import read
from storage.workflows import workflow
from tests.builders import SLUG, Company
from tests.usecases.test_pulse import USERS, answer, tick, with_users

FIVE = USERS[:5]


def trust(company: Company, ends_at: datetime) -> Trust:
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(read, Scope(live, ends_at - timedelta(days=7), ends_at))


def test_a_round_is_told_once_it_is_over_and_not_before_whatever_is_asked_for(company: Company) -> None:
    round_ = with_users(company, *FIVE)
    tick(company)
    for number, who in enumerate(FIVE):
        answer(company, round_, who, 6, 6, 6, 90 + number)
    ahead = company.now + timedelta(weeks=5)

    running = trust(company, ahead)
    company.later(weeks=4, days=2)
    tick(company)
    over = trust(company, company.now)

    assert running == Trust()
    assert over.latest is not None
    assert (over.latest.asked, over.stated) == (5, 92)
    assert over.latest.answers[0] == Answer(6, 6, 6, 90)


def test_an_earlier_round_is_what_it_is_compared_with(company: Company) -> None:
    for score in (3, 6):
        round_ = with_users(company, *FIVE)
        tick(company)
        for who in FIVE:
            answer(company, round_, who, score, score, score, 90)
    company.later(weeks=4, days=2)
    tick(company)

    change = trust(company, company.now).change

    assert change is not None
    assert (change.difference, change.is_clear) == (3, True)
