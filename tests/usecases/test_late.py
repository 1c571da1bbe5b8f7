"""What is late is the same for everybody who reads of it: counted once, by one meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.policy import Policy, Step
from domain.working_time import WorkingHours
from storage.database import Database
from storage.home_views import home_view
from storage.late import late_counts, late_in, late_list
from storage.receivers import receivers_of
from storage.rolling import waits_in
from tests.builders import SLUG, Company, user_id
from tests.ground.databases import on_sqlite
from tests.usecases.test_escalation import LEADERS, hours, take, tick, wishes
from tests.usecases.test_leave import leave
from tests.usecases.test_questions import ask
from usecases.hand_late_over import HandLateOver, hand_late_over
from usecases.pause_workflow import PauseWorkflow, pause_workflow

POLICY = Policy("Drafts the replies", working_hours=WorkingHours("Europe/Berlin"))


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(POLICY)
    yield company
    company.db.close()


def counts(company: Company) -> list[int]:
    """How many are late, as each surface says it: the owner's message and Home, leaders, a quiet channel."""
    ada, now = user_id("ada"), company.now
    lists = company.db.read_now(late_list, ada, now).lists
    (home,) = company.db.read_now(home_view, ada, now).answers_for
    leaders = company.db.read_now(late_counts, LEADERS, now).counts
    channel = company.db.read_now(waits_in, {SLUG: "Europe/Berlin"}, now)
    told = [sum(one.late for one in lists), home.late, sum(one.count for one in leaders)]
    return [*told, sum(one.late for one in channel)]


def test_every_surface_counts_the_same_also_what_has_not_come_to_its_reader_yet(company: Company) -> None:
    company.hand_in("One")
    tick(company)
    for count in (2, 2):
        hours(company, count)
    company.hand_in("Two")
    tick(company)
    leave(company, "ada", company.now, company.now + timedelta(hours=26))
    hours(company, 2)
    hours(company, 20)

    assert counts(company) == [2, 2, 2, 2]


@on_sqlite
def test_an_owner_who_has_one_of_them_reads_of_all_that_are_late(company: Company) -> None:
    """The clock was away at first: each has heard of what they have, and nobody as who answers for it."""
    company.apply(POLICY, reviewers=("ada", "ben"))
    for text, who in (("One", "ada"), ("Two", "ben")):
        take(company, company.hand_in(text), who)
    tick(company)
    hours(company, 4)

    (told,) = company.db.read_now(late_list, user_id("ada"), company.now).lists
    (home,) = company.db.read_now(home_view, user_id("ada"), company.now).answers_for

    assert (told.role, told.late, home.late) == ("owner", 2, 2)


def test_nothing_is_late_while_a_question_is_open_or_the_workflow_is_stopped(company: Company) -> None:
    asked = company.hand_in("One")
    company.hand_in("Two")
    tick(company)
    for count in (4, 2, 20):
        hours(company, count)
    before = counts(company)
    ask(company, asked)
    while_asked = counts(company)
    stop = PauseWorkflow(SLUG, user_id("ben"), "Wrong amounts.", company.now)
    company.db.write_now(pause_workflow, stop)

    assert (before, while_asked, counts(company)) == ([2] * 4, [1] * 4, [0] * 4)
    for told in (
        company.db.read_now(late_list, user_id("ada"), company.now),
        company.db.read_now(late_counts, LEADERS, company.now),
    ):
        assert [(one.who, one.by.reason, one.count) for one in told.stopped] == [("Ben", "Wrong amounts.", 1)]


@on_sqlite
def test_what_is_due_soon_is_told_apart_from_what_is_late(company: Company) -> None:
    late = company.hand_in("One")
    take(company, late, "ben")
    tick(company)
    hours(company, 2)
    soon = company.hand_in("Two")
    take(company, soon, "ben")
    tick(company)
    hours(company, 2)

    (told,) = company.db.read_now(late_list, user_id("ben"), company.now).lists
    listed = company.db.read_now(late_in, user_id("ben"), SLUG, company.now)

    assert (told.count, told.late, [one.output_id for one in told.items]) == (2, 1, [late.id, soon.id])
    assert (listed.late, listed.soon) == ((late.id,), (soon.id,))


@on_sqlite
def test_only_who_may_decide_and_is_here_can_be_handed_what_is_late(company: Company) -> None:
    company.apply(POLICY, reviewers=("ben", "mia", "tom", "grace"))
    outputs = [
        company.hand_in("One", requested_by="mia@example.com"),
        company.hand_in("Two"),
        company.hand_in("Three"),
    ]
    take(company, outputs[2], "ben")
    leave(company, "tom", company.now, company.now + timedelta(days=1))

    found = company.db.read_now(receivers_of, SLUG, [one.id for one in outputs], company.now)

    assert [(one.name, one.may) for one in found] == [("Grace", 3), ("Ben", 2), ("Mia", 2)]


@on_sqlite
def test_what_is_handed_over_names_the_new_next_at_once_for_everybody_who_reads_of_it(
    company: Company,
) -> None:
    steps = (Step(50, "assignee"), Step(100, "owner"), Step(110, "deputy"), Step(200, "assignee"))
    company.apply(replace(POLICY, escalation=steps), take_decays=timedelta(days=5))
    output = company.hand_in("One")
    take(company, output, "ben")
    tick(company)
    for count in (2, 2, 0.5):
        hours(company, count)

    def next_for(who: str) -> str | None:
        (told,) = company.db.read_now(late_list, user_id(who), company.now).lists
        return None if told.next is None else told.next.name

    before = (next_for("ada"), next_for("grace"))
    command = HandLateOver(output.id, company.person("ada"), company.person("mia"), company.now)
    company.db.write_now(hand_late_over, command)

    assert before == ("Ben", "Ben")
    assert (next_for("ada"), next_for("grace")) == ("Mia", "Mia")
    assert set(wishes(company)) == {("late", user_id(who)) for who in ("ada", "ben", "grace", "mia")}
    assert company.db.read_now(late_list, user_id("ben"), company.now).is_empty
