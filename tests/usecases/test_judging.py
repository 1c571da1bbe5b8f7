"""From handing in to release, by people's decisions and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.outputs import Output, Verdict, Via
from domain.policy import Policy
from domain.refusals import Refused
from domain.working_time import WorkingHours
from storage.evidence import story_of
from storage.outputs import votes_of
from storage.tables import outbox, reviews
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_leave import leave
from usecases.recall_output import RecallOutput, recall_output
from usecases.record_vote import Voted
from usecases.settle_objection import SettleObjection, settle_objection
from usecases.sign_lane import SignLane, sign_lane
from usecases.withdraw_vote import UndoVote, WithdrawApproval, undo_vote, withdraw_approval

QUORUM = Policy(purpose="Drafts the replies to refund requests", approvals=2)
ALWAYS_HUMAN = Policy(purpose="Writes contracts", lane="always_human", accept_reactions=False)


def refusal(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def told_privately(company: Company, line: str) -> list[dict[str, Any]]:
    """What waits to be said to one person under this name, in order."""
    query = select(outbox.c.payload).where(outbox.c.kind == "whisper").order_by(outbox.c.id)
    found = company.db.read_now(lambda conn: conn.execute(query).scalars().all())
    return [payload for payload in found if payload["line"] == line]


def test_an_approval_counts_once_its_minute_is_over(company: Company) -> None:
    output = company.hand_in()
    assert output.state == "in_review"

    company.vote(output, "ben")
    assert company.look(output).state == "in_review"
    assert refusal(company.release(output)) == "not_yet_final"

    company.later(seconds=60)
    assert refusal(company.release(output)) == "not_yet_final"  # the clock is still to come
    company.tick()
    assert company.look(output).state == "approved"


def test_what_is_approved_is_released_once_and_again_only_for_the_same_key(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")

    company.later(seconds=3600)
    gone_at = company.now
    released = company.release(output)
    company.later(seconds=3600)
    again = company.release(output)
    refused = company.release(output, "another-key")

    assert not isinstance(released, Refused)
    assert released.state == "released"
    assert released.released_sha256 == output.content_sha256
    assert again == company.look(output)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.facts["at"]) == ("already_released", gone_at)


def test_nothing_is_released_without_an_approval(company: Company) -> None:
    output = company.hand_in()

    assert refusal(company.release(output)) == "not_releasable"

    company.later(days=400)
    company.tick()
    assert company.look(output).state == "in_review"
    assert refusal(company.release(output)) == "not_releasable"


def test_a_rejection_beats_an_approval_from_the_click(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")

    company.vote(output, "mia", "reject")
    company.later(seconds=60)
    company.tick()

    assert company.look(output).state == "rejected"


def test_an_undone_rejection_lets_the_approval_count_again(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=10)
    company.vote(output, "mia", "reject")

    company.db.write_now(undo_vote, UndoVote(output.id, company.person("mia"), company.now))
    company.later(seconds=50)
    company.tick()

    assert company.look(output).state == "approved"


def test_nobody_undoes_anothers_decision(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")

    outcome = company.db.write_now(undo_vote, UndoVote(output.id, company.person("mia"), company.now))

    assert refusal(outcome) == "not_yours"


def test_after_the_minute_there_is_nothing_to_undo(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=61)

    outcome = company.db.write_now(undo_vote, UndoVote(output.id, company.person("ben"), company.now))

    assert refusal(outcome) == "nothing_to_undo"


def test_second_approver_is_told_who_was_first(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")

    behind = company.vote(output, "mia")
    company.later(seconds=61)
    company.tick()
    late = company.vote(output, "tom")

    assert isinstance(behind, Voted)
    assert behind.ahead is not None
    assert behind.ahead.person == user_id("ben")
    assert isinstance(late, Refused)
    assert (late.code, late.facts["by"]) == ("already_decided", user_id("ben"))


def test_whoever_had_approved_hears_once_who_stopped_it_and_why(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.vote(output, "mia")

    company.vote(output, "tom", "reject", reason="wrong", note="The amount")
    company.vote(output, "mia", "reject")

    told = told_privately(company, "vote.stopped")
    assert [payload["person"] for payload in told] == [user_id("ben"), user_id("mia")]
    facts = told[0]["facts"]
    assert (facts["by"], facts["act"]) == (user_id("tom"), "undo")
    assert (facts["reason"], facts["note"]) == ("wrong", "The amount")


def test_an_undone_rejection_is_told_again_where_somebody_else_stops_it_then(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.vote(output, "tom", "reject")
    company.db.write_now(undo_vote, UndoVote(output.id, company.person("tom"), company.now))

    company.vote(output, "mia", "reject", via="modal", reason="tone")

    told = told_privately(company, "vote.stopped")
    assert [(each["facts"]["by"], each["facts"]["act"]) for each in told] == [
        (user_id("tom"), "undo"),
        (user_id("mia"), "final"),
    ]


def test_whoever_approved_hears_of_an_objection(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=61)
    company.tick()

    company.vote(output, "tom", "reject")

    (told,) = told_privately(company, "vote.stopped")
    assert (told["person"], told["facts"]["act"]) == (user_id("ben"), "held")


def test_whoever_rejects_what_they_approved_themselves_is_told_nothing(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")

    company.vote(output, "ben", "reject")

    assert told_privately(company, "vote.stopped") == []


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_nobody_was_faster_than_who_settled_it_in_a_modal(company: Company, verdict: Verdict) -> None:
    output = company.hand_in()
    company.vote(output, "tom", verdict)

    settling = company.vote(output, "ben", verdict, "modal")

    assert isinstance(settling, Voted)
    assert settling.output.settled_by_vote == settling.vote.id
    assert settling.ahead is None


def test_the_second_vote_counts_when_the_first_is_undone(company: Company) -> None:
    stopped, passed = company.hand_in("stopped"), company.hand_in("passed")
    company.vote(stopped, "ben", "reject")
    company.vote(stopped, "mia", "reject")
    company.vote(passed, "ben")
    company.vote(passed, "mia")

    for output in (stopped, passed):
        company.db.write_now(undo_vote, UndoVote(output.id, company.person("ben"), company.now))
    company.later(seconds=61)
    company.tick()

    assert company.look(stopped).state == "rejected"
    assert company.look(passed).state == "approved"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("gus", "is_guest"),
        ("xenia", "is_external"),
        ("dora", "is_deactivated"),
        ("ticketbot", "is_bot"),
        ("cleo", "is_requester"),
        ("ruth", "is_key_owner"),
        ("ada", "not_on_roster"),
    ],
)
def test_whoever_may_not_decide_changes_nothing(company: Company, who: str, code: str) -> None:
    company.apply(QUORUM, reviewers=("ben", "mia", "gus", "xenia", "dora", "ticketbot", "cleo", "ruth"))
    output = company.hand_in(requested_by="CLEO@example.com")

    assert refusal(company.vote(output, who)) == code
    assert refusal(company.vote(output, who, "reject", "modal")) == code
    assert company.db.read_now(votes_of, output.id) == []


def test_who_has_no_address_is_not_taken_for_somebody_else_than_the_requester(company: Company) -> None:
    unknown = company.hand_in(requested_by="nina@example.com")
    known = company.hand_in("Another text", requested_by="cleo@example.com")
    nameless = replace(company.person("ben"), email=None)

    assert refusal(company.vote(unknown, "ben", person=nameless)) == "unknown_person"
    assert isinstance(company.vote(known, "ben", person=nameless), Voted)
    assert isinstance(company.vote(unknown, "mia"), Voted)


def test_stale_facts_about_a_person_verify_nothing(company: Company) -> None:
    output = company.hand_in()
    stale = company.person("ben")
    company.now += timedelta(minutes=6)

    assert refusal(company.vote(output, "ben", person=stale)) == "unknown_person"


def test_two_distinct_people_are_needed_where_the_policy_says_two(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in()

    company.vote(output, "ben", via="modal")
    assert refusal(company.vote(output, "ben", via="button")) == "already_voted"
    assert company.look(output).state == "in_review"

    company.vote(output, "mia", via="modal")
    assert company.look(output).state == "approved"
    assert not isinstance(company.release(output), Refused)


def test_the_same_act_sent_twice_is_one_vote(company: Company) -> None:
    output = company.hand_in()
    first = company.vote(output, "ben", source="reaction:1")

    again = company.vote(output, "ben", source="reaction:1")

    assert isinstance(first, Voted)
    assert isinstance(again, Voted)
    assert again.repeated
    assert again.vote == first.vote


def test_always_human_takes_no_reaction_and_no_click(company: Company) -> None:
    company.apply(ALWAYS_HUMAN)
    output = company.hand_in()

    assert refusal(company.vote(output, "ben")) == "needs_modal"
    assert refusal(company.vote(output, "ben", via="button")) == "needs_modal"
    company.vote(output, "ben", via="modal")
    assert company.look(output).state == "approved"


def test_a_late_rejection_by_another_is_an_objection_for_the_owner(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")

    objected = company.vote(output, "mia", "reject")

    assert isinstance(objected, Voted)
    assert objected.objected
    assert company.look(output).state == "in_review"
    assert refusal(company.release(output)) == "not_releasable"
    company.later(days=3)
    company.tick()
    assert company.look(output).state == "in_review"


@pytest.mark.parametrize(("upheld", "state"), [(True, "rejected"), (False, "approved")])
def test_the_owner_settles_an_objection(company: Company, upheld: bool, state: str) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")

    def settle(name: str) -> object:
        command = SettleObjection(output.id, company.person(name), upheld, company.now)
        return company.db.write_now(settle_objection, command)

    assert refusal(settle("tom")) == "only_owner"
    settle("ada")
    assert company.look(output).state == state


def test_an_owner_whose_facts_are_old_is_not_told_to_be_somebody_else(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")
    seen_before = replace(company.person("ada"), fetched_at=company.now - timedelta(minutes=6))

    answer = company.db.write_now(
        settle_objection, SettleObjection(output.id, seen_before, True, company.now)
    )

    assert refusal(answer) == "unknown_person"
    assert company.look(output).objection is not None


def test_overruling_covers_everybody_who_objected_meanwhile(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")
    company.vote(output, "tom", "reject", "modal")

    command = SettleObjection(output.id, company.person("ada"), False, company.now)
    company.db.write_now(settle_objection, command)

    assert company.look(output).state == "approved"


def settle_by_ada(company: Company, output: Output, *, upheld: bool) -> None:
    command = SettleObjection(output.id, company.person("ada"), upheld, company.now)
    assert not isinstance(company.db.write_now(settle_objection, command), Refused)


def test_an_objection_outlives_a_stricter_policy(company: Company) -> None:
    """A click is void in `always_human`, but an objection that was forgotten would let the approvals through."""
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")

    company.apply(ALWAYS_HUMAN)
    assert company.look(output).state == "in_review"
    settle_by_ada(company, output, upheld=True)

    assert company.look(output).state == "rejected"


def test_who_has_objected_for_good_cannot_approve_it_past_the_owner(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")
    company.later(seconds=61)
    company.tick()

    assert refusal(company.vote(output, "mia", via="modal")) == "already_voted"
    settle_by_ada(company, output, upheld=True)

    assert company.look(output).state == "rejected"


def test_within_the_minute_the_objector_may_still_approve(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")

    company.vote(output, "mia", via="modal")

    assert company.look(output).state == "approved"
    assert company.look(output).objection is None


def test_when_the_first_objector_takes_it_back_the_next_holds_it(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")
    tom = company.vote(output, "tom", "reject", "modal")
    assert isinstance(tom, Voted)

    company.db.write_now(undo_vote, UndoVote(output.id, company.person("mia"), company.now))
    held = company.look(output)
    settle_by_ada(company, output, upheld=False)

    assert (held.state, held.objection) == ("in_review", tom.vote.id)
    assert company.look(output).state == "approved"


def test_overruling_covers_an_objector_who_had_once_approved(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "mia")
    company.vote(output, "mia", "reject")
    company.db.write_now(undo_vote, UndoVote(output.id, company.person("mia"), company.now))
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")

    settle_by_ada(company, output, upheld=False)

    assert company.look(output).state == "approved"


def test_what_is_approved_can_be_objected_to_however_late(company: Company) -> None:
    """Only what nobody has decided runs out of time."""
    company.apply(Policy(purpose="x", on_expiry="expire"))
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.later(days=10)

    objected = company.vote(output, "mia", "reject")

    assert isinstance(objected, Voted)
    assert company.look(output).state == "in_review"


def test_a_rejection_that_is_final_is_not_taken_back_before_the_clock_comes_by(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", "reject")
    company.later(seconds=60)

    assert refusal(company.vote(output, "ben", via="button")) == "already_final"
    company.tick()

    assert company.look(output).state == "rejected"


def test_an_approval_that_is_final_is_objected_to_though_the_clock_has_not_come_by(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=60)

    objected = company.vote(output, "mia", "reject")

    assert isinstance(objected, Voted)
    assert objected.objected
    assert [entry.action for entry in company.db.read_now(story_of, output.id)][-3:] == [
        "output.approved",
        "vote.objected",
        "output.reopened",
    ]


def test_a_modal_is_the_newest_word_though_slacks_clock_is_ahead_of_ours(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", acted_at=company.now + timedelta(hours=1))

    company.vote(output, "ben", "reject", "modal")

    assert company.look(output).state == "rejected"


@pytest.mark.parametrize("via", ["reaction", "button"])
def test_a_rejection_counts_after_an_approval_in_a_modal_though_our_clock_is_ahead(
    company: Company, via: Via
) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")

    company.vote(output, "ben", "reject", via, acted_at=company.now - timedelta(seconds=30))
    company.later(seconds=60)
    company.tick()

    assert company.look(output).state == "rejected"


def test_what_settled_it_is_an_approval_that_still_stands(company: Company) -> None:
    output = company.hand_in()
    first = company.vote(output, "ben", source="ben's mark")
    second = company.vote(output, "mia")
    assert isinstance(first, Voted)
    assert isinstance(second, Voted)
    company.later(seconds=61)
    company.tick()

    taken_off = WithdrawApproval(output.id, company.person("ben"), "ben's mark", company.now)
    company.db.write_now(withdraw_approval, taken_off)

    settled = company.look(output)
    assert (settled.state, settled.settled_by_vote) == ("approved", second.vote.id)


def test_the_deputy_settles_what_the_owner_approved(company: Company) -> None:
    company.apply(Policy(purpose="x"), reviewers=("ada", "mia"))
    output = company.hand_in()
    company.vote(output, "ada", via="modal")
    company.vote(output, "mia", "reject")

    def settle(name: str) -> object:
        command = SettleObjection(output.id, company.person(name), True, company.now)
        return company.db.write_now(settle_objection, command)

    assert refusal(settle("ada")) == "only_owner"
    settle("grace")
    assert company.look(output).state == "rejected"


def test_the_deputy_of_an_owner_on_leave_settles_and_relaxes_nothing(company: Company) -> None:
    company.apply(Policy(purpose="x", lane="automated"))
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", "reject")
    leave(company, "ada", company.now, company.now + timedelta(days=7))

    settled = company.db.write_now(
        settle_objection, SettleObjection(output.id, company.person("grace"), True, company.now)
    )
    signed = company.db.write_now(
        sign_lane, SignLane(SLUG, "automated", user_id("grace"), "They are fine.", company.now)
    )

    assert not isinstance(settled, Refused)
    assert company.look(output).state == "rejected"
    assert refusal(signed) == "only_owner"


def test_an_approvers_own_late_rejection_withdraws_and_rejects(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")

    company.vote(output, "ben", "reject")
    assert company.look(output).state == "in_review"
    company.later(seconds=60)
    company.tick()

    assert company.look(output).state == "rejected"


def test_a_stricter_policy_reopens_what_falls_short(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben")
    company.later(seconds=60)
    company.tick()
    assert company.look(output).state == "approved"

    company.apply(ALWAYS_HUMAN)

    tightened = company.look(output)
    assert (tightened.state, tightened.lane) == ("in_review", "always_human")
    assert refusal(company.release(output)) == "not_releasable"


def test_a_looser_policy_loosens_nothing_that_is_open(company: Company) -> None:
    company.apply(QUORUM)
    output = company.hand_in()

    company.apply(Policy(purpose="x", approvals=1))

    assert company.look(output).needed == 2


def test_evidence_tells_the_whole_story_without_names_or_text(company: Company) -> None:
    output = company.hand_in("A secret text")
    company.vote(output, "ben")
    company.later(seconds=60)
    company.tick()
    company.release(output)

    story = company.db.read_now(story_of, output.id)

    assert [one.action for one in story] == [
        "output.handed_in",
        "vote.recorded",
        "output.approved",
        "output.released",
    ]
    assert story[1].actor == company.person("ben").subject
    assert "secret" not in repr(story)
    assert user_id("ben") not in repr(story)


def waited(company: Company, output: Output) -> tuple[float | None, float | None]:
    """How long it waited for its decision, by the wall and in working time, in hours; none while it is open."""
    kept = select(reviews.c.wall_s, reviews.c.working_s).where(reviews.c.output_id == output.id)
    row = company.db.read_now(lambda conn: conn.execute(kept).one())
    return (None, None) if row.wall_s is None else (row.wall_s / 3_600, row.working_s / 3_600)


@pytest.mark.parametrize("end", ["approve", "reject", "expired", "recalled", "superseded"])
def test_what_it_waited_is_kept_by_the_wall_and_in_working_time(company: Company, end: Verdict | str) -> None:
    hours = WorkingHours("Europe/Berlin")
    on_expiry = "expire" if end == "expired" else "hold"
    company.apply(Policy("x", working_hours=hours, on_expiry=on_expiry, review_within=timedelta(hours=1)))
    output = company.hand_in()
    open_still = waited(company, output)
    company.later(hours=24)  # eight hours of work

    if end == "superseded":
        company.hand_in("Dear Mr Weber, again.", supersedes=output.id)
    elif end == "recalled":
        company.db.write_now(recall_output, RecallOutput(output.id, SLUG, "key_support", company.now))
    elif end == "expired":
        company.tick()
    else:
        company.vote(output, "ben", end, via="modal")  # type: ignore[arg-type]  # one of the verdicts

    assert open_still == (None, None)
    assert company.look(output).state not in ("in_review", "released")
    assert waited(company, output) == (24, 8)


def test_what_is_reopened_waits_on(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")

    company.vote(output, "mia", "reject", via="modal")

    assert company.look(output).state == "in_review"
    assert waited(company, output) == (None, None)
