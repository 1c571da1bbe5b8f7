"""Second looks: drawn beforehand, given by somebody who knows nothing of the first, settled by who answers for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from domain.escalation import Goes, Passes
from domain.outputs import Output
from domain.policy import Checking, Policy
from domain.refusals import Refused
from domain.second_looks import Pairs, SecondVerdict
from handlers.cards.late import draw_for_leaders, draw_late
from handlers.outbox.late import offers
from storage.aftermath import notices_about, reports_about
from storage.database import Database
from storage.evidence import story_of
from storage.late import late_counts, late_list
from storage.outputs import votes_of
from storage.places import Spot
from storage.put_rights import put_right_of
from storage.queue_views import AskNext, queue_step, reviewer
from storage.second_looks import (
    WINDOW,
    SecondSaid,
    brought_to_light,
    pairs_in,
    pairs_told,
    second_said,
    second_view,
    seconds_for,
    seconds_over,
    unsettled,
)
from storage.signals.peoples_time import time_spent
from storage.tables import (
    approvals,
    metadata,
    review_times,
    second_looks,
    second_settlements,
    second_verdicts,
    talkers,
)
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_aftermath import say as report
from tests.usecases.test_escalation import LEADERS, go, hours, tick
from tests.usecases.test_marks import mark
from tests.usecases.test_watching import look_at, watch
from usecases.apply_workflow import Applied, apply_workflow
from usecases.end_second_look import EndSecondLook, end_second_look
from usecases.give_second_look import GiveSecondLook, give_second_look
from usecases.pass_judging_on import PassJudgingOn, pass_judging_on, waiting_for_word
from usecases.settle_disagreement import SettleDisagreement, settle_disagreement
from usecases.take_review import TakeReview, take_review

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = Policy(purpose="Drafts the replies to refund requests", checking=Checking(double_review_share=1.0))


@pytest.fixture
def drawn(sqlite_url: str) -> Iterator[Company]:
    """A company in which everything is drawn for a second look. Nothing here depends on the database."""
    company = Company(Database(sqlite_url))
    company.settle_in(ALL)
    yield company
    company.db.close()


def decided(company: Company, verdict: str = "approve", who: str = "ben", **given: object) -> Output:
    output = company.hand_in(f"Dear Mr Weber, reply {company.now}.", **given)
    if verdict == "fix":
        company.fix(output, who, "Dear Mr Weber, corrected.")
    else:
        company.vote(output, who, verdict, "modal", reason="wrong" if verdict == "reject" else None)  # type: ignore[arg-type]  # as given
    company.later(seconds=61)
    company.tick()
    return company.look(output)


def asked(company: Company, who: str) -> list[Spot]:
    known = company.db.read_now(reviewer, user_id(who))
    assert known is not None
    return company.db.read_now(seconds_for, known, [SLUG])


def say(
    company: Company, output: Output, who: str = "mia", verdict: SecondVerdict = "approve", **given: object
) -> SecondSaid | Refused:
    number = next(company._count)
    fields: dict[str, object] = {
        "source": f"second:{number}",
        "shown_at": company.now - timedelta(seconds=20),
    }
    command = GiveSecondLook(
        output.id,
        company.person(who),
        verdict,
        now=company.now,
        **(fields | given),  # type: ignore[arg-type]  # by name
    )
    return company.db.write_now(give_second_look, command)


def settle(company: Company, output: Output, who: str = "ada", *, was_wrong: bool) -> Output | Refused:
    command = SettleDisagreement(output.id, company.person(who), was_wrong, company.now)
    return company.db.write_now(settle_disagreement, command)


def pairs(company: Company) -> Pairs:
    return company.db.read_now(pairs_in, SLUG, company.now - WINDOW, company.now + timedelta(seconds=1))


def actions(company: Company, output: Output) -> list[str]:
    return [one.action for one in company.db.read_now(story_of, output.id)]


def test_it_is_asked_once_it_is_decided_and_of_nobody_who_may_know_how(drawn: Company) -> None:
    output = drawn.hand_in(requested_by="tom@example.com")
    before = asked(drawn, "mia")
    drawn.vote(output, "ben")
    pending = asked(drawn, "mia")
    drawn.later(seconds=61)
    drawn.tick()

    assert (before, pending) == ([], [])
    assert [spot.output_id for spot in asked(drawn, "mia")] == [output.id]
    assert asked(drawn, "ben") == [], "he decided it"
    assert asked(drawn, "tom") == [], "he asked for it"
    assert asked(drawn, "mia")[0].due_at == drawn.now.replace(hour=13, minute=1, second=1), (
        "as long as the first had"
    )


@pytest.mark.parametrize("how", ["marked", "talked", "reported", "next try"])
def test_whoever_has_had_to_do_with_it_is_not_asked(drawn: Company, how: str) -> None:
    output = decided(drawn, "reject" if how == "next try" else "approve")
    asked_before = bool(asked(drawn, "mia"))
    if how == "marked":
        mark(drawn, output, "mia", "eyes", at=70)
    elif how == "talked":
        row = {"output_id": output.id, "person": user_id("mia")}
        drawn.db.write_now(lambda tx, _: tx.conn.execute(insert(talkers).values(row)), None)
    elif how == "reported":
        drawn.release(output)
        report(drawn, output, "mia")
    else:
        again = drawn.hand_in("Dear Mr Weber, better.", supersedes=output.id)
        drawn.vote(again, "mia")

    assert asked_before
    assert asked(drawn, "mia") == []
    assert [spot.output_id for spot in asked(drawn, "tom")] == [output.id]
    assert say(drawn, output, "mia") == Refused.of("second_look_known")


def test_who_answers_for_it_is_not_asked_but_about_what_others_said(drawn: Company) -> None:
    drawn.apply(ALL, reviewers=("ada", "grace", "ben", "mia"))
    output = decided(drawn)

    assert asked(drawn, "ada") == asked(drawn, "grace") == []
    assert say(drawn, output, "ada") == Refused.of("second_look_known")
    assert say(drawn, output, "cleo") == Refused.of("not_on_roster")
    assert say(drawn, output, "ruth") == Refused.of("is_key_owner")


@pytest.mark.parametrize("verdict", ["approve", "fix", "reject"])
def test_what_is_shown_is_the_same_however_the_first_went(drawn: Company, verdict: str) -> None:
    output = drawn.hand_in("Dear Mr Weber.", title="Reply", requested_by="cleo@example.com")
    unjudged = drawn.db.read_now(second_view, output.id, drawn.now)
    if verdict == "fix":
        drawn.fix(output, "ben", "Dear Mr Weber, corrected.")
    else:
        drawn.vote(output, "ben", verdict, reason="wrong" if verdict == "reject" else None)  # type: ignore[arg-type]  # as given
    mark(drawn, output, "tom", "eyes", at=5)
    drawn.later(seconds=61)
    drawn.tick()
    drawn.release(output)

    view = drawn.db.read_now(second_view, output.id, drawn.now)

    assert view is not None
    assert unjudged is not None
    assert replace(view, names={}) == replace(unjudged, names={})
    assert view.text == "Dear Mr Weber."


def test_an_agreement_is_kept_and_changes_nothing(drawn: Company) -> None:
    output = decided(drawn)
    ids = {name: _count(drawn, name) for name in metadata.tables}

    said = say(drawn, output, "mia", "approve")
    changed = {name for name in metadata.tables if _count(drawn, name) != ids[name]}
    seconds = drawn.db.read_now(lambda conn: conn.execute(select(review_times.c.seconds)).scalars().all())

    assert isinstance(said, SecondSaid)
    assert not said.waits
    assert drawn.look(output) == output
    assert changed == {"second_verdicts", "evidence", "evidence_unsealed", "review_times"}
    assert list(seconds) == [20.0], "it is work like any other"
    assert pairs(drawn) == Pairs(both_approve=1, people=2)
    assert asked(drawn, "tom") == []
    assert say(drawn, output, "tom") == Refused.of("second_look_over"), "once an output"
    assert drawn.db.read_now(_approvers, output.id) == [user_id("ben")], "it is no approval"


def test_the_same_act_twice_is_one(drawn: Company) -> None:
    output = decided(drawn)

    first = say(drawn, output, source="press:1")
    again = say(drawn, output, source="press:1", verdict="reject")

    assert first == again
    assert pairs(drawn).n == 1


@pytest.mark.parametrize(
    ("verdict", "second", "kept"),
    [
        ("approve", "approve", Pairs(both_approve=1, people=2)),
        ("approve", "reject", Pairs(first_approves=1, people=2)),
        ("reject", "approve", Pairs(second_approves=1, people=2)),
        ("reject", "reject", Pairs(both_reject=1, people=2)),
        ("fix", "reject", Pairs(both_reject=1, people=2)),
        ("fix", "approve", Pairs(second_approves=1, people=2)),
    ],
)
def test_a_pair_counts_by_what_each_said_of_the_text_as_it_was_handed_in(
    drawn: Company, verdict: str, second: SecondVerdict, kept: Pairs
) -> None:
    output = decided(drawn, verdict)

    said = say(drawn, output, verdict=second, reason="tone" if second == "reject" else None)

    assert isinstance(said, SecondSaid)
    assert pairs(drawn) == kept
    assert said.waits == (kept.agreed == 0)
    assert drawn.look(output) == output


def test_whoever_answers_for_it_is_asked_where_they_disagree_and_may_let_the_first_stand(
    drawn: Company,
) -> None:
    output = decided(drawn)
    drawn.release(output)
    said = say(drawn, output, "mia", "reject", reason="wrong", note="The amount is another.")
    told = drawn.db.read_now(notices_about, output.id)

    others = [settle(drawn, output, who, was_wrong=True) for who in ("ben", "mia", "cleo")]
    done = settle(drawn, output, was_wrong=False)

    assert isinstance(said, SecondSaid)
    assert said.settle_by == drawn.now + timedelta(hours=4)
    assert [(one.kind, one.person) for one in told] == [("disagreement", user_id("ada"))]
    assert others == [Refused.of("only_owner", judge=user_id("ada"))] * 3
    assert isinstance(done, Output)
    assert done.state == "released"
    assert drawn.db.read_now(unsettled, [SLUG]) == []
    again = settle(drawn, output, "grace", was_wrong=True)
    assert isinstance(again, Refused)
    assert (again.code, again.facts["was_wrong"]) == ("disagreement_settled", False)


def test_what_was_approved_and_has_not_gone_out_is_stopped_as_by_an_objection(drawn: Company) -> None:
    output = decided(drawn)
    say(drawn, output, "mia", "reject", reason="wrong", note="The amount is another.")
    held = drawn.look(output)

    done = settle(drawn, output, "grace", was_wrong=True)

    assert held.state == "approved", "the second verdict alone stops nothing"
    assert isinstance(done, Output)
    assert done.state == "rejected"
    assert [vote.note for vote in drawn.db.read_now(votes_of, output.id)] == [None, "The amount is another."]
    assert actions(drawn, output)[-3:] == ["objection.upheld", "output.reopened", "output.rejected"]
    assert drawn.release(output) != output


def test_what_has_gone_out_is_taken_back_and_put_right(drawn: Company) -> None:
    output = decided(drawn)
    drawn.release(output)
    say(drawn, output, "mia", "reject", reason="unsafe", note="It names a stranger.")

    done = settle(drawn, output, was_wrong=True)
    task = drawn.db.read_now(put_right_of, output.id)
    told = drawn.db.read_now(reports_about, output.id)

    assert isinstance(done, Output)
    assert done.state == "recalled"
    assert task is not None
    assert (task.person, task.due_at) == (user_id("ada"), drawn.now + timedelta(hours=4))
    assert [(one.reported_by, one.state, one.critical) for one in told] == [
        (user_id("ada"), "confirmed", True)
    ]
    assert "output.reversed" in actions(drawn, output)


@pytest.mark.parametrize("verdict", ["reject", "fix"])
def test_what_was_stopped_or_corrected_stays_so_whatever_is_said_of_it(drawn: Company, verdict: str) -> None:
    output = decided(drawn, verdict)
    say(drawn, output)

    done = settle(drawn, output, was_wrong=True)

    assert done == output


def test_an_audit_has_a_second_look_as_well_and_what_it_missed_is_checked_more(company: Company) -> None:
    company.apply(replace(ALL, lane="automated"))
    assert company.sign() is not None
    output = company.hand_in(sampled=True)
    open_audit = asked(company, "mia")
    look_at(company, output, "ben")
    live = company.db.read_now(workflow, SLUG)

    spots = asked(company, "mia")
    say(company, output, "mia", "reject", reason="wrong")
    done = settle(company, output, was_wrong=True)
    after = company.db.read_now(workflow, SLUG)

    assert open_audit == []
    assert [spot.output_id for spot in spots] == [output.id]
    assert pairs(company) == Pairs(first_approves=1, people=2)
    assert isinstance(done, Output)
    assert done.state == "recalled"
    assert live is not None
    assert after is not None
    assert (live.stage, after.stage) == ("sampling", "screening")


def test_where_the_owner_gave_the_first_the_deputy_is_asked_and_the_owner_only_where_nobody_else_is(
    drawn: Company,
) -> None:
    drawn.apply(ALL, reviewers=("ada", "ben", "mia"))
    output = decided(drawn, who="ada")
    say(drawn, output, "mia", "reject", reason="wrong")

    assert [one.person for one in drawn.db.read_now(notices_about, output.id)] == [user_id("grace")]
    assert settle(drawn, output, was_wrong=False) == Refused.of("only_owner", judge=user_id("grace"))


@pytest.mark.parametrize("first", ["ada", "ben"])
def test_where_nobody_else_is_the_owner_lets_no_verdict_stand_that_is_theirs(
    drawn: Company, first: str
) -> None:
    alone = replace(drawn.application(ALL, reviewers=("ada", "ben", "mia")), deputy=None)
    drawn.db.write_now(apply_workflow, alone)
    output = decided(drawn, who=first)
    say(drawn, output, "mia", "reject", reason="wrong")

    stands = settle(drawn, output, was_wrong=False)
    wrong = settle(drawn, output, was_wrong=True)

    if first == "ada":
        assert stands == Refused.of("own_disagreement")
        assert isinstance(wrong, Output)
        assert wrong.state == "rejected"
    else:
        assert isinstance(stands, Output)


def test_it_comes_in_its_place_in_the_queue_and_can_be_gone_past(company: Company) -> None:
    company.apply(ALL)
    output = decided(company)
    given = company.hand_in("Dear Mrs Noor.")
    company.db.write_now(take_review, TakeReview(given.id, company.person("mia"), company.now))
    pool = company.hand_in("Dear Ms Okafor.")

    seen, after = [], None
    while (step := company.db.read_now(queue_step, AskNext(user_id("mia"), after), company.now)).spot:
        seen.append((step.spot.output_id, step.spot.second, step.waiting))
        after = step.spot

    assert seen == [(output.id, True, 3), (given.id, False, 3), (pool.id, False, 3)] or seen == [
        (given.id, False, 3),
        (output.id, True, 3),
        (pool.id, False, 3),
    ]


def test_what_nobody_settles_goes_up_a_chain_of_its_own_and_the_deputy_may_settle_it(
    company: Company,
) -> None:
    company.apply(ALL)
    output = decided(company)
    company.release(output)
    say(company, output, "mia", "reject", reason="wrong")
    tick(company)

    steps = [hours(company, count) for count in (1.9, 0.1, 2, 2, 18)]
    late = company.db.read_now(late_list, user_id("ada"), company.now)
    leaders = company.db.read_now(late_counts, LEADERS, company.now)
    done = settle(company, output, "grace", was_wrong=False)
    tick(company)

    assert steps == [
        [],
        [(0, Passes())],  # nobody has it to do
        [(1, Goes("owner", user_id("ada")))],
        [(2, Goes("deputy", user_id("grace")))],
        [(3, Goes("leaders", LEADERS))],
    ]
    assert late.disagreements is not None
    assert [(one.first, one.second) for one in late.disagreements.items] == [("approve", "reject")]
    assert "Two reviewers disagree about 1, and nobody has said which was right." in draw_late(late).text
    assert {"first_stands", "first_was_wrong"} <= {one.partition(" ")[0] for one in offers(draw_late(late))}
    assert [(one.kind, one.count) for one in leaders.counts] == [("disagreement", 1)]
    assert "about which two reviewers disagree" in draw_for_leaders(leaders).text
    assert isinstance(done, Output)
    assert company.db.read_now(late_list, user_id("ada"), company.now).is_empty
    assert hours(company, 1_000) == []


def test_who_is_asked_goes_away_and_who_stands_in_is_asked(drawn: Company) -> None:
    output = decided(drawn)
    say(drawn, output, "mia", "reject", reason="wrong")
    go(drawn, "ada")
    command = PassJudgingOn(output.id, user_id("ada"), "leave_1", drawn.now)

    waiting = drawn.db.read_now(waiting_for_word, user_id("ada"))
    drawn.db.write_now(pass_judging_on, command)

    assert waiting == [output.id]
    asked = [(one.kind, one.person) for one in drawn.db.read_now(notices_about, output.id)]
    assert asked == [("disagreement", user_id("ada")), ("disagreement", user_id("grace"))]


def test_what_they_bring_to_light_counts_like_planted_mistakes(drawn: Company) -> None:
    said: list[tuple[str, SecondVerdict, bool | None]] = [
        ("reject", "reject", None),
        ("fix", "reject", None),
        ("approve", "approve", None),
        ("approve", "reject", True),
        ("approve", "reject", False),
        ("approve", "reject", None),
        ("reject", "approve", True),
    ]
    for first, second, was_wrong in said:
        output = decided(drawn, first)
        say(drawn, output, verdict=second)
        if was_wrong is not None:
            settle(drawn, output, was_wrong=was_wrong)

    assert drawn.db.read_now(brought_to_light, SLUG, drawn.now - WINDOW) == (2, 1, 1)


def test_nobody_is_asked_for_ever(drawn: Company) -> None:
    output = decided(drawn)
    expired = drawn.hand_in("Dear Mrs Noor.")
    early = drawn.db.read_now(seconds_over, drawn.now, 10)
    drawn.later(days=1, minutes=1)
    late = drawn.db.read_now(seconds_over, drawn.now, 10)
    ended = drawn.db.write_now(end_second_look, EndSecondLook(output.id, drawn.now))

    assert (early, late, ended) == ([], [output.id], True)
    assert expired.id not in late
    assert asked(drawn, "mia") == []
    assert say(drawn, output) == Refused.of("second_look_over")
    assert drawn.db.write_now(end_second_look, EndSecondLook(output.id, drawn.now)) is False


def test_nothing_is_drawn_for_a_share_of_nought_or_where_nobody_looks(drawn: Company) -> None:
    applied = drawn.apply(replace(ALL, lane="automated"))
    assert isinstance(applied, Applied)
    drawn.sign()
    drawn.hand_in(sampled=False)
    drawn.apply(replace(ALL, checking=Checking(double_review_share=0.0)))
    drawn.hand_in("Dear Mrs Noor.")

    assert _count(drawn, "second_looks") == 0


def test_the_databases_keep_it_as_it_was_and_take_it_from_a_second_person_only(company: Company) -> None:
    company.apply(ALL)
    output, other = decided(company), decided(company)
    say(company, output, "mia", "reject", reason="wrong")
    settle(company, output, was_wrong=False)
    own = {
        "output_id": other.id,
        "sha256": other.content_sha256,
        "verdict": "approve",
        "first": "approve",
        "first_vote": "vote_1",
        "source": "press:9",
        "given_at": company.now,
    }
    forbidden = [
        update(second_looks).where(second_looks.c.output_id == other.id).values(pi=0.5),
        update(second_looks).where(second_looks.c.output_id == output.id).values(closed_at=None),
        *(delete(table) for table in (second_looks, second_verdicts, second_settlements)),
        update(second_verdicts).values(verdict="approve"),
        update(second_settlements).values(was_wrong=True),
        insert(second_verdicts).values(own | {"person": user_id("ben")}),
        insert(second_verdicts).values(own | {"person": user_id("ruth")}),
        insert(second_verdicts).values(own | {"person": user_id("mia"), "settle_by": company.now}),
        insert(second_settlements).values(
            output_id=other.id, was_wrong=True, person=user_id("ada"), settled_at=company.now
        ),
    ]

    for statement in forbidden:
        with pytest.raises(DatabaseError):
            company.db.write_now(lambda tx, one: tx.conn.execute(one), statement)
    company.db.write_now(
        lambda tx, _: tx.conn.execute(insert(second_verdicts).values(own | {"person": user_id("mia")})), None
    )


def test_no_approval_or_release_can_refer_to_one() -> None:
    reaching = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name.startswith("second_")
    }

    assert reaching == {"second_verdicts", "second_settlements", "talkers"}


def _count(company: Company, table: str) -> int:
    counted = select(func.count()).select_from(metadata.tables[table])
    return company.db.read_now(lambda conn: int(conn.execute(counted).scalar_one()))


def _approvers(conn: object, output_id: str) -> list[str]:
    found = select(approvals.c.person).where(approvals.c.output_id == output_id)
    return list(conn.execute(found).scalars())  # type: ignore[attr-defined]  # a connection


def test_what_two_said_is_found_by_the_output(drawn: Company) -> None:
    output = decided(drawn)

    assert drawn.db.read_now(second_said, output.id) is None
    assert say(drawn, output) == drawn.db.read_now(second_said, output.id)


def test_people_who_watch_ai_that_runs_already_look_twice_as_well(drawn: Company) -> None:
    watch(drawn)
    output = drawn.hand_in()
    look_at(drawn, output, "ben", "reject", reason="wrong")

    assert drawn.look(output).state == "recalled"
    assert [spot.output_id for spot in asked(drawn, "mia")] == [output.id], "she has not heard"


def test_it_is_a_look_of_the_week_and_its_time_is_measured(drawn: Company) -> None:
    drawn.apply(ALL, reviewers=("ben", "mia", "tom", "cleo", "grace"))
    output = decided(drawn)
    say(drawn, output)
    for who in ("tom", "cleo", "grace"):
        decided(drawn, who=who)

    found = drawn.db.read_now(workflow, SLUG)
    assert found is not None
    time = drawn.db.read_now(time_spent, {SLUG: found}, MONDAY, MONDAY + timedelta(days=7))[SLUG]

    assert (time.looks, time.measured) == (5, 1)


def test_what_two_who_judge_the_same_say_is_told_of_five_people_and_whole_weeks(drawn: Company) -> None:
    drawn.apply(ALL, reviewers=("ben", "mia", "tom", "cleo", "grace"))
    told = []
    for pairs_of_week in (
        (("ben", "mia"), ("tom", "cleo")),
        (("grace", "ben"),),
        (("tom", "mia"),),
        (("ben", "cleo"), ("grace", "mia"), ("tom", "ben")),
    ):
        for first, second in pairs_of_week:
            assert isinstance(say(drawn, decided(drawn, who=first), second), SecondSaid)
        drawn.later(minutes=1)
        told.append(drawn.db.read_now(pairs_told, SLUG, drawn.now))
        drawn.later(days=7)
        told.append(drawn.db.read_now(pairs_told, SLUG, drawn.now))

    three, seven = Pairs(both_approve=3, people=5), Pairs(both_approve=7, people=5)
    assert told == [
        *[Pairs(untold=2)] * 2,
        Pairs(untold=3),
        *[three] * 4,
        seven,
    ], "what Tom and Mia say of one is told with what three others say"
