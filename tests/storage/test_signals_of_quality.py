"""What stands behind the wrong ones that got out, from what people did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.outputs import Verdict
from domain.policy import Costs, Policy
from domain.probes import planted_before, planting_key
from domain.signals.confidence import StatedAndRight
from domain.signals.fast_approvals import FastApprovals, raised
from domain.signals.overturned import FirstDecisionsChanged, LookedAtTwice
from domain.signals.pilot_and_scale import Looked, PilotAndScale, Weeks
from domain.signals.sampling import CheckingDone, Drawn
from domain.signals.threshold import Sure, SureEnough
from domain.statistics.calibration import Forecast
from handlers.slack.planting import comes_before
from storage.database import Database
from storage.signals import confidence, fast_approvals, overturned, pilot_and_scale, sampling, threshold
from storage.signals.scope import Scope
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company
from tests.usecases.test_second_looks import ALL, decided, settle
from tests.usecases.test_second_looks import say as look_again
from tests.usecases.test_watching import look_at
from usecases.note_review_time import NoteReviewTime, note_review_time


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in()
    company.sign_standard()
    yield company
    company.db.close()


def scope(company: Company, days: int = 7) -> Scope:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return Scope(found, MONDAY, MONDAY + timedelta(days=days))


def test_what_was_drawn_is_judged_in_time_or_late_or_waits(company: Company) -> None:
    reviewed, _waiting = company.hand_in("One."), company.hand_in("Another.")
    company.vote(reviewed, "ben", via="modal")
    company.later(minutes=2)
    company.tick()
    company.apply(Policy(purpose="Drafts the replies", lane="automated"))
    company.sign()
    company.hand_in("Nobody looks at this.")
    in_time, late = (company.hand_in(text, sampled=True) for text in ("A good one.", "A wrong one."))
    look_at(company, in_time, "ben")
    company.later(days=3)
    look_at(company, late, "ben", "reject", reason="wrong")

    chance = company.look(late).pi
    assert chance is not None
    assert company.db.read_now(sampling.read, scope(company)) == CheckingDone(
        (Drawn(chance, 3, 2, judged=2, in_time=1), Drawn(1.0, 2, 2, judged=1, in_time=1, waiting=1))
    )
    assert company.db.read_now(
        sampling.read, Scope(scope(company).live, MONDAY - timedelta(days=7), MONDAY)
    ) == (CheckingDone())


def test_what_a_second_look_changes_is_read_with_the_chance_it_had(company: Company) -> None:
    company.apply(ALL, reviewers=("ben", "mia", "tom", "cleo", "grace"))
    kept, changed = decided(company), decided(company)
    for first, second in (("tom", "cleo"), ("grace", "mia")):
        look_again(company, decided(company, who=first), second)
    look_again(company, kept)
    look_again(company, changed, verdict="reject", reason="wrong")
    settle(company, changed, was_wrong=True)
    company.later(days=7)

    found = company.db.read_now(overturned.read, scope(company, days=8))

    assert found.twice == (
        LookedAtTwice("approve", "approve", 1.0, 3),
        LookedAtTwice("approve", "reject", 1.0, 1),
    )
    assert (found.people, found.reported) == (5, 0), (
        "what a second look brings about is no report by anybody else"
    )
    assert company.db.read_now(overturned.read, scope(company, days=-90)) == FirstDecisionsChanged()


def test_what_the_newest_version_stated_is_held_against_what_people_found(company: Company) -> None:
    for stated, version, verdict in (
        (0.5, "1", "approve"),
        (0.96, "2", "approve"),
        (0.8, "2", "reject"),
        (None, "2", "approve"),
    ):
        output = company.hand_in(f"{stated} {version}", confidence=stated, model_version=version)
        company.vote(output, "ben", verdict, "modal", reason="wrong" if verdict == "reject" else None)
        company.later(minutes=2)
        company.tick()
    _waiting = company.hand_in("Undecided.", confidence=0.99, model_version="2")

    found = company.db.read_now(confidence.read, scope(company))
    enough = company.db.read_now(threshold.read, scope(company))

    assert sorted(found.forecasts, key=str) == [Forecast(0.8, is_right=False), Forecast(0.96, is_right=True)]
    assert set(enough.judged) == {Sure(0.96, is_wrong=False), Sure(0.8, is_wrong=True)}
    assert (enough.handed_in, enough.with_at_least, enough.tolerated) == (4, (2, 2, 2, 3, 3), 0.02)
    assert company.db.read_now(confidence.read, scope(company, days=-90)) == StatedAndRight()


def test_where_only_a_share_is_looked_at_no_threshold_is_tried(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies", lane="automated"))
    company.sign_standard()
    company.sign()
    company.hand_in("One.", confidence=0.9, sampled=True)

    assert company.db.read_now(threshold.read, scope(company)) == SureEnough()


def test_the_first_four_weeks_stand_apart_from_the_period(company: Company) -> None:
    def judged(text: str, verdict: Verdict, who: str, segment: str | None = None) -> None:
        output = company.hand_in(text, segment=segment)
        company.vote(output, who, verdict, "modal", reason="wrong" if verdict == "reject" else None)
        company.later(minutes=2)
        company.tick()

    judged("One.", "approve", "ben", "returns")
    judged("Another.", "reject", "mia", "returns")
    company.later(days=30)
    judged("A third.", "approve", "tom", "returns")
    judged("Of none.", "approve", "ben")
    live = scope(company).live
    now = Scope(live, company.now - timedelta(days=1), company.now)

    found = company.db.read_now(pilot_and_scale.read, now)

    good, wrong = Looked("returns", is_wrong=False, chance=1.0), Looked("returns", is_wrong=True, chance=1.0)
    assert (found.pilot.volume, set(found.pilot.looked)) == ({"returns": 2}, {good, wrong})
    assert (found.scale.volume, set(found.scale.looked)) == (
        {"returns": 1, "": 1},
        {good, Looked("", is_wrong=False, chance=1.0)},
    )
    assert not found.by_few
    assert 4 < found.weeks < 5
    since = replace(live, policy=replace(live.policy, costs=Costs(live_since=date(2026, 12, 20))))
    later = company.db.read_now(pilot_and_scale.read, replace(now, live=since))
    assert (later.pilot.total, later.scale) == (2, Weeks()), "what was signed says when the first weeks begin"
    assert company.db.read_now(pilot_and_scale.read, scope(company, days=-90)) == PilotAndScale()


def looks(
    company: Company, many: int, *, seconds: int, words: int | None = 600, approved: bool = True
) -> None:
    took = NoteReviewTime(
        SLUG,
        "queue",
        company.now,
        company.now + timedelta(seconds=seconds),
        count=many,
        words=words,
        approved=approved,
    )
    company.db.write_now(note_review_time, took)


def test_approvals_sooner_than_one_reads_are_counted_for_the_workflow_and_no_person(company: Company) -> None:
    five = ("ben", "mia", "tom", "cleo", "grace")
    company.apply(Policy(purpose="Drafts the replies"), reviewers=five)

    def found(*measured: str) -> FastApprovals:
        for one in measured:
            company.vote(company.hand_in(f"For {one}."), one, via="modal", source=f"modal:{one}:1")
        return company.db.read_now(fast_approvals.read, scope(company))

    on_card = "press:C0REVIEW:1.0:U0GRACE:approve:1"
    company.vote(company.hand_in("Another."), "grace", via="button", source=on_card)
    looks(company, 12, seconds=20)
    looks(company, 9, seconds=45)
    looks(company, 9, seconds=5, approved=False)
    looks(company, 7, seconds=5, words=None)

    assert found(*five[:4]) == FastApprovals(), (
        "whoever presses on a card is not measured, and four are too few"
    )
    assert found("grace") == FastApprovals(looks=30, fast=12, people=5)


def test_where_many_are_fast_planted_ones_come_more_often_from_the_next_day_on(company: Company) -> None:
    asked, day = 0.02, "2026-11-24"
    key = planting_key(b"secret", SLUG, "U0BEN")
    more = next(
        output
        for output in (company.hand_in(f"Text {number}.") for number in range(200))
        if not planted_before(key, output.id, day, asked)
        and planted_before(key, output.id, day, raised(asked))
    )

    def comes(day: str, share: float = asked) -> bool:
        return company.db.read_now(comes_before, key, more, day, share)

    before = comes(day)
    looks(company, 29, seconds=20)
    too_few = comes(day)
    looks(company, 1, seconds=20)

    assert (before, too_few, comes(day), comes("2026-11-23")) == (False, False, True, False)
    assert not comes(day, share=0.0), "who asks for none is shown none"
    assert not comes("2027-01-04"), "what was fast longer ago than four weeks says nothing of now"
