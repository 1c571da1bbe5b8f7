"""How much is checked: drawn by chance that nobody foresees, more at once after an error, less only where signed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from domain.bands import Band
from domain.draws import draws_key
from domain.lane_rules import Condition
from domain.outputs import Output
from domain.policy import Checking, Policy
from domain.refusals import Refused
from domain.statistics.sampling import draw
from domain.transitions import REVIEWED, SAMPLING, SCREENING, Standing, Transition
from domain.trials import Trial
from storage.audits import audit_of
from storage.tables import outputs, reviews, transitions, trials, workflows
from storage.transaction import Tx
from storage.transitions import transitions_of
from storage.trials import present_trial
from storage.workflows import Workflow, workflow
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_watching import look_at
from usecases.give_feedback import GiveFeedback, give_feedback
from usecases.give_reason import GiveReason, give_reason
from usecases.judge_report import Confirmation, JudgeReport, judge_report
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.submit_output import SubmitBatch, Submitted, submit_batch

POLICY = Policy(purpose="Drafts the replies to refund requests", lane="automated")
HELD = replace(POLICY, checking=Checking(sampling="held"))


def signed(company: Company, policy: Policy = POLICY) -> None:
    company.apply(policy)
    company.sign()


def live(company: Company) -> Workflow:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return found


def standing(company: Company) -> Standing:
    return live(company).standing


def trial(company: Company) -> Trial | None:
    return company.db.read_now(present_trial, SLUG)


def changes(company: Company) -> list[Transition]:
    return company.db.read_now(transitions_of, SLUG)


def report(company: Company, output: Output, *, critical: bool = False) -> None:
    """Somebody reports it as wrong, and Ada confirms that it is."""
    number = next(company._count)
    said = GiveFeedback(
        feedback_id=f"fb_{number:026d}",
        report_id=f"rep_{number:026d}",
        output_id=output.id,
        kind="wrong",
        given_by=user_id("cleo"),
        actor="subject-05",
        source=f"button:{number}",
        via="button",
        now=company.now,
        person=company.person("cleo"),
        critical=critical,
    )
    assert not isinstance(company.db.write_now(give_feedback, said), Refused)
    right = Confirmation(company.person("tom"), company.now.replace(hour=16))
    judged = JudgeReport(output.id, company.person("ada"), right, f"act_{number:026d}", company.now)
    assert not isinstance(company.db.write_now(judge_report, judged), Refused)


# What is drawn


def test_unsampled_it_goes_out_and_sampled_it_goes_out_to_be_looked_at(company: Company) -> None:
    signed(company)

    free = company.hand_in("One")
    drawn = company.hand_in("Two", sampled=True)

    assert (free.state, free.sampled, free.stage, free.pi) == ("released", False, "sampling", 0.1)
    assert company.db.read_now(audit_of, free.id) is None
    assert (drawn.state, drawn.sampled, drawn.needed) == ("released", True, 0)
    assert company.db.read_now(audit_of, drawn.id) is not None


def test_a_band_has_its_own_chance_which_is_kept_and_what_is_seen_for_it_alone_is_no_evidence(
    company: Company,
) -> None:
    unsure = Band((Condition("confidence", "<", 0.8),), 1.0)
    signed(company, replace(POLICY, checking=Checking(bands=(unsure,))))

    sure = company.hand_in("One", confidence=0.9)
    doubtful = company.hand_in("Two", confidence=0.5)  # by the even share it would not be drawn
    silent = company.hand_in("Three", sampled=True)

    assert [(one.sampled, one.pi) for one in (sure, doubtful, silent)] == [
        (False, 0.1),
        (True, 1.0),
        (True, 1.0),
    ]
    assert [one.trial_id is None for one in (sure, doubtful, silent)] == [False, True, False]
    again = company.hand_in("Two", confidence=0.9)
    assert (again.sampled, again.trial_id) == (True, None), "nor is it, handed in again as sure"
    look_at(company, doubtful, "ben", "reject", reason="wrong")
    assert standing(company) == SCREENING


def test_held_what_is_drawn_waits_for_people_and_then_for_its_release(company: Company) -> None:
    signed(company, HELD)

    free = company.hand_in("One")
    drawn = company.hand_in("Two", sampled=True)

    assert free.state == "released"
    assert (drawn.state, drawn.lane, drawn.needed, drawn.stage) == ("in_review", "automated", 1, "sampling")
    assert drawn.pi == pytest.approx(1 / 11)
    company.vote(drawn, "ben", via="modal")
    released = company.release(drawn)
    assert isinstance(released, Output)
    assert released.state == "released"


def test_the_draw_can_be_repeated_with_the_key_and_knows_nothing_of_the_content(company: Company) -> None:
    signed(company)
    secret = b"a secret of the installation"
    commands = [company.submission(f"Text {number}", draws=secret) for number in range(300)]
    twisted = [replace(one, content=one.content[::-1], title="Urgent", confidence=0.1) for one in commands]

    answers = company.db.write_now(submit_batch, SubmitBatch(SLUG, tuple(commands[:150] + twisted[150:])))

    handed_in = [answer.output for answer in answers if isinstance(answer, Submitted)]
    key = draws_key(secret, SLUG, handed_in[0].policy_version)
    assert [one.sampled for one in handed_in] == [draw(key, one.id) < 0.1 for one in handed_in]
    assert 10 <= sum(one.sampled for one in handed_in) <= 60


def test_without_a_key_everything_is_looked_at(company: Company) -> None:
    signed(company)

    output = company.hand_in(draws=None)

    assert (output.sampled, output.pi) == (True, 1.0)


def test_the_same_text_again_is_no_second_draw(company: Company) -> None:
    signed(company)
    company.hand_in("Drawn", sampled=True)
    company.hand_in("Not drawn")

    assert company.hand_in("Drawn").sampled
    assert not company.hand_in("Not drawn", sampled=True).sampled
    company.later(days=31)
    assert not company.hand_in("Drawn").sampled


def test_a_next_try_in_place_of_one_that_was_drawn_is_no_second_draw(company: Company) -> None:
    signed(company, HELD)
    first = company.hand_in("One", sampled=True)

    second = company.hand_in("Two", supersedes=first.id)

    assert (second.sampled, second.state) == (True, "in_review")


def test_what_a_person_hands_in_and_what_is_risky_is_judged_and_not_drawn(company: Company) -> None:
    signed(company)

    risky = company.hand_in("One", risk="high")
    by_hand = company.hand_in("Two", by_hand=True)

    assert {(one.stage, one.sampled, one.pi, one.state) for one in (risky, by_hand)} == {
        (None, True, 1.0, "in_review")
    }
    assert by_hand.trial_id is None
    assert standing(company) == SAMPLING


# Whose attempt it is


def test_another_model_or_prompt_lets_people_decide_again_from_its_first_output_on(company: Company) -> None:
    signed(company)
    before = company.hand_in("One", model="small", prompt_version="1")

    first = company.hand_in("Two", model="small", prompt_version="2")
    after = company.hand_in("Three", model="small", prompt_version="1")

    assert (before.state, first.state, after.state) == ("released", "in_review", "in_review")
    assert standing(company) == REVIEWED
    assert (changes(company)[0].why, changes(company)[0].person) == ("maker", None)
    assert len({before.trial_id, first.trial_id, after.trial_id}) == 3


def test_in_one_batch_too(company: Company) -> None:
    signed(company)
    models = ["a", "a", "b", "a"]
    commands = tuple(company.submission(f"Text {n}", model=one) for n, one in enumerate(models))

    answers = company.db.write_now(submit_batch, SubmitBatch(SLUG, commands))

    states = [answer.output.state for answer in answers if isinstance(answer, Submitted)]
    assert states == ["released", "released", "in_review", "in_review"]


def test_other_rules_end_every_attempt(company: Company) -> None:
    signed(company)
    company.hand_in("One")

    company.apply(replace(POLICY, purpose="Drafts more replies"))

    assert standing(company) == REVIEWED
    assert trial(company) is None
    assert changes(company)[0].why == "policy"


# What tightens


def test_a_wrong_one_among_those_looked_at_afterwards_lets_everything_be_checked(company: Company) -> None:
    signed(company)
    wrong = company.hand_in("One", sampled=True)

    look_at(company, wrong, "ben", "reject", reason="wrong")

    assert standing(company) == SCREENING
    assert (changes(company)[0].why, changes(company)[0].output_id) == ("audit", wrong.id)
    screened = company.hand_in("Two")
    assert (screened.state, screened.lane, screened.sampled, screened.pi) == (
        "in_review",
        "automated",
        True,
        1,
    )


def test_one_click_tightens_when_it_can_no_longer_be_undone(company: Company) -> None:
    signed(company)
    wrong = company.hand_in("One", sampled=True)
    company.show(wrong)

    look_at(company, wrong, "ben", "reject", via="button")
    assert standing(company) == SAMPLING
    company.later(seconds=61)
    company.tick()

    assert standing(company) == SCREENING


@pytest.mark.parametrize("verdict", ["reject", "fix"])
def test_a_wrong_one_among_those_held_does(company: Company, verdict: str) -> None:
    signed(company, HELD)
    wrong = company.hand_in("One", sampled=True)

    if verdict == "fix":
        company.fix(wrong, "ben", "Better")
    else:
        company.vote(wrong, "ben", "reject", "modal")

    assert standing(company) == SCREENING
    assert changes(company)[0].why == "checked"


def test_a_report_that_is_confirmed_does_though_it_never_was_drawn(company: Company) -> None:
    signed(company)
    wrong = company.hand_in("One")

    report(company, wrong)

    assert standing(company) == SCREENING
    assert changes(company)[0].why == "report"


def test_what_is_never_tolerated_lets_people_decide_everything_and_counts_from_nothing(
    company: Company,
) -> None:
    signed(company)
    wrong = company.hand_in("One", sampled=True)

    look_at(company, wrong, "ben", "reject", reason="unsafe")

    assert standing(company) == REVIEWED
    assert (changes(company)[0].why, trial(company)) == ("critical", None)
    assert company.hand_in("Two").state == "in_review"


def test_so_does_a_report_of_it_and_a_reason_given_late(company: Company) -> None:
    signed(company)
    report(company, company.hand_in("One"), critical=True)
    assert standing(company) == REVIEWED

    company.sign()
    stopped = company.hand_in("Two", risk="high")
    company.vote(stopped, "ben", "reject", "button")
    company.later(seconds=61)
    company.tick()
    assert standing(company) == SAMPLING  # where people decide anyway, an error is counted in its turn
    why = GiveReason(stopped.id, company.person("ben"), "unsafe", None, company.now)
    company.db.write_now(give_reason, why)

    assert standing(company) == REVIEWED


def test_while_people_decide_what_is_never_tolerated_lets_the_attempt_begin_again(company: Company) -> None:
    wrong = company.hand_in("One")

    company.vote(wrong, "ben", "reject", "modal", reason="unsafe")

    assert trial(company) is None
    assert (changes(company)[0].was, changes(company)[0].becomes) == (REVIEWED, REVIEWED)


def test_going_on_after_a_stop_lets_people_decide_again(company: Company) -> None:
    signed(company)
    company.hand_in("One")

    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("ben"), "Odd.", company.now))
    company.db.write_now(resume_workflow, ResumeWorkflow(SLUG, user_id("ada"), "Fine.", company.now))

    assert (standing(company), trial(company)) == (REVIEWED, None)
    assert company.hand_in("Two").state == "in_review"


# The schema


def test_nothing_drawn_signed_or_changed_is_rewritten_and_nothing_gets_lighter_unsigned(
    company: Company,
) -> None:
    signed(company)
    drawn = company.hand_in("One", sampled=True)
    look_at(company, drawn, "ben", "reject", reason="wrong")

    for wrong in (
        update(outputs).values(sampled=False),
        update(outputs).values(pi=0.5),
        update(transitions).values(why="signed"),
        transitions.delete(),
        trials.delete(),
        update(trials).values(model="other"),
        update(workflows).values(stage=None),
        update(workflows).values(lane="reviewed"),
        update(workflows).values(stage="other"),
        reviews.delete().where(reviews.c.kind == "audit"),
    ):
        with pytest.raises(DatabaseError):
            company.db.write_now(_execute, wrong)


def _execute(tx: Tx, statement: object) -> None:
    tx.conn.execute(statement)  # type: ignore[call-overload]  # a statement
