"""Handing in: once for each key, never in a lighter lane than anything asks for, whole batches at a time."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from domain.lane_rules import LaneRule, parse_when
from domain.outputs import Output
from domain.policy import Checking, Policy
from domain.refusals import Refused
from storage.evidence import story_of
from storage.tables import evidence, outbox, outputs
from storage.transaction import Many, Tx
from tests.builders import SLUG, Company, user_id
from usecases.pause_workflow import PauseWorkflow, pause_workflow
from usecases.recall_output import RecallOutput, recall_output
from usecases.sign_lane import SignLane, sign_lane
from usecases.submit_output import SubmitOutput, Submitted, submit_output, submit_outputs

AUTOMATED = Policy(purpose="Answers questions", lane="automated")


def hand_in_all(company: Company, commands: list[SubmitOutput]) -> list[Submitted | Refused]:
    """Hand in a batch as the writer thread would: in one call."""

    def together(tx: Tx, batches: list[list[SubmitOutput]]) -> list[list[Submitted | Refused]]:
        return [submit_outputs(tx, batch) for batch in batches]

    return company.db.write_now(Many(together), commands)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_the_same_key_and_body_is_the_same_output(company: Company) -> None:
    command = company.submission()
    company.db.write_now(submit_output, command)

    again = company.db.write_now(submit_output, replace(command, output_id="out_" + "9" * 26))

    assert isinstance(again, Submitted)
    assert again.replayed
    assert again.output.id == command.output_id


def test_all_that_was_handed_in_is_the_outputs_field_by_field(company: Company) -> None:
    said = {
        "title": "Reply to order 1881",
        "model": "a model",
        "model_version": "its version",
        "prompt_version": "its prompt's",
        "confidence": 0.25,
        "segment": "lamps",
        "requested_by": "someone@example.com",
        "beneficiary_team": "legal",
        "risk": "high",
        "callback_url": "https://example.com/told",
    }
    before = company.hand_in()

    command = company.submission(supersedes=before.id, **said)
    answer = company.db.write_now(submit_output, command)

    assert isinstance(answer, Submitted)
    output = answer.output
    assert output == company.look(output), "what was answered is what was stored"
    shared = {field.name for field in fields(SubmitOutput)} & {field.name for field in fields(Output)}
    assert shared >= {*said, "workflow", "supersedes", "content_sha256", "idempotency_key", "fingerprint"}
    assert [getattr(output, name) for name in sorted(shared)] == [
        getattr(command, name) for name in sorted(shared)
    ]
    assert (output.id, output.api_key_id, output.key_owner) == (
        command.output_id,
        command.key_id,
        command.key_owner,
    )
    assert (output.submitted_at, output.content_length) == (command.now, len(command.content))
    assert (output.attempt, output.current_sha256, output.requester) == (2, command.content_sha256, None)


def test_the_same_key_with_another_body_is_refused(company: Company) -> None:
    command = company.submission()
    company.db.write_now(submit_output, command)

    assert code(company.db.write_now(submit_output, replace(command, fingerprint="0" * 64))) == (
        "idempotency_mismatch"
    )


def test_twins_in_one_batch_are_one_output(company: Company) -> None:
    one = company.submission()
    twin = replace(one, output_id="out_" + "9" * 26)
    other = replace(one, output_id="out_" + "8" * 26, fingerprint="0" * 64)

    first, second, third = hand_in_all(company, [one, twin, other])

    assert isinstance(first, Submitted)
    assert isinstance(second, Submitted)
    assert (first.replayed, second.replayed) == (False, True)
    assert second.output.id == one.output_id
    assert code(third) == "idempotency_mismatch"


def test_statements_do_not_grow_with_the_batch(company: Company) -> None:
    def statements(size: int) -> int:
        commands = [company.submission(f"Text {size} {number}") for number in range(size)]
        before = company.db.statements
        hand_in_all(company, commands)
        return company.db.statements - before

    statements(1)  # begins an attempt of whoever makes them

    assert statements(1) == statements(64)
    assert statements(64) <= 12


def test_a_batch_leaves_one_card_and_one_record_for_each(company: Company) -> None:
    hand_in_all(company, [company.submission(f"Text {number}") for number in range(20)])

    def counted(table: object, where: object) -> int:
        query = select(func.count()).select_from(table).where(where)  # type: ignore[arg-type]
        return int(company.db.read_now(lambda conn: conn.execute(query).scalar_one()))

    assert counted(outputs, outputs.c.id.is_not(None)) == 20
    assert counted(outbox, outbox.c.kind == "card") == 20
    assert counted(evidence, evidence.c.action == "output.handed_in") == 20


def test_an_unknown_workflow_is_refused_and_the_rest_of_the_batch_is_not(company: Company) -> None:
    good, bad = company.submission("a"), company.submission("b", workflow="no-such")

    answers = hand_in_all(company, [good, bad])

    assert isinstance(answers[0], Submitted)
    assert code(answers[1]) == "workflow_unknown"


def test_the_deadline_is_in_working_time(company: Company) -> None:
    friday_evening = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)  # closed since five

    output = company.hand_in(now=friday_evening)

    assert output.due_at == datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # four hours into Monday


def test_needed_by_can_only_bring_the_deadline_forward(company: Company) -> None:
    usual = company.hand_in("a").due_at

    sooner = company.hand_in("b", needed_by=company.now + timedelta(hours=1))
    later = company.hand_in("c", needed_by=usual + timedelta(days=1))
    past = company.hand_in("d", needed_by=company.now - timedelta(days=1))

    assert sooner.due_at == company.now + timedelta(hours=1)
    assert later.due_at == usual
    assert past.due_at == company.now


def test_an_unreadable_policy_holds_what_comes(company: Company) -> None:
    company.apply(AUTOMATED)
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now))

    def spoil(tx: Tx, _: None) -> None:
        if tx.conn.dialect.name == "sqlite":
            tx.conn.execute(text("DROP TRIGGER policies_frozen"))
        else:
            tx.conn.execute(text("DROP TRIGGER policies_kept ON policies"))
        tx.conn.execute(text("UPDATE policies SET body = '{\"format\": 99}'"))

    company.db.write_now(spoil, None)

    held = company.hand_in()
    assert (held.state, held.lane) == ("in_review", "reviewed")


def test_a_paused_workflow_holds_what_comes_and_what_was_approved(company: Company) -> None:
    company.apply(AUTOMATED)
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now))
    waiting = company.hand_in("risky", risk="high")
    company.vote(waiting, "ben", via="modal")

    company.db.write_now(
        pause_workflow, PauseWorkflow(SLUG, user_id("mia"), "Something is off.", company.now)
    )

    assert company.hand_in("new").state == "in_review"
    assert code(company.release(waiting)) == "not_releasable"


def test_the_same_text_again_is_no_way_round_a_heavier_lane(company: Company) -> None:
    company.apply(AUTOMATED)
    company.hand_in("The same text")
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now))

    assert company.hand_in("The same text").state == "in_review"
    assert company.hand_in("Another text").state == "released"
    company.later(days=31)
    assert company.hand_in("The same text").state == "released"


def test_what_came_under_rules_that_nobody_signed_is_found_once_somebody_has(company: Company) -> None:
    fine = SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now)
    company.apply(AUTOMATED)
    company.db.write_now(sign_lane, fine)
    assert company.hand_in("Signed").findable
    company.apply(replace(AUTOMATED, purpose="Something else altogether"))

    before = company.hand_in("The same text")
    assert (before.state, before.findable) == ("in_review", False)
    company.db.write_now(sign_lane, fine)

    assert company.look(before).findable
    assert company.hand_in("Another text").state == "released"
    assert company.hand_in("The same text").state == "in_review"


def test_a_text_whose_lane_was_raised_afterwards_brings_that_lane_with_it(company: Company) -> None:
    company.hand_in("The same text")
    for lane in ("always_human", "reviewed"):
        signed = SignLane(SLUG, lane, user_id("ada"), "Let us see.", company.now)
        company.db.write_now(sign_lane, signed)

    assert company.hand_in("The same text").lane == "always_human"
    assert company.hand_in("Another text").lane == "reviewed"


def test_only_the_owner_signs_a_lighter_lane_and_none_lighter_than_the_policy(company: Company) -> None:
    def sign(name: str) -> object:
        return company.db.write_now(
            sign_lane, SignLane(SLUG, "automated", user_id(name), "Fine.", company.now)
        )

    assert code(sign("ada")) == "lane_not_allowed"
    company.apply(AUTOMATED)
    assert code(sign("ben")) == "only_owner"


def test_a_second_try_supersedes_the_first_and_voids_its_votes(company: Company) -> None:
    first = company.hand_in("First try")
    company.vote(first, "ben")

    second = company.hand_in("Second try", supersedes=first.id)
    company.later(seconds=61)
    company.tick()

    assert company.look(first).state == "superseded"
    assert (second.attempt, second.supersedes) == (2, first.id)
    third = company.db.write_now(submit_output, company.submission("Third", supersedes=first.id))
    assert code(third) == "superseded_already"


def test_what_was_released_is_not_superseded_in_state(company: Company) -> None:
    first = company.hand_in("First try")
    company.vote(first, "ben", via="modal")
    company.release(first)

    company.hand_in("Second try", supersedes=first.id)

    assert company.look(first).state == "released"


def test_a_submitter_takes_back_what_has_not_gone_out(company: Company) -> None:
    open_one, gone = company.hand_in("open"), company.hand_in("gone")
    company.vote(gone, "ben", via="modal")
    company.later(seconds=3600)
    gone_at = company.now
    company.release(gone)

    def recall(output_id: str) -> object:
        return company.db.write_now(recall_output, RecallOutput(output_id, SLUG, "key_support", company.now))

    recall(open_one.id)
    recall(open_one.id)
    assert company.look(open_one).state == "recalled"
    refused = recall(gone.id)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.facts["at"]) == ("already_released", gone_at)


def test_expiry_takes_away_and_never_approves(company: Company) -> None:
    company.apply(Policy(purpose="x", on_expiry="expire", undo=timedelta(hours=1)))
    undecided, pending = company.hand_in("undecided"), company.hand_in("pending")
    assert undecided.expires_at is not None
    company.later(seconds=(undecided.expires_at - company.now).total_seconds() - 60)
    company.vote(pending, "ben")

    company.later(seconds=120)
    company.tick()
    assert company.look(undecided).state == "expired"
    assert company.look(pending).state == "in_review"

    company.later(hours=2)
    company.tick()
    assert company.look(pending).state == "approved"


def test_a_rule_raises_what_it_matches_and_the_record_says_which(company: Company) -> None:
    doubt = LaneRule(parse_when("confidence < 0.6"), "reviewed")
    legal = LaneRule(parse_when("segment = legal"), "always_human")
    company.apply(replace(AUTOMATED, checking=Checking(rules=(doubt, legal))))
    company.db.write_now(sign_lane, SignLane(SLUG, "automated", user_id("ada"), "Fine.", company.now))

    sure = company.hand_in("Sure", confidence=0.9, segment="lamps")
    unsure = company.hand_in("Unsure", confidence=0.5)
    silent = company.hand_in("Silent")
    both = company.hand_in("Both", confidence=0.5, segment="legal")

    assert (sure.state, sure.lane) == ("released", "automated")
    assert [(one.state, one.lane) for one in (unsure, silent, both)] == [
        ("in_review", "reviewed"),
        ("in_review", "reviewed"),
        ("in_review", "always_human"),
    ]
    facts = [company.db.read_now(story_of, one.id)[0].facts for one in (sure, unsure, both)]
    assert [one["why"] for one in facts[1:]] == [["rule"], ["rule"]]
    assert [one.get("rules") for one in facts] == [
        None,
        ["confidence < 0.6 → reviewed"],
        ["segment = legal → always_human"],
    ]


def test_a_new_rule_raises_what_is_open_and_taking_it_away_lowers_nothing(company: Company) -> None:
    lamps, legal = company.hand_in("One", segment="lamps"), company.hand_in("Two", segment="legal")
    plain = Policy(purpose="Drafts the replies to refund requests")

    company.apply(
        replace(plain, checking=Checking(rules=(LaneRule(parse_when("segment = legal"), "always_human"),)))
    )
    company.apply(plain)

    assert [company.look(one).lane for one in (lamps, legal)] == ["reviewed", "always_human"]
    assert company.db.read_now(story_of, legal.id)[-1].facts["rules"] == ["segment = legal → always_human"]
