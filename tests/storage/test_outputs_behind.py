"""The outputs behind a figure are those that it counts, a page after the other, and nobody's name is among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import get_args

import pytest

from domain.outputs import Output
from domain.outputs_behind import Behind, Kind
from domain.policy import Checking, Policy
from domain.signals.wrong_ones_out import WrongOnesOut
from domain.weeks import Week
from storage.database import Database
from storage.outputs_behind import OutputBehind, outputs_behind
from storage.signals.wrong_ones_out import wrong_out
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_aftermath import say
from tests.usecases.test_questions import ask
from tests.usecases.test_second_looks import ALL, decided
from tests.usecases.test_stages import report
from tests.usecases.test_watching import look_at
from tests.usecases.test_weighing import take_back

WEEK = Week.named("2026-W48")
DAYS = timedelta(days=7)


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`."""
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts the replies", team="support"))
    company.sign_standard()
    yield company
    company.db.close()


def behind(company: Company, kind: Kind, room: int = 2) -> list[OutputBehind]:
    """All of them, page by page to the oldest; and page by page back again they are the same."""
    asked = Behind(kind, SLUG, MONDAY - timedelta(days=1), MONDAY + DAYS)

    def page(place: object = None) -> tuple[tuple[OutputBehind, ...], bool, bool]:
        found = company.db.read_now(outputs_behind, asked, place, room)
        return found.outputs, found.has_newer, found.has_older

    (shown, newer, older), pages = page(), []
    assert not newer
    while True:
        pages.append(shown)
        if not older:
            break
        shown, newer, older = page(shown[-1].place)
        assert newer
    for before in reversed(pages[:-1]):
        shown, newer, older = page(replace(shown[0].place, newer=True))
        assert (shown, older) == (before, True)
    assert not newer
    return [one for each in pages for one in each]


def ids(company: Company, kind: Kind) -> set[str]:
    return {one.output_id for one in behind(company, kind)}


def test_each_list_is_what_the_week_counts(company: Company) -> None:
    out, stopped, corrected, late, open_still = (company.hand_in(f"Text {number}.") for number in range(5))
    company.vote(out, "ben", via="modal")
    company.release(out)
    company.vote(stopped, "ben", "reject", via="modal", reason="wrong")
    company.fix(corrected, "ben", "Corrected.")
    company.release(corrected, "release-2")
    ask(company, open_still)
    company.later(hours=6)
    company.vote(late, "mia", via="modal")
    report(company, out)
    assert say(company, out, "cleo", "cleanup", minutes=300, team="Legal")
    assert say(company, corrected, "cleo", "cleanup", minutes=30, team=" Support ")

    (week,) = company.db.read_now(weekly_summary, WEEK, "UTC").workflows

    assert ids(company, "wrong") == {out.id}
    assert ids(company, "stopped") == {stopped.id, corrected.id}
    assert (week.signals.wrong.wrong, week.signals.wrong.stopped) == (1, 2)
    assert len(behind(company, "handed_in")) == week.handed_in == 5
    assert ids(company, "decided") == {out.id, stopped.id, corrected.id, late.id}, (
        "what was found wrong since too"
    )
    assert (week.decided, week.approved, week.rejected) == (4, 3, 1)
    assert ids(company, "late") == {late.id} | ({open_still.id} if week.late == 2 else set())
    assert ids(company, "waiting") == {open_still.id}
    assert ids(company, "asked") == {open_still.id}
    assert ids(company, "cleaned") == {out.id, corrected.id}
    assert week.cleaned_elsewhere == 1
    assert ids(company, "cleaned_elsewhere") == {out.id}, "what the team cleans up itself is its own"
    assert not ids(company, "expired") | ids(company, "unchecked") | ids(company, "too_late")


@pytest.mark.parametrize("held", [False, True])
def test_of_a_sampled_workflow_too_the_lists_are_what_the_signal_counts(company: Company, held: bool) -> None:
    checking = Checking(sampling="held" if held else "after_release")
    company.apply(Policy(purpose="Drafts the replies", lane="automated", checking=checking))
    company.sign()
    free = [company.hand_in(f"Text {number}.") for number in range(3)]
    wrong, unseen = (company.hand_in(text, sampled=True) for text in ("A wrong one.", "Nobody looks at it."))
    if held:
        company.vote(wrong, "ben", "reject", via="modal", reason="wrong")
    else:
        look_at(company, wrong, "ben", "reject", reason="wrong")
    company.later(minutes=2)
    company.tick()
    if held:
        take_back(company, unseen)
    report(company, free[0])

    found = signal(company)

    assert ids(company, "wrong") == (set() if held else {wrong.id})
    assert ids(company, "stopped") == ({wrong.id} if held else set())
    assert ids(company, "reported") == {free[0].id}
    assert ids(company, "too_late") == ({unseen.id} if held else set())
    counted = (found.wrong, found.stopped, found.reported, found.late)
    assert counted == tuple(
        len(behind(company, kind)) for kind in ("wrong", "stopped", "reported", "too_late")
    )


def signal(company: Company) -> WrongOnesOut:
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(wrong_out, {SLUG: live}, MONDAY - timedelta(days=1), MONDAY + DAYS)[SLUG]


def test_what_somebody_is_still_to_judge_unknowing_is_not_where_that_would_tell(company: Company) -> None:
    company.apply(ALL)
    stopped = decided(company, "reject")

    (shown,) = behind(company, "decided")

    assert company.look(stopped).state == "rejected"
    assert shown.is_blind
    assert behind(company, "stopped") == []


def test_nobody_stands_in_it_and_nothing_of_other_workflows(company: Company) -> None:
    company.hand_in()
    asked = Behind("handed_in", "another", MONDAY - DAYS, MONDAY + DAYS)

    assert company.db.read_now(outputs_behind, asked, None, 10).outputs == ()
    names = {field.name for field in fields(OutputBehind)}
    assert names == {
        "output_id", "title", "submitted_at", "state", "went_out", "corrected", "is_blind", "permalink",
    }  # fmt: skip
    for kind in get_args(Kind):
        behind(company, kind)


def test_a_long_list_is_found_in_the_same_order_both_ways(company: Company) -> None:
    made: list[Output] = []
    for number in range(9):
        made.append(company.hand_in(f"Text {number}."))
        company.vote(made[-1], "ben", "reject", via="modal", reason="wrong")
        if number % 3 == 2:  # several at the same instant
            company.later(minutes=1)

    assert [one.output_id for one in behind(company, "stopped", room=4)] == [one.id for one in made[::-1]]
