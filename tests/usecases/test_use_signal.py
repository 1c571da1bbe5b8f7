"""What is read of use: answers to the question apart from what is said unasked, what was corrected, by whole weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.aftermath import FeedbackKind
from domain.fixing import Correction
from domain.policy import Policy
from domain.refusals import Refused
from domain.signals.use import Corrections, InUse, Uses
from storage.signals.scope import Scope
from storage.signals.use import read
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_use_questions import answer, tick, used
from usecases.give_feedback import GiveFeedback, give_feedback

SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
FIXERS = ("ben", "mia", "tom", "cleo", "grace")
WRONG, RIGHT = "Dear Mr Weber, we refund 49 EUR.", "Dear Mr Weber, we refund 94 EUR."
ASKERS = ("cleo", "ruth", "mia", "tom", "grace")


def in_use(company: Company, ends_at: datetime = SUNDAY) -> InUse:
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(read, Scope(live, ends_at - timedelta(days=7), ends_at))


def say(company: Company, output_id: str, kind: FeedbackKind, by: str) -> None:
    person = None if by.startswith("key:") else company.person(by)
    command = GiveFeedback(
        feedback_id=f"fb_{by}_{kind}",
        report_id="",
        output_id=output_id,
        kind=kind,
        given_by=by if person is None else person.user_id,
        actor=by,
        source=f"{by}:{kind}:{output_id}",
        via="api",
        now=company.now,
        person=person,
    )
    company.db.write_now(give_feedback, command)


def test_who_was_asked_is_told_apart_from_what_is_said_unasked(company: Company) -> None:
    asked = [used(company, by=name, beneficiary_team="Sales") for name in ASKERS]
    ignored = used(company, by="ada", beneficiary_team="Sales")
    unasked = used(company, by="cleo", asked=False)
    company.later(days=1)
    assert set(tick(company)) == {user_id(name) for name in (*ASKERS, "ada")}

    for number, (output, name) in enumerate(zip(asked, ASKERS, strict=True)):
        answer(company, output, "edited" if number else "no_use", by=name, name=f"fb_{number}")
    say(company, unasked.id, "used", "key:key_support")
    say(company, unasked.id, "discarded", "key:key_support")
    say(company, ignored.id, "no_use", "mia")
    found = in_use(company, SUNDAY + timedelta(days=1))

    assert (found.asked, found.people, found.uses) == (6, 5, Uses(edited=4, no_use=1))
    assert found.teams == {"sales": Uses(edited=4, no_use=1)}
    assert found.unasked == Uses(used=1, no_use=1), "what one person says unasked tells of that person"


def test_one_day_more_tells_of_nobody(company: Company) -> None:
    outputs = [used(company, by=name) for name in (*ASKERS, "ada")]
    company.later(days=1)
    tick(company)
    for number, (output, name) in enumerate(zip(outputs[:5], ASKERS, strict=True)):
        answer(company, output, by=name, name=f"fb_{number}")
    company.now = SUNDAY
    company.later(minutes=1)
    answer(company, outputs[5], by="ada", name="fb_5")

    on_sunday, on_friday = in_use(company), in_use(company, SUNDAY + timedelta(days=5))
    a_week_later = in_use(company, SUNDAY + timedelta(days=7))

    assert on_sunday == on_friday
    assert (on_sunday.people, a_week_later.people) == (5, 5), "what Ada says is told with what four others do"
    assert (on_sunday.uses, a_week_later.uses) == (Uses(used=5), Uses(used=5))


def corrected(company: Company, name: str, text: str = RIGHT) -> None:
    """Let one of the cast fix one, which then goes out."""
    output = company.hand_in(WRONG)
    company.fix(output, name, text)
    assert not isinstance(company.release(output, f"release-{output.id}"), Refused)


def test_what_went_out_corrected_is_told_with_how_much_of_it_was_changed(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests"), reviewers=FIXERS)
    for name in FIXERS:
        corrected(company, name)
    stopped = company.hand_in(WRONG)
    company.fix(stopped, "ben", "Dear Mr Weber, please wait.")
    as_it_was = company.hand_in(RIGHT)
    company.vote(as_it_was, "ben", via="modal", sha256=as_it_was.current_sha256)
    company.release(as_it_was)

    assert in_use(company).corrections == Corrections(5, [2 / 32] * 5)


def test_what_one_more_reviewer_changes_is_told_with_what_four_others_do(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests"), reviewers=FIXERS)
    for name in FIXERS[:4]:
        corrected(company, name)
    of_four = in_use(company)
    company.later(weeks=1)
    corrected(company, "grace", "Dear Mr Weber, we gladly refund 94 EUR.")
    company.later(weeks=1)
    corrected(company, "ben", "No.")

    a_week_later, then = (in_use(company, SUNDAY + timedelta(weeks=weeks)) for weeks in (1, 2))

    assert of_four.corrections == Corrections()
    assert a_week_later.corrections.people == 5
    assert sorted(a_week_later.corrections.changed) == [2 / 32] * 4 + [pytest.approx(9 / 39)]
    assert then.corrections == a_week_later.corrections
    assert in_use(company, SUNDAY + timedelta(weeks=13)).corrections == Corrections(), (
        "told whole, or not at all"
    )
    assert of_four == in_use(company, SUNDAY), "what is over stays as it was"


def test_a_fix_that_was_not_measured_counts_for_nothing(company: Company) -> None:
    company.apply(Policy(purpose="Drafts the replies to refund requests"), reviewers=FIXERS)
    for name in FIXERS:
        corrected(company, name)
    output = company.hand_in(WRONG)
    correction = Correction.of(RIGHT, handed_in=WRONG, salt=b"s" * 32)
    unmeasured = replace(correction, changed=None)  # as those of before are
    company.vote(output, "ben", "fix", "modal", sha256=output.current_sha256, correction=unmeasured)
    company.release(output, f"release-{output.id}")

    assert in_use(company).corrections.changed == [2 / 32] * 5
