"""Somebody leaves, is renamed or moves: what they had goes on, what they decided stands, what waits follows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from domain.outputs import Output
from domain.policy import Policy
from domain.working_time import WorkingHours
from handlers.fresh import fresh_id
from storage.database import Database
from storage.late import left_behind
from storage.put_rights import put_right_of
from storage.refreshing import groups_to_refresh, people_to_refresh
from storage.tables import escalations, outbox, people, user_groups
from storage.transaction import Tx
from tests.builders import Company, user_id
from tests.usecases.test_aftermath import judge, released, say
from tests.usecases.test_escalation import tick
from usecases.move_put_right import MovePutRight, move_put_right, tasks_of_the_gone
from usecases.note_directory import NoteDirectory, PersonFacts, note_directory

POLICY = Policy("Drafts the replies", working_hours=WorkingHours("Europe/Berlin"))


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(POLICY, assign="by_load")
    yield company
    company.db.close()


def learn(company: Company, who: str, **facts: Any) -> None:
    """Let Slack tell of somebody."""
    known = PersonFacts(
        user_id(who),
        "new",
        "T0",
        who.capitalize(),
        f"{who}@example.com",
        "member",
        "Europe/Berlin",
        company.now,
    )
    company.db.write_now(note_directory, NoteDirectory(people=(replace(known, **facts),)))


def card_wishes(company: Company) -> list[str]:
    found = select(outbox.c.subject).where(outbox.c.kind == "card").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: list(conn.execute(found).scalars()))


def clear(tx: Tx, _: None) -> None:
    tx.conn.execute(delete(outbox))


def next_at(company: Company, output: Output) -> Any:
    found = select(escalations.c.next_at).where(escalations.c.output_id == output.id)
    return company.db.read_now(lambda conn: conn.execute(found).scalar_one())


def test_what_somebody_decided_before_they_left_becomes_final(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")

    learn(company, "ben", kind="deactivated")
    company.later(seconds=61)
    company.tick()

    assert company.look(output).state == "approved"
    assert isinstance(company.release(output), Output)


def test_what_somebody_who_left_was_to_put_right_passes_to_the_owner_or_the_deputy(company: Company) -> None:
    first, second = released(company), released(company, content="Dear Ms Okafor, we are sorry.")
    for output in (first, second):
        say(company, output, "cleo")
        judge(company, output, "ada", to="tom")

    def pass_on() -> None:
        for person, output_id in company.db.read_now(tasks_of_the_gone):
            command = MovePutRight(output_id, person, fresh_id("act"), company.now)
            company.db.write_now(move_put_right, command)

    pass_on()
    before = company.db.read_now(put_right_of, first.id)
    learn(company, "tom", kind="deactivated")
    pass_on()
    owners = [company.db.read_now(put_right_of, one.id) for one in (first, second)]
    learn(company, "ada", kind="deactivated")
    pass_on()
    deputys = [company.db.read_now(put_right_of, one.id) for one in (first, second)]

    assert before is not None
    assert before.person == user_id("tom")
    assert [task.person for task in owners if task] == [user_id("ada")] * 2
    assert [task.person for task in deputys if task] == [user_id("grace")] * 2


def test_what_lies_late_with_an_owner_who_left_is_behind(company: Company) -> None:
    output = company.hand_in()
    company.later(hours=4)
    tick(company)
    company.later(minutes=1)
    tick(company)
    before = company.db.read_now(left_behind, company.now)

    learn(company, "ada", kind="deactivated")

    assert before == []
    assert company.db.read_now(left_behind, company.now) == [(user_id("ada"), output.id, "review")]


def test_a_new_name_is_drawn_on_the_open_cards_that_have_it(company: Company) -> None:
    owned = company.hand_in()
    company.db.write_now(clear, None)

    learn(company, "ada")
    same = card_wishes(company)
    learn(company, "ada", name="Ada Lovelace")

    assert same == []
    assert card_wishes(company) == [owned.id]


def test_who_moves_is_waited_for_where_they_are_now(company: Company) -> None:
    output = company.hand_in()
    tick(company)
    planned = next_at(company, output)

    learn(company, "ada", timezone="Europe/Berlin")
    same = next_at(company, output)
    learn(company, "ada", timezone="Pacific/Auckland")
    again = next_at(company, output)
    tick(company)

    assert planned is not None
    assert planned > company.now
    assert same == planned
    assert again == company.now
    assert next_at(company, output) == planned, "nobody is told before it is time"


def test_who_was_never_seen_or_is_longest_unseen_is_asked_about_first(company: Company) -> None:
    def age(tx: Tx, _: None) -> None:
        own = people.c.user_id == user_id("mia")
        tx.conn.execute(update(people).where(own).values(fetched_at=company.now - timedelta(hours=2)))
        row = {"group_id": "S0", "handle": "support", "fetched_at": company.now}
        tx.conn.execute(insert(user_groups).values(row))

    company.apply(POLICY, groups=("S0", "S1"))
    company.apply(POLICY, reviewers=("ben", "mia", "tom", "zoe"), groups=("S0", "S1"))
    company.db.write_now(age, None)

    half_an_hour_ago = company.now - timedelta(minutes=30)
    assert company.db.read_now(people_to_refresh, half_an_hour_ago, 9) == [user_id("zoe"), user_id("mia")]
    assert company.db.read_now(people_to_refresh, company.now, 3) == [
        user_id("zoe"),
        user_id("mia"),
        user_id("ada"),
    ]
    assert company.db.read_now(groups_to_refresh, half_an_hour_ago, 9) == ["S1"]
