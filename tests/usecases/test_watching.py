"""Watching: goes out as before, until its end and not a tick longer, and everything that went out is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Column, Connection, Table, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from domain.lanes import Lane
from domain.outputs import Output
from domain.policy import Policy
from domain.refusals import Refused
from domain.watching import WATCHED_FOR
from storage.audits import Audit, audit_of, audits_in
from storage.audits_waiting import AuditsWaiting, audits_waiting
from storage.cards import card_of
from storage.evidence import story_of
from storage.put_rights import put_right_of
from storage.tables import contents, outputs, permits, releases, reviews, workflows
from storage.transaction import Tx
from storage.workflow_decisions import CLOCK, decisions_about
from storage.workflows import workflow
from tests.builders import SLUG, Company, user_id
from tests.usecases.test_marks import mark
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.give_feedback import GiveFeedback, give_feedback
from usecases.judge_report import Confirmation, JudgeReport, judge_report
from usecases.pause_workflow import PauseWorkflow, ResumeWorkflow, pause_workflow, resume_workflow
from usecases.record_audit import Audited, RecordAudit, record_audit
from usecases.record_mark import Stale
from usecases.sign_lane import LaneSigned, SignLane, sign_lane
from usecases.undo_audit import UndoAudit, undo_audit

TICK = timedelta(microseconds=1)
POLICY = Policy(purpose="Drafts the replies to refund requests")


def watch(company: Company, who: str = "ada") -> object:
    """Stop the workflow and have it watched instead, by who answers for it."""
    stop = PauseWorkflow(SLUG, user_id("ben"), "It ran without us.", company.now)
    company.db.write_now(pause_workflow, stop)
    asked = DecideWorkflow(SLUG, "watching", company.person(who), "It runs already.", company.now)
    return company.db.write_now(decide_workflow, asked)


def look_at(
    company: Company, output: Output, who: str, verdict: str = "approve", via: str = "modal", **more: object
) -> Audited | Refused:
    """Let one of the cast say whether what went out was good."""
    number = next(company._count)
    command = RecordAudit(
        vote_id=f"vote_{number:026d}",
        output_id=output.id,
        person=company.person(who),
        verdict=verdict,  # type: ignore[arg-type]  # as given
        via=via,  # type: ignore[arg-type]  # as given
        source=f"{via}:{number}",
        acted_at=company.now,
        now=company.now,
        **more,  # type: ignore[arg-type]  # as given
    )
    return company.db.write_now(record_audit, command)


def audit(company: Company, output: Output) -> Audit:
    found = company.db.read_now(audit_of, output.id)
    assert found is not None
    return found


def status(company: Company) -> str:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return found.status


def test_what_is_watched_goes_out_as_before_and_each_is_to_be_looked_at(company: Company) -> None:
    assert watch(company) == "watching"

    outputs = [company.hand_in(f"Text {number}") for number in range(3)]

    assert {(one.state, one.lane, one.needed) for one in outputs} == {("released", "automated", 0)}
    assert all(audit(company, one).is_open for one in outputs)
    actions = [one.action for one in company.db.read_now(story_of, outputs[0].id)]
    assert actions == ["output.handed_in", "output.released", "audit.opened"]


@pytest.mark.parametrize("delta", [-TICK, timedelta(0), TICK])
def test_it_does_not_outlive_its_end_by_one_tick_whether_or_not_the_clock_ticks(
    company: Company, delta: timedelta
) -> None:
    watch(company)
    company.later(seconds=(WATCHED_FOR + delta).total_seconds())

    output = company.hand_in()

    assert status(company) == "watching", "nobody has noted it yet"
    assert output.state == ("released" if delta < timedelta(0) else "in_review")
    assert output.lane == ("automated" if delta < timedelta(0) else "reviewed")


def test_what_people_approved_waits_too_once_the_end_has_come(company: Company) -> None:
    watch(company)
    output = company.hand_in(risk="high")
    company.vote(output, "ben", via="modal")
    company.later(seconds=WATCHED_FOR.total_seconds())

    assert company.release(output) == Refused.of("not_releasable", state="paused")


def test_undecided_at_its_end_it_is_paused_by_the_clock_once(company: Company) -> None:
    watch(company)
    company.later(seconds=WATCHED_FOR.total_seconds())
    company.tick()
    company.tick()

    assert status(company) == "paused"
    decided = company.db.read_now(decisions_about, SLUG)
    assert [(one.becomes, one.person) for one in decided][:2] == [
        ("paused", CLOCK),
        ("watching", user_id("ada")),
    ]


def test_signed_again_after_its_end_it_has_a_new_one_though_nobody_had_noted_the_old(
    company: Company,
) -> None:
    watch(company)
    company.later(seconds=WATCHED_FOR.total_seconds())
    again = DecideWorkflow(SLUG, "watching", company.person("ada"), "Another two weeks.", company.now)
    assert company.db.write_now(decide_workflow, again) == "watching"

    assert company.hand_in().state == "released"
    company.later(seconds=WATCHED_FOR.total_seconds())
    assert company.hand_in("Too late").state == "in_review"


def test_before_its_end_the_clock_changes_nothing(company: Company) -> None:
    watch(company)
    company.later(seconds=(WATCHED_FOR - TICK).total_seconds())
    company.tick()

    assert status(company) == "watching"


@pytest.mark.parametrize("who", ["ben", "cleo", "ruth", "grace", "gus"])
def test_only_its_owner_signs_for_watching(company: Company, who: str) -> None:
    assert isinstance(watch(company, who), Refused)
    assert status(company) == "paused"
    assert company.hand_in().state == "in_review"


def test_what_a_person_always_decides_is_never_watched(company: Company) -> None:
    company.apply(replace(POLICY, lane="always_human"))

    assert watch(company) == Refused.of("lane_not_allowed", allowed="always_human")
    assert company.hand_in().state == "in_review"


def test_anybody_can_make_it_always_human_while_it_is_watched(company: Company) -> None:
    watch(company)
    stricter = SignLane(SLUG, "always_human", user_id("mia"), "Too risky.", company.now)
    assert company.db.write_now(sign_lane, stricter) == LaneSigned("reviewed", "always_human")

    output = company.hand_in()

    assert (output.state, output.lane) == ("in_review", "always_human")


@pytest.mark.parametrize("given", [{"risk": "high"}, {"by_hand": True}])
def test_what_asks_for_a_person_still_gets_one(company: Company, given: dict[str, object]) -> None:
    watch(company)

    assert company.hand_in(**given).state == "in_review"


def test_a_text_that_was_reviewed_before_is_no_way_round(company: Company) -> None:
    company.hand_in("The same text.")
    watch(company)

    assert company.hand_in("The same text.").state == "in_review"


def test_a_signature_is_for_the_rules_that_were_signed(company: Company) -> None:
    watch(company)
    company.apply(replace(POLICY, purpose="Something else altogether"))

    assert company.hand_in().state == "in_review"


def test_stopped_while_watched_nothing_goes_out(company: Company) -> None:
    watch(company)
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("tom"), "Wrong.", company.now))

    assert company.hand_in().state == "in_review"


def test_what_was_only_watched_is_let_go_on_by_its_owner_alone(company: Company) -> None:
    watch(company)
    company.later(seconds=WATCHED_FOR.total_seconds())
    company.tick()

    def go_on(who: str) -> object:
        return company.db.write_now(
            resume_workflow, ResumeWorkflow(SLUG, user_id(who), "Go on.", company.now)
        )

    assert go_on("grace") == Refused.of("only_owner", judge=user_id("ada"))
    assert status(company) == "paused"
    assert go_on("ada") == "live"


def test_decided_while_watched_people_decide_first_from_then_on(company: Company) -> None:
    watch(company)
    company.hand_in("One")
    live = DecideWorkflow(SLUG, "live", company.person("ada"), "It was good.", company.now)
    assert company.db.write_now(decide_workflow, live) == "live"

    assert company.hand_in("Two").state == "in_review"
    company.later(seconds=WATCHED_FOR.total_seconds() + 1)
    company.tick()
    assert status(company) == "live"


def test_found_good_nothing_changes_and_it_is_on_record(company: Company) -> None:
    watch(company)
    output = company.hand_in()

    assert isinstance(look_at(company, output, "ben"), Audited)

    assert company.look(output) == output
    assert not audit(company, output).is_open
    assert company.db.read_now(audits_in, SLUG).good == 1
    assert [one.action for one in company.db.read_now(story_of, output.id)][-2:] == [
        "audit.recorded",
        "audit.passed",
    ]


def test_the_record_has_what_card_was_before_who_looked(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)
    shown = company.db.read_now(card_of, output.id)
    assert shown is not None

    look_at(company, output, "ben", "approve", "button")

    (said,) = [one for one in company.db.read_now(story_of, output.id) if one.action == "audit.recorded"]
    assert dict(said.facts)["shown"] == shown.shown


def test_found_wrong_it_is_taken_back_and_its_owner_puts_it_right(company: Company) -> None:
    watch(company)
    output = company.hand_in(callback_url="https://ai.example.com/hook")

    look_at(company, output, "ben", "reject", reason="wrong", note="Shipping isn't refundable here.")

    assert company.look(output).state == "recalled"
    task = company.db.read_now(put_right_of, output.id)
    assert task is not None
    assert (task.person, task.report_id) == (user_id("ada"), None)
    assert task.due_at == company.now + timedelta(hours=4)
    sent = company.db.read_now(_webhooks, output.id)
    assert sent == ["output.released", "output.reversed"]
    assert not audit(company, output).is_open
    assert company.db.read_now(audits_in, SLUG).wrong == 1


def test_one_click_can_be_undone_until_it_is_final(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)

    look_at(company, output, "ben", "reject", "reaction")
    assert company.look(output).state == "released"
    assert not isinstance(_undo(company, output, "ben"), Refused)
    company.later(seconds=61)
    company.tick()
    assert (company.look(output).state, audit(company, output).is_open) == ("released", True)
    look_at(company, output, "ben", "reject", "reaction")
    company.later(seconds=61)
    company.tick()
    assert company.look(output).state == "recalled"
    assert _undo(company, output, "ben") == Refused.of("nothing_to_undo")


@pytest.mark.parametrize("who", ["ben", "mia"])
def test_what_is_final_stays_so_though_the_clock_has_not_come_by(company: Company, who: str) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)
    look_at(company, output, "ben", "reject", "reaction")
    company.later(seconds=61)

    assert look_at(company, output, who, "approve") == Refused.of("already_reversed")

    assert company.look(output).state == "recalled"
    assert company.db.read_now(put_right_of, output.id) is not None


def test_of_one_persons_marks_the_last_counts_in_whatever_order_they_come(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)

    mark(company, output, "ben", "x", at=2)
    assert isinstance(mark(company, output, "ben", "white_check_mark", at=1), Stale)
    company.later(seconds=61)
    company.tick()

    assert company.look(output).state == "recalled"


def test_one_rejection_beats_an_approval_that_can_be_undone(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    company.show(output)
    look_at(company, output, "mia", "approve", "button")

    assert isinstance(look_at(company, output, "ben", "reject", "button"), Audited)
    company.later(seconds=61)
    company.tick()

    assert company.look(output).state == "recalled"


def test_who_is_second_is_told_who_was_first(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    look_at(company, output, "ben")

    for verdict in ("approve", "reject"):
        assert look_at(company, output, "mia", verdict) == Refused.of(
            "already_decided", by=user_id("ben"), at=company.now
        )
    assert company.look(output).state == "released"


# Cleo asked for it, Ruth owns its key; the others are no reviewers, or nobody's.
NOT = ("cleo", "ruth", "ada", "grace", "gus", "xenia", "dora", "ticketbot")


def test_nobody_looks_at_it_who_might_not_decide_it(company: Company) -> None:
    company.apply(POLICY, reviewers=("ben", "cleo", "ruth", "gus", "xenia", "dora", "ticketbot"))
    watch(company)
    output = company.hand_in(requested_by="cleo@example.com")

    refused = [look_at(company, output, who, "reject") for who in NOT]

    assert all(isinstance(one, Refused) for one in refused), refused
    assert (audit(company, output).votes, company.look(output).state) == ((), "released")
    assert isinstance(look_at(company, output, "ben"), Audited)


def test_facts_that_are_old_count_for_nothing(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    ben = company.person("ben")
    company.later(minutes=6)

    command = RecordAudit("vote_x", output.id, ben, "approve", "modal", "modal:old", company.now, company.now)
    assert company.db.write_now(record_audit, command) == Refused.of("unknown_person")


def test_a_report_that_is_confirmed_is_a_look_too_and_an_open_one_is_answered_by_one(
    company: Company,
) -> None:
    watch(company)
    first, second = company.hand_in("One"), company.hand_in("Two")
    for output in (first, second):
        _report(company, output)
    given = Confirmation(company.person("tom"), company.now + timedelta(hours=2))
    company.db.write_now(
        judge_report, JudgeReport(first.id, company.person("ada"), given, "act_1", company.now)
    )
    look_at(company, second, "ben", "reject")

    assert [company.look(one).state for one in (first, second)] == ["recalled", "recalled"]
    assert not audit(company, first).is_open
    states = company.db.read_now(_reports)
    assert states == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("seen", "at", "goes_out"),
    [
        (True, timedelta(0), True),
        (True, WATCHED_FOR - TICK, True),
        (True, WATCHED_FOR, False),
        (True, -TICK, False),
        (False, timedelta(0), False),
    ],
)
def test_the_schema_lets_nothing_out_that_is_not_watched_just_then_or_that_nobody_looks_at(
    company: Company, seen: bool, at: timedelta, goes_out: bool
) -> None:
    watch(company)
    like = company.hand_in("Like this one")
    another = _Another(f"out_{'9' * 26}", like.id, company.now + at, seen)

    if goes_out:
        company.db.write_now(_let_out, another)
        return
    with pytest.raises(DatabaseError, match=r"nobody is to look at it|somebody is to look"):
        company.db.write_now(_let_out, another)


def test_the_schema_keeps_every_audit_until_somebody_has_looked(company: Company) -> None:
    watch(company)
    output = company.hand_in()

    with pytest.raises(DatabaseError, match="never deleted"):
        company.db.write_now(_run, f"DELETE FROM reviews WHERE output_id = '{output.id}'")
    with pytest.raises(DatabaseError, match="nobody has looked"):
        company.db.write_now(_close, (output.id, company.now))


def test_the_schema_keeps_what_somebody_said_once_it_counts(company: Company) -> None:
    watch(company)
    output = company.hand_in()
    look_at(company, output, "ben", "reject", reason="wrong", note="The amount")

    for change in (
        "reason = NULL",
        "note = 'Fine'",
        "acted_at = acted_at - 1",
        "settled_at = settled_at + 1",
    ):
        with pytest.raises(DatabaseError, match="what somebody said never changes"):
            company.db.write_now(_run, f"UPDATE audit_votes SET {change}")


def test_the_schema_knows_no_watching_without_a_signature_that_ends(company: Company) -> None:
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("ben"), "Stop.", company.now))
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    signed = {
        "policy_id": found.policy_id,
        "policy_lane": "reviewed",
        "grounds": "watching",
        "signed_by": user_id("ada"),
        "reason": "…",
        "signed_at": company.now,
    }

    for ends_at in (None, company.now, company.now + WATCHED_FOR + TICK):
        with pytest.raises(DatabaseError, match="within two weeks"):
            company.db.write_now(_sign, signed | {"ends_at": ends_at})
    with pytest.raises(DatabaseError, match="nobody has signed for watching"):
        company.db.write_now(_watch_by_hand, company.now + WATCHED_FOR)


@pytest.mark.parametrize("lane", ["reviewed", "automated"])
def test_in_any_lane_that_may_be_lighter_all_of_it_is_looked_at(company: Company, lane: Lane) -> None:
    company.apply(replace(POLICY, lane=lane))
    watch(company)

    output = company.hand_in()

    assert (output.state, audit(company, output).is_open) == ("released", True)


def _undo(company: Company, output: Output, who: str) -> object:
    return company.db.write_now(undo_audit, UndoAudit(output.id, company.person(who), company.now))


def _report(company: Company, output: Output) -> None:
    command = GiveFeedback(
        feedback_id=f"fb_{output.id}",
        report_id=f"rep_{output.id}",
        output_id=output.id,
        kind="wrong",
        given_by=user_id("cleo"),
        actor="subject-05",
        source=f"press:{output.id}",
        via="button",
        now=company.now,
        person=company.person("cleo"),
    )
    assert not isinstance(company.db.write_now(give_feedback, command), Refused)


def _reports(conn: Connection) -> list[str]:
    return list(conn.execute(text("SELECT state FROM reports ORDER BY id")).scalars())


def _webhooks(conn: Connection, output_id: str) -> list[str]:
    found = conn.execute(text("SELECT subject FROM outbox WHERE kind = 'webhook' ORDER BY id")).scalars()
    return [one.split(":")[1] for one in found if one.startswith(output_id)]


@dataclass(frozen=True)
class _Another:
    """An output like one that is there, let out at some instant past every use case."""

    id: str
    like: str
    at: datetime
    seen: bool


def _let_out(tx: Tx, another: _Another) -> None:
    def copied(table: Table, key: Column[str], **changed: object) -> None:
        row = dict(tx.conn.execute(select(table).where(key == another.like)).one()._mapping)
        tx.conn.execute(insert(table).values(row | {key.name: another.id} | changed))

    copied(outputs, outputs.c.id, idempotency_key="another")
    copied(contents, contents.c.output_id)
    if another.seen:
        copied(reviews, reviews.c.output_id)
    copied(releases, releases.c.output_id, released_at=another.at)


def _run(tx: Tx, statement: str) -> None:
    tx.conn.execute(text(statement))


def _close(tx: Tx, given: tuple[str, object]) -> None:
    output_id, now = given
    audits = (reviews.c.output_id == output_id) & (reviews.c.kind == "audit")
    tx.conn.execute(update(reviews).where(audits).values(closed_at=now))


def _sign(tx: Tx, row: dict[str, object]) -> None:
    tx.conn.execute(insert(permits).values(row))


def _watch_by_hand(tx: Tx, until: object) -> None:
    by_hand = update(workflows).where(workflows.c.slug == SLUG)
    tx.conn.execute(by_hand.values(status="watching", watched_until=until))


def test_how_many_looks_wait_is_counted_and_how_many_are_late(company: Company) -> None:
    watch(company)
    first, _ = company.hand_in(), company.hand_in("Another text")
    wanted_by = company.now + POLICY.review_within

    waiting = company.db.read_now(audits_waiting, [SLUG], wanted_by - TICK)
    late = company.db.read_now(audits_waiting, [SLUG], wanted_by)
    look_at(company, first, "ben")
    left = company.db.read_now(audits_waiting, [SLUG], wanted_by)

    assert waiting == {SLUG: AuditsWaiting(2, 0, wanted_by)}
    assert late == {SLUG: AuditsWaiting(2, 2, wanted_by)}
    assert left == {SLUG: AuditsWaiting(1, 1, wanted_by)}
    assert company.db.read_now(audits_waiting, [], wanted_by) == {}
