"""The leading signals of a workflow, from what people did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, event

from domain.policy import Checking, Policy
from domain.signals.leading import Leading
from domain.signals.wrong_ones_out import Made
from domain.trials import Maker
from domain.weekly import needs_of
from domain.weeks import Week
from storage.database import Database
from storage.signals.leading import leading
from storage.signals.peoples_time import time_spent
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.storage.test_changes import write_key
from tests.usecases.test_probes import plant, say
from tests.usecases.test_watching import look_at
from usecases.apply_workflow import apply_workflow
from usecases.give_feedback import GiveFeedback, Given, give_feedback
from usecases.note_review_time import NoteReviewTime, note_review_time

WEEK = timedelta(days=7)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    """The cast with refund-replies in `reviewed`; what is good enough is signed."""
    company = Company(Database(database_url))
    company.settle_in()
    company.sign_standard()
    yield company
    company.db.close()


def signals(company: Company, since: timedelta = timedelta(0)) -> Leading:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    begins_at = MONDAY + since
    return company.db.read_now(leading, {SLUG: found}, begins_at, begins_at + WEEK)[SLUG]


def test_what_people_let_out_and_stopped_before_it_went_out(company: Company) -> None:
    out, stopped, _undecided = (company.hand_in(f"Text {number}.") for number in range(3))
    company.vote(out, "ben", via="modal")
    company.release(out)
    company.vote(stopped, "ben", "reject", via="modal", reason="wrong")

    found = signals(company).wrong

    assert (found.gone_out, found.looked_at, found.wrong, found.stopped) == (1, 1, 0, 1)
    assert (found.people_first, found.tolerated, found.reported) == (True, 0.02, 0)
    assert signals(company, WEEK).wrong.gone_out == 0


@pytest.mark.parametrize("held", [False, True])
def test_of_a_sampled_workflow_each_that_was_drawn_stands_for_others(company: Company, held: bool) -> None:
    checking = Checking(sampling="held" if held else "after_release")
    company.apply(Policy(purpose="Drafts the replies", lane="automated", checking=checking))
    company.sign()
    _out = [company.hand_in(f"Text {number}.") for number in range(5)]
    good, wrong = (company.hand_in(text, sampled=True) for text in ("A good one.", "A wrong one."))
    if held:
        company.vote(good, "ben", via="modal")
        company.vote(wrong, "ben", "reject", via="modal", reason="wrong")
    else:
        look_at(company, good, "ben")
        look_at(company, wrong, "ben", "reject", reason="wrong")
    company.later(minutes=2)
    company.tick()
    if held:
        company.release(good)

    found = signals(company).wrong

    chance = company.look(good).pi
    assert chance is not None
    assert chance < 1
    assert found.rate is not None
    if held:  # the wrong one stands for nine that were not drawn; itself it stayed
        assert found.rate.rate == pytest.approx((1 - chance) / (1 + (1 - chance)))
        assert (found.gone_out, found.wrong, found.stopped) == (6, 0, 1)
    else:
        assert found.rate.rate == pytest.approx(0.5)
        assert (found.gone_out, found.wrong, found.stopped) == (7, 1, 0)
    assert not found.people_first


def test_what_each_version_made_is_told_by_itself(company: Company) -> None:
    five = [company.hand_in(f"Text {number}.", model="gpt", model_version="5") for number in range(3)]
    company.later(minutes=1)
    six = company.hand_in("A new one.", model="gpt", model_version="6", prompt_version="refunds@9")
    for one in (*five[:2], six):
        company.vote(one, "ben", via="modal")
        company.release(one)
    company.vote(five[2], "ben", "reject", via="modal", reason="wrong")

    newest, before = signals(company).wrong.versions

    came_at = company.look(six).submitted_at
    assert newest.made == Made(Maker("gpt", "6", "refunds@9"), came_at, came_at)
    assert before.made == Made(Maker("gpt", "5"), *[company.look(five[0]).submitted_at] * 2)
    assert (newest.out.looked_at, before.out.looked_at) == (1, 2)


def test_what_made_it_may_be_named_at_the_greatest_length(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies", lane="automated"))
    company.sign()
    longest = [chr(0x1F600 + number) * 200 for number in range(3)]
    made = dict(zip(("model", "model_version", "prompt_version"), longest, strict=True))

    output = company.hand_in("A good one.", sampled=True, **made)
    look_at(company, output, "ben")
    company.later(minutes=2)

    assert [one.made.maker for one in signals(company).wrong.versions] == [Maker(*longest)]


FIVE = ("ben", "mia", "tom", "cleo", "grace")


def by_five(company: Company, **policy: object) -> None:
    """Let five people review."""
    company.apply(Policy(purpose="Drafts the replies", **policy), reviewers=FIVE)  # type: ignore[arg-type]  # by name


def looks(company: Company, many: int, *who: str, minutes: int = 2, slug: str = SLUG) -> None:
    """Let these look at so many, one after the other, and each be measured."""
    key = "key_support" if slug == SLUG else f"key_{slug}"
    for number in range(many):
        output = company.hand_in(f"{company.now} {number}", workflow=slug, key_id=key)
        company.vote(output, who[number % len(who)], via="modal")
        took = NoteReviewTime(slug, "modal", company.now, company.now + timedelta(minutes=minutes))
        company.db.write_now(note_review_time, took)


def test_time_is_what_was_measured_and_an_estimate_for_the_rest(company: Company) -> None:
    by_five(company)
    looks(company, 20, *FIVE)
    for number in range(5):
        company.vote(company.hand_in(f"Text {number}."), "ben", via="reaction")

    time = signals(company).time

    assert (time.looks, time.measured, time.typical) == (25, 20, 2.0)
    assert time.checking == pytest.approx(50)


def test_how_long_fewer_than_five_people_took_is_told_nowhere(company: Company) -> None:
    looks(company, 25, "ben", "mia", "tom")

    found = signals(company)

    assert (found.time.looks, found.time.measured, found.time.typical) == (25, 0, None)
    assert found.time.is_floor
    told = found.readings["peoples_time"]
    assert (told.figure.value, told.counts["minutes_a_look"]) == (None, None)


def test_of_a_week_with_one_reviewer_no_more_is_told_than_what_others_took_in_other_weeks(
    company: Company,
) -> None:
    by_five(company)
    looks(company, 20, *FIVE)
    company.later(days=7)
    looks(company, 20, "ben", minutes=9)

    alone, before = signals(company, WEEK).time, signals(company).time

    assert (before.measured, before.typical, before.checking) == (20, 2.0, 40)
    assert (alone.measured, alone.typical, alone.checking) == (0, 2.0, 40), "how long Ben took is not in it"


@pytest.mark.parametrize("others", [("mia", "tom", "cleo", "grace", "ada"), ("mia", "tom", "cleo", "grace")])
def test_where_too_few_were_measured_a_look_is_taken_for_as_long_as_everywhere(
    company: Company, others: tuple[str, ...]
) -> None:
    other = replace(
        company.application(Policy("Answers"), reviewers=others), slug="faq-bot", owner=user_id("ruth")
    )
    company.db.write_now(apply_workflow, other)
    company.db.write_now(write_key, "faq-bot")
    looks(company, 9, "ben", minutes=9)
    looks(company, 20, *others, minutes=2, slug="faq-bot")

    time = signals(company).time

    assert (time.looks, time.measured, time.typical) == (9, 0, 2.0), (
        "five others are told of alone, four with Ben; either way nobody learns how long Ben took"
    )
    assert time.checking == 18


def test_each_period_over_http_is_of_whole_weeks_of_five_people(sqlite_url: str) -> None:
    company = Company(Database(sqlite_url))
    company.settle_in()
    by_five(company)
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    for who in (FIVE, FIVE, ("ben",)):
        looks(company, 5, *who, minutes=2 if who is FIVE else 9)
        company.later(days=7)

    spent = {
        company.db.read_now(
            time_spent, {SLUG: live}, MONDAY + first * timedelta(days=1), MONDAY + last * timedelta(days=1)
        )[SLUG].measured_minutes
        for first in (0, 1, 6, 7, 13)
        for last in (first + 1, 13, 14, 20, 21, 22)
        if first < last
    }

    assert spent == {0, 10, 20}
    company.db.close()


def test_a_team_is_one_team_however_its_name_is_written(sqlite_url: str) -> None:
    company = Company(Database(sqlite_url))
    company.settle_in(Policy(purpose="Drafts the replies", team="Support"))
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.release(output)
    for number, (team, minutes) in enumerate(
        [("support", 200), (" SUPPORT", 100), ("Legal", 30), ("legal", 10)]
    ):
        said = GiveFeedback(
            feedback_id=f"fb_{number:026d}",
            report_id=f"rep_{number:026d}",
            output_id=output.id,
            kind="cleanup",
            given_by="key:key_support",
            actor="key:key_support",
            source=f"key:{number}",
            via="api",
            now=company.now,
            workflow=SLUG,
            minutes=minutes,
            team=team,
        )
        assert isinstance(company.db.write_now(give_feedback, said), Given)

    time = signals(company).time
    (found,) = company.db.read_now(weekly_summary, Week.named("2026-W48"), "UTC").workflows
    sizes = company.db.read_now(weekly_summary, Week.named("2026-W48"), "UTC").sizes

    assert (dict(time.cleaning), time.checked_by) == ({"support": 300, "legal": 40}, "support")
    assert sizes == {"support": 3}
    assert not list(needs_of(found, sizes)), "what the team itself cleaned up is nobody else's time"
    company.db.close()


def test_a_look_belongs_to_one_week_and_what_was_caught_is_told_by_whole_weeks(company: Company) -> None:
    this, following = Week.named("2026-W48"), Week.named("2026-W49")
    by_five(company)
    company.later(days=6)  # Sunday
    looks(company, 5, *FIVE)
    plant(company, "ada", 1)
    say(company, "mia", company.hand_in("Another."), "reject", 1)

    def told(begins_at: datetime, ends_at: datetime) -> Leading:
        found = company.db.read_now(workflow, SLUG)
        assert found is not None
        return company.db.read_now(leading, {SLUG: found}, begins_at, ends_at)[SLUG]

    first, second = (told(week.begins_at(BERLIN), week.ends_at(BERLIN)) for week in (this, following))
    assert (first.time.looks, second.time.looks) == (6, 0)
    assert (first.time.measured, second.time.measured) == (6, 0)
    monday = this.ends_at(BERLIN)
    planted = [
        told(this.begins_at(BERLIN), monday + timedelta(hours=hours)).noticed.planted
        for hours in (-36, -1, 0, 24, 143, 146, 168)
    ]
    assert planted == [0, 0, 0, 0, 0, 1, 1], "Sunday's are those of the week that ends on Saturday"


def test_all_workflows_together_take_as_many_statements_as_one(sqlite_url: str) -> None:
    company = Company(Database(sqlite_url))
    company.settle_in()
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    asked: list[str] = []

    def told(conn: Connection) -> dict[str, Leading]:
        event.listen(conn, "before_cursor_execute", lambda *given: asked.append(given[2]))
        return leading(conn, dict.fromkeys(map(str, range(50)), found), MONDAY, MONDAY + WEEK)

    assert len(company.db.read_now(told)) == 50
    assert len(asked) <= 14
    company.db.close()


def test_what_a_person_corrected_went_out_right(company: Company) -> None:
    output = company.hand_in("Refunded: 10 EUR.")
    company.fix(output, "ben", "Refunded: 12 EUR.")
    company.release(output)

    found = signals(company).wrong

    assert (found.gone_out, found.wrong, found.stopped) == (1, 0, 1)
