"""Where training is asked for, only who is trained decides; and somebody always can, or the owner knows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.training import GRACE
from handlers.cards.training import draw_training_ends
from storage.assignment import with_somebody_untrained
from storage.card_views import card_view
from storage.home_views import home_view
from storage.people import reviewers_of, roster_of
from storage.queue_views import AskNext, queue_step
from storage.tables import evidence, outbox, people, trainings
from storage.trained import trained_until
from storage.training_ends import training_ends, training_ends_to_tell
from storage.transaction import Tx
from storage.unstaffed import staffing_to_note, unstaffed_view
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from usecases.assign_review import AssignReview, assign_review
from usecases.hand_review_over import HandReviewOver, hand_review_over
from usecases.note_directory import GroupFacts, NoteDirectory, note_directory
from usecases.note_unstaffed import NoteUnstaffed, note_unstaffed
from usecases.record_vote import Voted
from usecases.sign_in import SignIn, sign_in
from usecases.take_review import TakeReview, take_review
from usecases.tell_training_ends import TellTrainingEnds, tell_training_ends

POLICY = Policy(purpose="Drafts the replies to refund requests")


def asks(company: Company, months: int | None = 12, **given: object) -> None:
    """Let the workflow ask for training, with nobody trained yet: those of before have had their time."""
    company.apply(POLICY, training_months=months, **given)  # type: ignore[arg-type]  # as of Company.apply
    company.later(days=29)


def sign(company: Company, who: str, by: str = "ada", why: str = "She has done this for years.") -> object:
    return company.db.write_now(
        sign_in, SignIn(SLUG, company.person(by), company.person(who), why, company.now)
    )


def happened(company: Company, action: str) -> list[dict[str, object]]:
    found = select(evidence.c.facts).where(evidence.c.action == action).order_by(evidence.c.id)
    return list(company.db.read_now(lambda conn: conn.execute(found).scalars().all()))


def wishes(company: Company, kind: str) -> list[dict[str, object]]:
    found = select(outbox.c.payload).where(outbox.c.kind == kind).order_by(outbox.c.id)
    return list(company.db.read_now(lambda conn: conn.execute(found).scalars().all()))


def test_who_is_not_trained_decides_nothing_and_who_is_does(company: Company) -> None:
    asks(company)
    sign(company, "mia")
    output = company.hand_in()

    refused, counted = company.vote(output, "ben"), company.vote(output, "mia")

    assert refused == Refused.of("not_trained")
    assert isinstance(counted, Voted)


def test_where_nothing_is_asked_everybody_on_the_roster_decides(company: Company) -> None:
    output = company.hand_in()

    assert isinstance(company.vote(output, "ben"), Voted)
    assert company.db.read_now(roster_of, SLUG, company.now).trained is None


def test_every_way_to_decide_goes_by_the_same_rule(company: Company) -> None:
    asks(company, assign="by_load")
    sign(company, "mia")
    output = company.hand_in()

    view = company.db.read_now(card_view, output.id, company.now)
    taken = company.db.write_now(take_review, TakeReview(output.id, company.person("ben"), company.now))
    given = company.db.write_now(assign_review, AssignReview(output.id, company.now))
    queues = {
        who: company.db.read_now(queue_step, AskNext(user_id(who)), company.now).waiting
        for who in ("ben", "mia")
    }
    homes = {who: company.db.read_now(home_view, user_id(who), company.now).count for who in ("ben", "mia")}

    assert view is not None
    assert view.deciders == (user_id("mia"),)
    assert taken == Refused.of("not_trained")
    assert given is not None
    assert given.becomes == user_id("mia")
    assert queues == homes == {"ben": 0, "mia": 1}
    assert company.db.read_now(reviewers_of, SLUG, company.now) == [user_id("mia")]


def test_whether_somebody_is_trained_is_told_to_nobody_else(company: Company) -> None:
    asks(company)
    output = company.hand_in()

    command = HandReviewOver(output.id, company.person("ada"), company.person("ben"), company.now)

    assert company.db.write_now(hand_review_over, command) == Refused.of("not_on_roster")


def test_when_it_runs_out_they_decide_no_more_and_what_they_had_goes_on(company: Company) -> None:
    asks(company, months=1, assign="by_load")
    sign(company, "mia")
    company.later(days=20)
    sign(company, "ben")
    output = company.hand_in()
    company.db.write_now(take_review, TakeReview(output.id, company.person("mia"), company.now))

    company.later(days=15)
    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    left = company.db.read_now(with_somebody_untrained, live, company.now)
    moved = company.db.write_now(assign_review, AssignReview(output.id, company.now))

    assert company.vote(output, "mia") == Refused.of("not_trained")
    assert left == [output.id]
    assert moved is not None
    assert (moved.was, moved.becomes) == (user_id("mia"), user_id("ben"))
    assert company.db.read_now(with_somebody_untrained, live, company.now) == []


def test_asked_for_the_first_time_it_locks_nobody_out_for_four_weeks(company: Company) -> None:
    output = company.hand_in()
    company.apply(POLICY, training_months=12, reviewers=("ben", "mia", "cleo"))

    assert isinstance(company.vote(output, "ben"), Voted)
    assert company.vote(output, "cleo") == Refused.of("not_trained")
    company.now += GRACE - timedelta(hours=1)
    assert user_id("mia") in (company.db.read_now(roster_of, SLUG, company.now).trained or ())
    company.now += timedelta(hours=1)
    assert company.db.read_now(roster_of, SLUG, company.now).trained == frozenset()


def test_asked_for_again_it_lets_nobody_off(company: Company) -> None:
    asks(company)
    company.apply(POLICY)
    company.apply(POLICY, training_months=6)

    assert company.db.read_now(roster_of, SLUG, company.now).trained == frozenset()
    assert [one["months"] for one in happened(company, "training.asked")] == [12, 6]
    assert len(happened(company, "training.not_asked")) == 1


def test_applied_again_unchanged_nothing_is_asked_anew(company: Company) -> None:
    company.apply(POLICY, training_months=12)

    assert company.apply(POLICY, training_months=12).unchanged
    assert len(happened(company, "training.asked")) == 1


def test_the_owner_signs_somebody_in_and_they_hear_it_privately(company: Company) -> None:
    asks(company)

    until = sign(company, "ben")

    assert until == company.db.read_now(trained_until, user_id("ben"), company.now)[SLUG]
    assert [one["how"] for one in happened(company, "reviewer.trained")][-1] == "signed"
    heard = wishes(company, "whisper")[-1]
    assert (heard["person"], heard["line"]) == (user_id("ben"), "training.signed")
    kept = company.db.read_now(
        lambda conn: conn.execute(select(trainings).where(trainings.c.how == "signed")).one()
    )
    assert (kept.made_by, kept.reason) == (user_id("ada"), "She has done this for years.")


def test_evidence_knows_nobody_by_name_and_no_reason_in_words(company: Company) -> None:
    asks(company)
    sign(company, "ben", why="Ben knows it.")

    facts = happened(company, "reviewer.trained")[-1]

    assert facts.keys() == {"who", "how", "until"}
    assert str(facts["who"]).startswith("subject-")


@pytest.mark.parametrize(
    ("by", "who", "code"),
    [
        ("ben", "mia", "only_owner"),
        ("ruth", "ruth", "only_owner"),
        ("gus", "ben", "is_guest"),
        ("ada", "gus", "is_guest"),
        ("ada", "dora", "is_deactivated"),
        ("ada", "ruth", "not_on_roster"),
    ],
)
def test_nobody_else_signs_in_and_nobody_who_could_not_review(
    company: Company, by: str, who: str, code: str
) -> None:
    asks(company)

    done = sign(company, who, by)

    assert isinstance(done, Refused)
    assert done.code == code
    assert company.db.read_now(reviewers_of, SLUG, company.now) == []


def test_the_deputy_stands_in_and_where_nothing_is_asked_there_is_nothing_to_sign(company: Company) -> None:
    assert sign(company, "ben") == Refused.of("no_training", workflow=SLUG)

    asks(company)

    assert not isinstance(sign(company, "ben", by="grace"), Refused)


def noted(company: Company) -> str | None:
    """Do what the clock does, and return what was noted."""
    found = [
        company.db.write_now(note_unstaffed, NoteUnstaffed(slug, company.now))
        for slug in company.db.read_now(staffing_to_note, company.now)
    ]
    return found[0] if found else None


def test_where_nobody_may_decide_the_owner_hears_it_once(company: Company) -> None:
    company.hand_in()
    assert noted(company) is None
    asks(company)

    assert noted(company) == "unstaffed"
    assert noted(company) is None
    view = company.db.read_now(unstaffed_view, SLUG, company.now)
    assert view is not None
    assert view.waiting.in_review == 1
    assert [wish["person"] for wish in wishes(company, "unstaffed")] == [user_id("ada")]

    sign(company, "ben")

    assert noted(company) == "staffed"
    assert company.db.read_now(unstaffed_view, SLUG, company.now) is None
    assert len(happened(company, "workflow.unstaffed")) == len(happened(company, "workflow.staffed")) == 1


def test_where_it_takes_two_and_one_may_decide_the_owner_hears_it_too(company: Company) -> None:
    asks(company)
    two = Policy(purpose="Drafts the replies to refund requests", approvals=2)
    company.apply(two, training_months=12)
    sign(company, "ben")

    assert noted(company) == "unstaffed"
    view = company.db.read_now(unstaffed_view, SLUG, company.now)
    assert view is not None
    assert view.trained == 1

    sign(company, "mia")
    assert noted(company) == "staffed"


def test_who_is_on_the_roster_through_a_group_is_trained_like_anybody(company: Company) -> None:
    company.db.write_now(in_a_group, ("mia", company.now))
    company.apply(POLICY, reviewers=("ben",), groups=("S0SUPPORT",))
    company.apply(POLICY, reviewers=("ben",), groups=("S0SUPPORT",), training_months=12)

    assert company.db.read_now(reviewers_of, SLUG, company.now) == [user_id("ben"), user_id("mia")]
    company.later(days=29)
    company.db.write_now(in_a_group, ("mia", company.now))
    output = company.hand_in()
    assert company.vote(output, "mia") == Refused.of("not_trained")
    sign(company, "mia")
    assert isinstance(company.vote(output, "mia"), Voted)


def test_who_is_in_a_group_and_was_never_looked_up_has_the_four_weeks_too(company: Company) -> None:
    company.db.write_now(in_a_group, ("nora", company.now))
    company.apply(POLICY, reviewers=("ben",), groups=("S0SUPPORT",))
    company.apply(POLICY, reviewers=("ben",), groups=("S0SUPPORT",), training_months=12)

    known = company.db.read_now(lambda conn: set(conn.execute(select(people.c.user_id)).scalars()))
    assert user_id("nora") not in known
    assert company.db.read_now(trained_until, user_id("nora"), company.now) == {SLUG: company.now + GRACE}


def endings(company: Company) -> list[bool]:
    """Do what the clock does about training that runs out."""
    return [
        company.db.write_now(tell_training_ends, TellTrainingEnds(slug, company.now))
        for slug in company.db.read_now(training_ends_to_tell, company.now)
    ]


def test_before_too_few_may_decide_the_owner_hears_it_once_and_signs_them_in(company: Company) -> None:
    company.apply(POLICY, training_months=12, reviewers=("ben",))
    company.later(days=8)
    sign(company, "ben")
    assert endings(company) == [], "a year is left"
    company.later(days=356)

    told = endings(company)
    found = company.db.read_now(training_ends, SLUG, company.now)

    assert (told, endings(company)) == ([True], [])
    assert [wish["person"] for wish in wishes(company, "training_ends")] == [user_id("ada")]
    assert found is not None
    assert (
        "In refund-replies the training of Ben runs out on 1 December 2027." in draw_training_ends(found).text
    )
    assert len(happened(company, "training.ends")) == 1

    sign(company, "ben")
    assert company.db.read_now(training_ends, SLUG, company.now) is None


def in_a_group(tx: Tx, who: tuple[str, datetime]) -> None:
    """Let somebody be in @support, as looked up just now."""
    name, now = who
    facts = GroupFacts("S0SUPPORT", "support", frozenset({user_id(name)}), now)
    note_directory(tx, NoteDirectory(groups=[facts]))


def test_what_was_approved_before_it_ran_out_still_counts(company: Company) -> None:
    company.apply(POLICY, training_months=12)
    output = company.hand_in()
    company.vote(output, "ben")

    company.later(days=29)
    company.tick()

    assert company.look(output).state == "approved"
    assert isinstance(company.release(output), Output)
