"""Whose a review is: given by load, taken, handed over and back, and free again when it was left lying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, insert, select, update

from domain.escalation import Goes
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from storage.assignment import candidates, nobodys, open_reviews_of, taken, with_somebody_gone
from storage.card_views import CardView, card_view
from storage.evidence import story_of
from storage.outputs import names_of
from storage.people import roster_of
from storage.tables import group_members, outbox, people, user_groups
from storage.transaction import Tx
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_leave import leave
from tests.usecases.test_questions import ask
from tests.usecases.test_watching import look_at, watch
from usecases.assign_review import Assigned, AssignReview, assign_review
from usecases.escalate_overdue import (
    EscalateOverdue,
    PlanEscalation,
    escalate_overdue,
    plan_escalation,
)
from usecases.hand_review_over import HandReviewBack, HandReviewOver, hand_review_back, hand_review_over
from usecases.take_review import TakeReview, take_review

POLICY = Policy(purpose="Drafts the replies to refund requests")
DAY = timedelta(days=1)


@pytest.fixture
def company(company: Company) -> Company:
    """The cast, with reviews given by load."""
    company.apply(POLICY, assign="by_load")
    return company


def view(company: Company, output: Output) -> CardView:
    found = company.db.read_now(card_view, output.id, company.now)
    assert found is not None
    return found


def holder(company: Company, output: Output) -> str | None:
    """The name of whoever has it, in small letters."""
    has = view(company, output).assignee
    return None if has is None else company.db.read_now(names_of, [has])[has].lower()


def assign(company: Company, output: Output) -> Assigned | None:
    return company.db.write_now(assign_review, AssignReview(output.id, company.now))


def given(company: Company, text: str = "Dear Mr Weber.", **fields: object) -> Output:
    """An output that was handed in and given to somebody, if anybody could be."""
    output = company.hand_in(text, **fields)
    assign(company, output)
    return output


def take(company: Company, output: Output, who: str) -> None:
    done = company.db.write_now(take_review, TakeReview(output.id, company.person(who), company.now))
    assert isinstance(done, Output), done


def hand_over(company: Company, output: Output, who: str, to: str | None) -> str | Refused:
    receiver = None if to is None else company.person(to)
    command = HandReviewOver(output.id, company.person(who), receiver, company.now)
    return company.db.write_now(hand_review_over, command)


def hand_back(company: Company, output: Output, who: str) -> str | Refused | None:
    command = HandReviewBack(output.id, company.person(who), company.now)
    return company.db.write_now(hand_review_back, command)


def test_what_has_gone_out_is_nobodys_to_have_and_says_since_when(company: Company) -> None:
    output = given(company)
    company.vote(output, "ben")
    company.later(seconds=61)
    company.tick()
    company.later(hours=1)
    company.release(output)
    gone_at = company.now
    company.later(hours=1)

    refusals = [
        hand_over(company, output, "ada", "mia"),
        hand_back(company, output, "ben"),
        company.db.write_now(take_review, TakeReview(output.id, company.person("mia"), company.now)),
    ]

    assert refusals == [Refused.of("already_released", by=None, at=gone_at)] * 3


def test_what_has_gone_out_and_is_looked_at_is_shared_out_and_moves_like_what_waits(company: Company) -> None:
    watch(company)
    outputs = [given(company, f"Text {number}") for number in range(9)]
    has = [holder(company, output) for output in outputs]
    assert {who: has.count(who) for who in has} == {"ben": 3, "mia": 3, "tom": 3}
    bens = [one for one, who in zip(outputs, has, strict=True) if who == "ben"]

    take(company, bens[0], "mia")
    assert view(company, bens[0]).has_taken_it
    assert hand_over(company, bens[0], "ada", "tom") == user_id("tom")
    assert hand_back(company, bens[0], "tom") in {user_id("ben"), user_id("mia")}
    take(company, bens[0], "mia")
    company.later(days=3)
    assert bens[0].id in company.db.read_now(taken)
    idle = assign(company, bens[0])
    assert (idle is not None and idle.was) == user_id("mia")
    leave(company, "ben", company.now, company.now + DAY)
    assert set(company.db.read_now(open_reviews_of, user_id("ben"))) >= {bens[1].id, bens[2].id}
    assert holder(company, bens[1]) == "ben"
    moved = assign(company, bens[1])
    assert (moved is not None and moved.was) == user_id("ben")

    look_at(company, bens[2], "mia", via="modal")
    assert assign(company, bens[2]) is None
    gone_at = bens[2].submitted_at
    taken_now = TakeReview(bens[2].id, company.person("tom"), company.now)
    assert company.db.write_now(take_review, taken_now) == Refused.of("already_released", by=None, at=gone_at)


def test_what_nobody_has_is_given_what_waits_to_go_out_first(company: Company) -> None:
    company.apply(POLICY, assign="by_load", quiet=True)
    watch(company)
    gone_out = company.hand_in("Text 1")
    waits = company.hand_in("Text 2", risk="high")

    live = company.db.read_now(workflow, SLUG)
    assert live is not None
    found = [company.db.read_now(nobodys, live, limit=limit) for limit in (1, 2)]

    assert found == [[waits.id], [waits.id, gone_out.id]]


def test_nine_reviews_come_to_three_people_in_equal_parts(company: Company) -> None:
    outputs = [given(company, f"Text {number}") for number in range(9)]

    has = [holder(company, output) for output in outputs]

    assert {who: has.count(who) for who in has} == {"ben": 3, "mia": 3, "tom": 3}
    assert not any(view(company, output).has_taken_it for output in outputs)


def test_it_is_given_to_nobody_who_asked_for_it_or_owns_its_key(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "cleo", "ruth", "gus", "dora", "ticketbot"))

    has = {
        holder(company, given(company, f"Text {number}", requested_by="cleo@example.com"))
        for number in range(6)
    }

    assert has == {"ben"}


def test_where_nobody_can_be_given_it_it_is_for_whoever_takes_it(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("cleo",))
    own = given(company, requested_by="cleo@example.com")
    company.apply(POLICY, assign="pool")
    in_a_pool = given(company)

    assert holder(company, own) is None
    assert holder(company, in_a_pool) is None


def test_members_of_a_group_are_given_reviews_too(company: Company) -> None:
    company.db.write_now(_a_group, ("S0", ["tom"]))
    company.apply(POLICY, assign="by_load", reviewers=(), groups=("S0",))

    assert holder(company, given(company)) == "tom"


def test_the_limit_of_a_day_counts_what_was_given_and_judged_and_ends_at_midnight(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"), daily_cap=2)
    judged = company.hand_in("Judged")
    company.vote(judged, "ben")

    has = [holder(company, given(company, f"Text {number}")) for number in range(4)]
    company.later(days=1)
    next_day = [holder(company, given(company, f"Next day {number}")) for number in range(2)]

    assert sorted(str(one) for one in has) == ["None", "ben", "mia", "mia"]
    assert has[-1] is None
    assert set(next_day) == {"ben", "mia"}


def test_nothing_is_given_to_who_is_away_and_what_they_have_moves_on(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"))
    outputs = [given(company, f"Text {number}") for number in range(4)]
    bens = [output for output in outputs if holder(company, output) == "ben"]
    absence = leave(company, "ben", company.now, company.now + DAY)

    moved = [assign(company, output) for output in outputs]
    later = given(company, "Later")

    assert len(bens) == 2
    assert [one for one in moved if one is not None] == [Assigned(user_id("ben"), user_id("mia"))] * 2
    assert {holder(company, output) for output in (*outputs, later)} == {"mia"}
    told = company.db.read_now(story_of, bens[0].id)[-1]
    assert (told.action, told.actor, told.facts["why"]) == ("review.moved", "clock", "leave")
    assert absence.person == user_id("ben")


def test_what_a_pools_reviewer_took_is_free_again_when_they_go_away(company: Company) -> None:
    company.apply(POLICY, assign="pool")
    output = company.hand_in()
    take(company, output, "ben")
    leave(company, "ben", company.now, company.now + DAY)

    assert assign(company, output) == Assigned(user_id("ben"), None)


def test_a_take_that_idles_is_free_again_and_says_so_once(company: Company) -> None:
    company.apply(POLICY, assign="pool", take_decays=timedelta(hours=2))
    output = company.hand_in()
    take(company, output, "ben")
    company.later(hours=1, minutes=59)
    before = assign(company, output)
    company.later(minutes=1)
    after = assign(company, output)
    again = assign(company, output)

    assert before is None
    assert after == Assigned(user_id("ben"), None)
    assert again is None
    assert company.db.read_now(_whispers) == [(user_id("ben"), "take.decayed")]


def test_left_lying_by_load_it_comes_to_somebody_else_and_not_back_by_itself(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = company.hand_in()
    take(company, output, "ben")
    company.later(hours=3)
    assign(company, output)
    to_mia = holder(company, output)
    take(company, output, "mia")
    company.later(hours=3)
    assign(company, output)

    assert to_mia == "mia"
    assert holder(company, output) is None
    assert assign(company, output) is None


def test_while_a_question_is_open_nobody_lets_anything_lie(company: Company) -> None:
    output = company.hand_in(requested_by="cleo@example.com")
    take(company, output, "ben")
    ask(company, output, "ben")
    company.later(hours=5)

    assert assign(company, output) is None
    assert output.id not in company.db.read_now(taken)
    assert holder(company, output) == "ben"


def test_what_is_given_and_not_taken_does_not_decay(company: Company) -> None:
    output = given(company)
    had = holder(company, output)
    company.later(hours=7)

    assert assign(company, output) is None
    assert holder(company, output) == had


def test_one_missed_step_moves_it_on_and_only_once(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"), take_decays=5 * DAY)
    output = given(company)
    first = holder(company, output)
    other = {"ben": "mia", "mia": "ben"}[str(first)]
    company.db.write_now(plan_escalation, PlanEscalation(output.id, company.now))
    company.later(hours=2, minutes=1)
    escalate(company, output, 0)
    heard = assign(company, output)
    company.later(hours=2)
    escalate(company, output, 1)
    missed = assign(company, output)
    take(company, output, str(first))

    assert heard is None
    assert missed == Assigned(user_id(str(first)), user_id(other))
    assert company.db.read_now(_whispers) == [(user_id(str(first)), "take.missed")]
    assert assign(company, output) is None
    assert holder(company, output) == first


def test_who_misses_many_at_once_hears_of_the_first(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben",), take_decays=5 * DAY)
    several = [given(company), given(company, "Another"), given(company, "A third")]
    for one in several:
        company.db.write_now(plan_escalation, PlanEscalation(one.id, company.now))
    company.later(hours=2, minutes=1)
    for one in several:
        escalate(company, one, 0)
    company.later(hours=2)
    for one in several:
        escalate(company, one, 1)

    moved = [assign(company, one) for one in several]

    assert moved == [Assigned(user_id("ben"), None)] * 3
    assert company.db.read_now(_whispers) == [(user_id("ben"), "take.missed")]


def test_two_who_are_both_late_are_not_given_what_the_other_has_missed(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"), take_decays=5 * DAY)
    both = [given(company), given(company, "Another")]
    had = {holder(company, one) for one in both}
    for one in both:
        company.db.write_now(plan_escalation, PlanEscalation(one.id, company.now))
    company.later(hours=2, minutes=1)
    for one in both:
        escalate(company, one, 0)
    company.later(hours=2)
    for one in both:
        escalate(company, one, 1)
    moved = [assign(company, one) for one in both]
    again = [assign(company, one) for one in both]
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia", "tom"), take_decays=5 * DAY)
    for one in both:
        assign(company, one)

    assert had == {"ben", "mia"}
    assert [one.becomes for one in moved if one is not None] == [None, None]
    assert again == [None, None]
    assert [holder(company, one) for one in both] == ["tom", "tom"]


def escalate(company: Company, output: Output, step: int) -> None:
    command = EscalateOverdue(output.id, step, None, company.now)
    assert isinstance(company.db.write_now(escalate_overdue, command), Goes)


def test_when_one_of_two_has_approved_the_other_is_asked(company: Company) -> None:
    company.apply(Policy(purpose="Two decide", approvals=2), assign="by_load", reviewers=("ben", "mia"))
    output = given(company)
    first = holder(company, output)
    assert first is not None
    company.vote(output, first)
    company.later(minutes=2)
    company.tick()

    assign(company, output)

    assert {first, holder(company, output)} == {"ben", "mia"}


def test_who_left_the_company_or_the_roster_has_nothing_any_more(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben",))
    output, other = given(company), given(company, "Another")
    company.db.write_now(_deactivate, "ben")
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"))

    assert company.db.read_now(with_somebody_gone) == [output.id, other.id]
    assert assign(company, output) == Assigned(user_id("ben"), user_id("mia"))


def test_handed_over_it_is_theirs_by_name_or_by_load(company: Company) -> None:
    output, other = company.hand_in(), company.hand_in("Another")
    take(company, output, "ben")
    take(company, other, "ben")

    assert hand_over(company, output, "ben", "mia") == user_id("mia")
    assert hand_over(company, other, "ada", None) in (user_id("mia"), user_id("tom"))
    assert holder(company, output) == "mia"
    assert not view(company, output).has_taken_it


def test_it_is_handed_over_by_who_may_to_who_may_and_is_there(company: Company) -> None:
    output = company.hand_in(requested_by="cleo@example.com")
    take(company, output, "ben")
    company.vote(output, "tom")
    leave(company, "mia", company.now, company.now + DAY)

    assert hand_over(company, output, "cleo", "ben") == Refused.of("is_requester")
    assert hand_over(company, output, "ben", "cleo") == Refused.of("is_requester")
    assert hand_over(company, output, "ben", "ruth") == Refused.of("is_key_owner")
    assert hand_over(company, output, "gus", "ben") == Refused.of("is_guest")
    assert hand_over(company, output, "ben", "mia") == Refused.of("is_away", by=user_id("mia"))
    assert hand_over(company, output, "ben", "tom") == Refused.of("already_voted", at=None)
    assert hand_over(company, output, "ben", None) == Refused.of("nobody_free")
    assert holder(company, output) == "ben"


def test_handed_back_it_comes_to_another_or_is_free_and_only_by_who_has_it(company: Company) -> None:
    company.apply(POLICY, assign="by_load", reviewers=("ben", "mia"))
    output = company.hand_in()
    take(company, output, "ben")

    assert hand_back(company, output, "mia") == Refused.of("not_your_review", by=user_id("ben"))
    assert hand_back(company, output, "ben") == user_id("mia")
    assert hand_back(company, output, "mia") is None
    assert hand_back(company, output, "mia") == Refused.of("not_your_review", by=None)


def test_in_a_pool_what_is_handed_back_is_for_whoever_takes_it(company: Company) -> None:
    company.apply(POLICY, assign="pool")
    output = company.hand_in()
    take(company, output, "ben")

    assert hand_back(company, output, "ben") is None


def test_what_is_decided_is_nobodys_to_hand_over(company: Company) -> None:
    output = company.hand_in()
    take(company, output, "ben")
    company.vote(output, "ben")
    company.later(minutes=2)
    company.tick()
    company.release(output)

    assert isinstance(hand_back(company, output, "ben"), Refused)
    assert isinstance(hand_over(company, output, "ben", "mia"), Refused)
    assert assign(company, output) is None


def test_the_clock_looks_at_what_people_see_and_nobody_has(company: Company) -> None:
    waits = company.hand_in()
    taken_one = company.hand_in("Taken")
    take(company, taken_one, "ben")
    found = company.db.read_now(workflow, SLUG)
    assert found is not None

    assert company.db.read_now(nobodys, found, limit=10) == [waits.id]
    assert company.db.read_now(open_reviews_of, user_id("ben")) == [taken_one.id]


def test_weighing_people_takes_the_same_few_statements_however_many_there_are(company: Company) -> None:
    asked: list[str] = []

    def counted(conn: Connection) -> int:
        event.listen(conn, "before_cursor_execute", lambda *told: asked.append(told[2]))
        return len(candidates(conn, roster_of(conn, SLUG, MONDAY), MONDAY))

    assert company.db.read_now(counted) == 3
    few = len(asked)
    company.apply(POLICY, assign="by_load", reviewers=("ada", "grace", "ben", "mia", "tom", "cleo", "ruth"))
    asked.clear()

    assert company.db.read_now(counted) == 7
    assert len(asked) == few <= 9


def _a_group(tx: Tx, given: tuple[str, list[str]]) -> None:
    group_id, members = given
    tx.conn.execute(insert(user_groups).values(group_id=group_id, handle="support", fetched_at=MONDAY))
    rows = [{"group_id": group_id, "user_id": user_id(name)} for name in members]
    tx.conn.execute(insert(group_members), rows)


def _deactivate(tx: Tx, name: str) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id(name)).values(kind="deactivated"))


def _whispers(conn: Connection) -> list[tuple[str, str]]:
    found = conn.execute(select(outbox.c.payload).where(outbox.c.kind == "whisper")).scalars()
    return [(payload["person"], payload["line"]) for payload in found]
