"""Asking whether less may be checked: once all was seen, once a month, and only the owner's signature makes it less."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from domain.policy import Checking, Policy, RelaxAfter, Standard
from domain.probes import Noticed
from domain.refusals import Refused
from domain.relaxing import Missing, Seen, missing, missing_as_told
from domain.transitions import REVIEWED, SAMPLING
from storage.relaxing import Checked, checked, trials_to_ask_about, wrong_ones
from storage.tables import outbox, permits
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_stages import changes, standing, trial
from tests.usecases.test_weighing import good
from usecases.ask_to_relax import AskToRelax, KeepChecking, ask_to_relax, keep_checking
from usecases.recall_output import RecallOutput, recall_output
from usecases.sign_lane import LaneSigned, Shown, SignLane, sign_lane

POLICY = Policy(
    purpose="Drafts the replies to refund requests",
    lane="automated",
    standard=Standard(max_error_rate=0.3),
    checking=Checking(relax_after=RelaxAfter(weeks=1, reviewers=2, planted=0)),
)


def look(company: Company) -> Checked:
    found = company.db.read_now(checked, SLUG, company.now)
    assert found is not None
    return found


def left(company: Company) -> Missing:
    """Say what is missing before anybody is asked."""
    company.weigh()
    found = look(company)
    assert found.seen is not None
    return missing(found.seen, found.workflow.policy, company.now, standard_signed=found.standard_signed)


def has_shown_enough(company: Company, policy: Policy = POLICY) -> None:
    """Let two people judge good outputs for more than a week, as many as the evidence takes."""
    company.apply(policy)
    company.sign_standard()
    for number in range(25):
        output = company.hand_in(f"Good {number}")
        company.vote(output, "ben" if number % 2 else "mia", via="modal")
    company.later(days=8)


def ask(company: Company) -> bool:
    """Ask as the clock does, as if nothing were missing."""
    seen = look(company).seen
    found = trial(company)
    assert seen is not None
    assert found is not None
    command = AskToRelax(SLUG, found.id, seen.counted, seen.errors, company.now)
    return company.db.write_now(ask_to_relax, command)


def sign(company: Company, name: str = "ada", **shown: int) -> object:
    found = trial(company)
    assert found is not None
    facts = {"trial_id": found.id, "version": look(company).workflow.policy_version, "errors": found.errors}
    evidence = Shown(**facts | shown, numbers={"counted": found.counted, "errors": found.errors})
    command = SignLane(SLUG, "automated", user_id(name), "It has been good.", company.now, evidence)
    return company.db.write_now(sign_lane, command)


def over(conn: Connection) -> list[str]:
    """Give what came of questions about less checking, in the order in which they were over."""
    wishes = select(outbox.c.payload).where(outbox.c.kind == "over").order_by(outbox.c.id)
    kinds = [row.payload["kind"] for row in conn.execute(wishes)]
    return [kind for kind in kinds if kind.startswith("relax")]


def asked(conn: Connection) -> int:
    return len(conn.execute(select(outbox.c.id).where(outbox.c.kind == "relax")).all())


def test_everything_that_was_asked_for_has_to_be_seen(company: Company) -> None:
    company.apply(POLICY)
    good(company, "One")
    begun = left(company)

    has_shown_enough(company, POLICY)

    assert (begun.weeks, begun.reviewers, begun.nothing) == (1, 1, False)
    assert begun.outputs > 0
    assert left(company).nothing
    asks_for_planted = replace(POLICY, checking=Checking(relax_after=RelaxAfter(planted=20)))
    seen = look(company).seen
    assert seen is not None
    assert missing(seen, asks_for_planted, company.now, standard_signed=False) == Missing(
        weeks=3, planted=20, signature=True
    )


def test_an_error_takes_more_good_ones(company: Company) -> None:
    has_shown_enough(company)
    assert left(company).nothing

    for number in range(4):
        company.vote(company.hand_in(f"Wrong {number}"), "ben", "reject", "modal")

    assert left(company).outputs > 0
    found = trial(company)
    assert found is not None
    assert len(company.db.read_now(wrong_ones, found, limit=10)) == 4


def test_the_owner_is_asked_once_and_after_they_have_answered_not_for_a_month(company: Company) -> None:
    has_shown_enough(company)
    company.weigh()

    assert company.db.read_now(trials_to_ask_about, company.now) == [SLUG]
    assert ask(company)
    assert (ask(company), company.db.read_now(asked)) == (False, 1)
    company.later(days=20)
    found = trial(company)
    assert found is not None
    keep = KeepChecking(SLUG, found.id, user_id("ben"), company.now)
    assert isinstance(company.db.write_now(keep_checking, keep), Refused)
    assert company.db.write_now(keep_checking, replace(keep, person=user_id("ada"))) is True
    company.later(days=29)
    assert (ask(company), company.db.read_now(trials_to_ask_about, company.now)) == (False, [])
    company.later(days=2)
    assert ask(company)
    assert standing(company) == REVIEWED


def test_nobody_is_asked_where_the_rules_allow_nothing_lighter_or_something_was_counted_since(
    company: Company,
) -> None:
    has_shown_enough(company, replace(POLICY, lane="reviewed"))
    company.weigh()
    assert not ask(company)

    has_shown_enough(company)
    company.weigh()
    found = trial(company)
    assert found is not None
    stale = AskToRelax(SLUG, found.id, found.counted - 1, found.errors, company.now)
    assert not company.db.write_now(ask_to_relax, stale)


def test_the_owner_signs_for_what_was_shown_and_the_numbers_are_kept(company: Company) -> None:
    has_shown_enough(company)
    company.weigh()

    assert isinstance(sign(company, "ben"), Refused)
    assert sign(company) == LaneSigned("reviewed", "automated")

    assert standing(company) == SAMPLING
    assert (changes(company)[0].why, changes(company)[0].person) == ("signed", user_id("ada"))
    kept = company.db.read_now(lambda conn: conn.execute(select(permits.c.numbers)).scalar_one())
    assert json.loads(kept)["counted"] == changes(company)[0].numbers["counted"] == 25
    assert company.hand_in("At once").state == "released"


def test_a_signature_where_reviewers_were_seen_to_miss_some_is_for_a_larger_share_until_all_is_checked_again(
    company: Company,
) -> None:
    has_shown_enough(company)
    company.weigh()
    found = trial(company)
    assert found is not None
    shown = Shown(
        found.id, look(company).workflow.policy_version, found.errors, {"counted": 25}, sensitivity=0.9
    )
    signing = SignLane(SLUG, "automated", user_id("ada"), "It has been good.", company.now, shown)

    assert company.db.write_now(sign_lane, signing) == LaneSigned("reviewed", "automated")
    output = company.hand_in("After it was signed")
    company.db.write_now(sign_lane, replace(signing, lane="reviewed", shown=None))

    assert output.pi == pytest.approx(1 / 9)
    assert look(company).workflow.sensitivity == 1


def test_who_has_signed_for_less_does_not_hear_that_everything_stays_checked(company: Company) -> None:
    has_shown_enough(company)
    company.weigh()
    found = trial(company)
    assert found is not None
    sign(company)

    keep = KeepChecking(SLUG, found.id, user_id("ada"), company.now)

    assert company.db.write_now(keep_checking, keep) is False
    assert standing(company) == SAMPLING


def test_a_question_is_over_once_it_is_signed_and_once_what_was_shown_counts_no_more(
    company: Company,
) -> None:
    has_shown_enough(company)
    company.weigh()
    ask(company)
    company.apply(replace(POLICY, undo=timedelta(seconds=5)))
    by_other_rules = company.db.read_now(over)

    has_shown_enough(company)
    company.weigh()
    ask(company)
    sign(company)
    signed = company.db.read_now(over)
    company.apply(replace(POLICY, undo=timedelta(seconds=5)))

    assert by_other_rules == ["relax_moved"]
    assert signed == ["relax_moved", "relax"]
    assert company.db.read_now(over) == signed, "which was signed goes on saying so"


def test_what_was_taken_back_undecided_is_not_among_the_wrong_ones(company: Company) -> None:
    company.apply(POLICY)
    company.vote(company.hand_in("Wrong"), "ben", "reject", "modal")
    taken_back = company.hand_in("Taken back")
    asked = RecallOutput(taken_back.id, SLUG, "key_support", company.now)
    company.db.write_now(recall_output, asked)
    company.later(minutes=5)
    company.weigh()

    found = trial(company)

    assert found is not None
    assert [one.id != taken_back.id for one in company.db.read_now(wrong_ones, found, limit=10)] == [True]
    assert found.errors == 1


def test_what_has_moved_on_is_not_signed(company: Company) -> None:
    has_shown_enough(company)
    company.weigh()

    for shown in ({"trial_id": 99}, {"version": 1}, {"errors": 1}):
        refused = sign(company, **shown)
        assert isinstance(refused, Refused)
        assert refused.code == "text_changed"
    assert standing(company) == REVIEWED


def test_what_reviewers_are_known_to_miss_asks_for_more_and_what_nobody_caught_for_another() -> None:
    asked = Policy(purpose="x", checking=Checking(relax_after=RelaxAfter(weeks=0, reviewers=0, planted=20)))

    def left(noticed: Noticed) -> Missing:
        return missing(Seen(MONDAY, 0, 0, 0, 2, noticed), asked, MONDAY, standard_signed=True)

    unmeasured, most_caught, none_caught = (
        left(Noticed(19, 19, 5)),
        left(Noticed(92, 100, 5)),
        left(Noticed(0, 20, 5)),
    )
    assert (unmeasured.outputs, unmeasured.planted) == (188, 1)
    assert most_caught.planted == 0
    assert 188 < most_caught.outputs < 300
    assert none_caught.planted == 1


def test_how_many_more_are_asked_for_does_not_tell_what_one_person_caught() -> None:
    asked = Policy(purpose="x", checking=Checking(relax_after=RelaxAfter(weeks=0, reviewers=0, planted=20)))

    def left(caught: int, told: Noticed) -> Missing:
        seen = Seen(MONDAY, 0, 0, 0, 2, Noticed(caught, 21, 5), told)
        return missing_as_told(seen, asked, MONDAY, standard_signed=True)

    untold, told = Noticed(planted=20), Noticed(20, 20, 5)

    assert left(20, untold) == left(21, untold) == left(0, untold)
    assert left(20, told) == left(21, told)
    assert left(21, told).outputs > left(21, untold).outputs, "what is told is reckoned with"
    enough = Seen(MONDAY, 200, 0, 0, 2, Noticed(15, 21, 5), untold)
    assert missing_as_told(enough, asked, MONDAY, standard_signed=True) == Missing(outputs=1), (
        "that the gate is not passed is known anyway: nobody is asked"
    )
