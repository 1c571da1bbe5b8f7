"""What people have judged is counted in order, up to the first that is undecided, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.outputs import Output
from domain.plans import plan_of
from domain.policy import Policy, Standard
from domain.transitions import REVIEWED, SAMPLING, SCREENING
from domain.trials import Trial
from storage.relaxing import seen
from storage.workflows import workflow
from tests.builders import SLUG, Company
from tests.usecases.test_fixing import wishes
from tests.usecases.test_stages import changes, report, signed, standing, trial
from tests.usecases.test_watching import look_at
from usecases.recall_output import RecallOutput, recall_output
from usecases.withdraw_vote import UndoVote, undo_vote

# So much is tolerated that a few are enough to see what happens.
LAX = Standard(max_error_rate=0.4, escape_budget=1)
POLICY = Policy(purpose="Drafts the replies to refund requests", lane="automated", standard=LAX)


def good(company: Company, text: str, **fields: object) -> Output:
    output = company.hand_in(text, **fields)
    company.vote(output, "ben", via="modal")
    return output


def counted(company: Company) -> tuple[int, int, int]:
    """Count what can be counted; how many there are, and how many of them were wrong, and late."""
    company.weigh()
    found = trial(company)
    assert found is not None
    return found.counted, found.errors, found.late


def by_how_many(company: Company) -> int:
    """How many people have judged what is counted."""
    found = trial(company)
    assert found is not None
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    return company.db.read_now(seen, live, found, company.now).reviewers


def take_back(company: Company, output: Output) -> None:
    """Its AI system no longer wants it."""
    asked = RecallOutput(output.id, "refund-replies", "key_support", company.now)
    assert isinstance(company.db.write_now(recall_output, asked), Output)


def test_an_open_one_stops_the_count_until_it_is_decided(company: Company) -> None:
    good(company, "One")
    open_one = company.hand_in("Two")
    good(company, "Three")
    company.later(seconds=1)
    company.vote(company.hand_in("Four"), "mia", "reject", "modal")

    assert (counted(company), by_how_many(company)) == ((1, 0, 0), 1)
    company.vote(open_one, "ben", via="modal")
    assert (counted(company), by_how_many(company)) == ((4, 1, 0), 2)
    assert counted(company) == (4, 1, 0)


def test_what_was_corrected_counts_as_wrong_and_what_expired_as_late(company: Company) -> None:
    company.apply(replace(POLICY, on_expiry="expire"))
    company.fix(company.hand_in("One"), "ben", "Better")
    forgotten = company.hand_in("Two")

    assert counted(company) == (1, 1, 0)
    company.later(days=5)
    company.tick()
    assert company.look(forgotten).state == "expired"

    assert counted(company) == (2, 2, 1)


def test_five_deadlines_too_late_it_counts_as_wrong_for_good(company: Company) -> None:
    late = company.hand_in("One")

    company.later(days=2)  # of work eight hours each, and it was due after four
    assert counted(company) == (0, 0, 0)
    company.later(days=1)
    assert counted(company) == (1, 1, 1)
    company.vote(late, "ben", via="modal")
    assert counted(company) == (1, 1, 1)


def test_neither_repeats_nor_what_was_taken_back_undecided_nor_what_a_person_handed_in_counts(
    company: Company,
) -> None:
    good(company, "One")
    good(company, "One")
    taken_back = company.hand_in("Two")
    take_back(company, taken_back)
    good(company, "Two")
    good(company, "Three", by_hand=True)
    first = company.hand_in("Four")
    good(company, "Five", supersedes=first.id)

    assert counted(company) == (3, 0, 0)


def test_of_what_goes_out_at_once_only_what_was_drawn_counts_once_somebody_has_looked(
    company: Company,
) -> None:
    signed(company, replace(POLICY, standard=Standard()))
    company.hand_in("One")
    drawn = company.hand_in("Two", sampled=True)
    company.hand_in("Three")

    assert counted(company) == (0, 0, 0)
    look_at(company, drawn, "ben")
    assert counted(company) == (1, 0, 0)


def test_each_maker_has_a_count_of_its_own(company: Company) -> None:
    good(company, "One", model="a")
    company.hand_in("Two", model="b")
    good(company, "Three", model="a")
    good(company, "Four", model="a")

    assert counted(company) == (3, 0, 0)


def test_enough_good_ones_in_a_row_let_a_share_be_checked_again(company: Company) -> None:
    signed(company, replace(POLICY, standard=Standard(max_error_rate=0.3, escape_budget=3)))
    look_at(company, company.hand_in("Wrong", sampled=True), "ben", "reject", reason="wrong")
    needed = plan_of(replace(POLICY, standard=Standard(max_error_rate=0.3, escape_budget=3))).clearance
    assert needed > 2

    for number in range(needed - 1):
        good(company, f"Good {number}")
    company.weigh()
    assert standing(company) == SCREENING
    good(company, "The last")
    company.weigh()

    assert standing(company) == SAMPLING
    assert (changes(company)[0].why, changes(company)[0].person) == ("cleared", None)
    assert company.hand_in("Free again").state == "released"


def test_an_error_while_everything_is_checked_begins_the_row_again(company: Company) -> None:
    policy = replace(POLICY, standard=Standard(max_error_rate=0.3, escape_budget=3))
    signed(company, policy)
    look_at(company, company.hand_in("Wrong", sampled=True), "ben", "reject", reason="wrong")
    for number in range(plan_of(policy).clearance - 1):
        good(company, f"Good {number}")

    company.vote(company.hand_in("Wrong again"), "ben", "reject", "modal")
    good(company, "One good")
    company.weigh()

    assert standing(company) == SCREENING
    found = trial(company)
    assert isinstance(found, Trial)
    assert found.clean == 1


def test_too_many_wrong_ones_raise_the_alarm_and_what_was_shown_counts_no_more(company: Company) -> None:
    signed(company, replace(POLICY, standard=Standard(max_error_rate=0.02)))
    look_at(company, company.hand_in("Wrong", sampled=True), "ben", "reject", reason="wrong")
    for number in range(6):
        company.vote(company.hand_in(f"Wrong {number}"), "ben", "reject", "modal")
    assert standing(company) == SCREENING

    company.weigh()

    assert (standing(company), trial(company)) == (REVIEWED, None)
    assert changes(company)[0].why == "drift"
    assert changes(company)[0].numbers["errors"] == 3


def test_where_everything_is_checked_anyway_a_new_beginning_is_told_once_and_only_where_it_could_lead_to_less(
    company: Company,
) -> None:
    for lane in ("automated", "reviewed"):
        company.apply(replace(POLICY, lane=lane, standard=Standard(max_error_rate=0.02)))
        for number in range(9):
            company.vote(company.hand_in(f"Wrong {number}, {lane}"), "ben", "reject", "modal")
            company.weigh()

        assert [one.why for one in changes(company)][:2] == ["drift", "drift"]
        assert len(wishes(company, "stage")) == 2  # the channel and the owner


def test_while_a_share_is_looked_at_what_people_decide_for_another_reason_is_no_evidence(
    company: Company,
) -> None:
    signed(company)
    look_at(company, company.hand_in("One", sampled=True), "ben")
    company.vote(company.hand_in("Risky", risk="high"), "ben", "reject", "modal")

    assert counted(company) == (1, 0, 0)
    assert standing(company) == SAMPLING


def test_a_look_that_nobody_took_counts_as_wrong_in_the_end_and_then_everything_is_checked(
    company: Company,
) -> None:
    signed(company)
    company.hand_in("One", sampled=True)

    company.later(days=4)

    assert counted(company) == (1, 1, 1)
    assert standing(company) == SCREENING
    assert changes(company)[0].why == "late"


def test_what_may_still_arrive_out_of_order_is_waited_for(company: Company) -> None:
    good(company, "One")
    company.now -= timedelta(seconds=90)  # the clock of the count is two minutes on

    assert counted(company) == (0, 0, 0)


def test_what_the_standard_does_not_call_an_error_is_none(company: Company) -> None:
    company.apply(replace(POLICY, standard=replace(LAX, error_counts_as=("critical",))))
    company.fix(company.hand_in("One"), "ben", "Better")
    company.vote(company.hand_in("Two"), "ben", "reject", "modal", reason="tone")

    assert counted(company) == (2, 0, 0)


def test_what_people_let_pass_and_somebody_found_wrong_later_counts_as_wrong_once(company: Company) -> None:
    output = good(company, "One")
    good(company, "Two")
    assert counted(company) == (2, 0, 0)
    assert isinstance(company.release(output), Output)

    report(company, output)

    assert counted(company) == (2, 1, 0)


def test_what_was_counted_as_wrong_or_not_at_all_is_not_counted_again_when_it_is_reported(
    company: Company,
) -> None:
    first = good(company, "One")
    again = good(company, "One")
    corrected = company.hand_in("Two")
    company.fix(corrected, "ben", "Better")
    assert counted(company) == (2, 1, 0)
    for output in (again, corrected):
        assert isinstance(company.release(output), Output)
        report(company, output)

    assert counted(company) == (2, 1, 0)
    assert isinstance(company.release(first), Output)
    report(company, first)
    assert counted(company) == (2, 2, 0)


def test_who_takes_back_what_is_drawn_is_checked_all_the_same(company: Company) -> None:
    held = replace(POLICY, checking=replace(POLICY.checking, sampling="held"))
    signed(company, held)
    drawn = company.hand_in("Drawn", sampled=True)
    assert drawn.state == "in_review"

    take_back(company, drawn)
    company.weigh()

    assert standing(company) == SCREENING
    assert changes(company)[0].why == "late"


def test_to_take_back_what_somebody_is_just_rejecting_does_not_unsay_it(company: Company) -> None:
    recalled, superseded, undone = (company.hand_in(text) for text in ("One", "Two", "Three"))
    company.vote(recalled, "ben", "reject")
    company.vote(superseded, "ben", "reject")
    company.vote(undone, "ben", "reject")
    company.db.write_now(undo_vote, UndoVote(undone.id, company.person("ben"), company.now))
    take_back(company, recalled)
    good(company, "Four", supersedes=superseded.id)
    take_back(company, undone)

    assert counted(company) == (3, 2, 0)
