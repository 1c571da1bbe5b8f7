"""What is good enough: anybody of the workflow drafts it, its owner signs it, and nothing else relaxes anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.policy import Policy, Standard
from domain.refusals import Refused
from domain.standards import Wording, wording_of
from storage.organisation import LEADERS
from storage.standards import Draft, standard_is_signed
from storage.tables import evidence, outbox, permits, standard_signatures
from storage.transaction import Tx
from storage.workflows import Workflow, workflow
from tests.builders import SLUG, Company, user_id
from usecases.apply_workflow import Applied, apply_workflow
from usecases.draft_standard import DraftStandard, draft_standard
from usecases.keep_organisation import KeepOrganisation, keep_organisation
from usecases.sign_lane import SignLane, sign_lane
from usecases.sign_standard import Signed, SignStandard, sign_standard

SAID = Standard(statement="A customer can act on it.", criteria=("The amount is right",))
POLICY = Policy(purpose="Drafts the replies to refund requests", standard=SAID)


def look(company: Company) -> Workflow:
    found = company.db.read_now(workflow, SLUG)
    assert found is not None
    return found


def draft(company: Company, who: str = "ben", name: str = "draft_1", **changed: object) -> Draft | Refused:
    """Let somebody draft what holds now with these fields of the standard changed."""
    found = look(company)
    was = wording_of(found.policy)
    wording = Wording(replace(was.standard, **changed), was.costs)  # type: ignore[arg-type]  # fields by name
    asked = DraftStandard(name, SLUG, company.person(who), found.policy_id, wording, name, company.now)
    return company.db.write_now(draft_standard, asked)


def sign(
    company: Company, who: str = "ada", draft_id: str | None = "draft_1", policy_id: int | None = None
) -> Signed | Refused:
    shown = policy_id or look(company).policy_id
    command = SignStandard(SLUG, company.person(who), shown, company.now, draft_id)
    return company.db.write_now(sign_standard, command)


def apply(company: Company, policy: Policy, *given: str) -> Applied:
    command = replace(company.application(policy), given=given)
    return company.db.write_now(apply_workflow, command)


def is_signed(company: Company) -> bool:
    return company.db.read_now(standard_is_signed, look(company).policy_id)


def told(company: Company) -> list[tuple[str, str, object]]:
    """Who is to be told of what about standards: kind, subject, to whom."""

    def read(tx: Tx, _: None) -> list[tuple[str, str, object]]:
        kinds = outbox.c.kind.in_(("unsigned", "second", "draft"))
        rows = tx.conn.execute(select(outbox).where(kinds).order_by(outbox.c.id))
        return [(row.kind, row.subject, row.payload.get("to")) for row in rows]

    return company.db.write_now(read, None)


def test_a_draft_changes_nothing_until_the_owner_signs_it(company: Company) -> None:
    apply(company, POLICY)
    before = look(company)
    assert isinstance(draft(company, max_error_rate=0.01), Draft)
    assert look(company) == before

    signed = sign(company)

    assert signed == Signed(before.policy_version + 1, is_complete=True, new_version=True)
    assert look(company).policy == replace(POLICY, standard=replace(SAID, max_error_rate=0.01))
    assert is_signed(company)
    assert told(company)[-2:] == [("draft", "draft_1", "owner"), ("draft", "draft_1", "drafter")]


@pytest.mark.parametrize("who", ["ada", "grace", "ben"])
def test_whoever_is_of_the_workflow_drafts(company: Company, who: str) -> None:
    assert isinstance(draft(company, who, max_error_rate=0.01), Draft)


@pytest.mark.parametrize(("who", "code"), [("cleo", "not_on_roster"), ("gus", "is_guest")])
def test_nobody_else_does(company: Company, who: str, code: str) -> None:
    refused = draft(company, who, max_error_rate=0.01)

    assert isinstance(refused, Refused)
    assert refused.code == code


def test_only_the_owner_signs(company: Company) -> None:
    draft(company, max_error_rate=0.01)

    refused = [sign(company, who) for who in ("ben", "grace", "cleo")]

    assert refused == [Refused.of("only_owner", judge=user_id("ada"))] * 3
    assert not is_signed(company)


def test_a_draft_of_rules_that_hold_no_more_is_refused(company: Company) -> None:
    draft(company, max_error_rate=0.01)
    shown = look(company).policy_id
    apply(company, replace(POLICY, approvals=2))

    assert sign(company) == Refused.of("standard_changed", workflow=SLUG)
    assert sign(company, draft_id=None, policy_id=shown) == Refused.of("standard_changed", workflow=SLUG)


def test_a_draft_that_says_what_holds_is_refused_and_the_same_act_drafts_once(company: Company) -> None:
    assert draft(company) == Refused.of("standard_same", workflow=SLUG)
    first = draft(company, max_error_rate=0.01)

    assert draft(company, max_error_rate=0.03) == first
    assert len(told(company)) == 1


def test_a_persons_next_draft_takes_the_place_of_their_last_and_nobody_elses(company: Company) -> None:
    draft(company, "ben", "draft_1", max_error_rate=0.01)
    draft(company, "mia", "draft_2", max_error_rate=0.03)
    draft(company, "ben", "draft_3", max_error_rate=0.04)

    assert sign(company, draft_id="draft_1") == Refused.of("standard_changed", workflow=SLUG)
    assert isinstance(sign(company, draft_id="draft_2"), Signed)


def test_high_impact_takes_a_second_different_person(company: Company) -> None:
    leaders = {LEADERS: {"ruth@example.com": user_id("ruth")}}
    company.db.write_now(keep_organisation, KeepOrganisation(leaders, "operator", company.now))
    apply(company, replace(POLICY, high_impact=True))
    before = look(company)
    draft(company, max_error_rate=0.01)

    first = sign(company)
    again, other = sign(company), sign(company, "mia")
    still = look(company)
    second = sign(company, "ruth")

    assert first == Signed(before.policy_version, is_complete=False)
    assert again == Refused.of("standard_signed", workflow=SLUG)
    assert other == Refused.of("only_owner", judge=user_id("grace"))
    assert still == before
    assert second == Signed(before.policy_version + 1, is_complete=True, new_version=True)
    assert is_signed(company)
    assert sign(company, "grace") == Refused.of("standard_signed", workflow=SLUG)


def test_what_a_file_changes_is_in_force_unsigned_and_its_owner_is_asked_once(company: Company) -> None:
    apply(company, POLICY)
    apply(company, replace(POLICY, standard=replace(SAID, max_error_rate=0.01)))

    assert told(company) == [("unsigned", user_id("ada"), None)]
    assert not is_signed(company)
    assert sign(company, draft_id=None) == Signed(3, is_complete=True)
    assert is_signed(company)
    assert look(company).policy_version == 3


def test_other_rules_leave_the_standard_signed_and_a_second_signature_is_asked_when_impact_rises(
    company: Company,
) -> None:
    apply(company, POLICY)
    sign(company, draft_id=None)

    apply(company, replace(POLICY, approvals=2))
    apply(company, replace(POLICY, approvals=3))
    after_others = is_signed(company)
    apply(company, replace(POLICY, high_impact=True))

    assert after_others
    assert not is_signed(company)
    assert told(company)[-1] == ("second", f"{SLUG}:{look(company).policy_id}", None)
    assert sign(company, "grace", draft_id=None) == Signed(5, is_complete=True)
    assert is_signed(company)


def test_an_old_standard_that_comes_back_is_signed_anew(company: Company) -> None:
    apply(company, POLICY)
    sign(company, draft_id=None)
    apply(company, replace(POLICY, standard=replace(SAID, max_error_rate=0.01)))
    apply(company, POLICY)

    assert not is_signed(company)


def test_what_was_signed_in_slack_stays_until_a_file_says_the_same(company: Company) -> None:
    apply(company, POLICY)
    draft(company, max_error_rate=0.01)
    sign(company)
    key = "standard.max_error_rate"

    other = apply(company, replace(POLICY, purpose="Drafts replies"), key)
    assert other.kept_fields == (key,)
    assert (look(company).policy.standard.max_error_rate, look(company).policy.purpose) == (
        0.01,
        "Drafts replies",
    )
    assert is_signed(company)

    same = apply(company, replace(POLICY, standard=replace(SAID, max_error_rate=0.01)), key)
    then = apply(company, POLICY, key)
    assert (same.kept_fields, then.kept_fields) == ((), ())
    assert look(company).policy.standard.max_error_rate == 0.02
    assert not is_signed(company)


def test_a_signed_change_is_a_policy_version_like_any_other(company: Company) -> None:
    apply(company, replace(POLICY, lane="automated"))
    lane = SignLane(SLUG, "automated", user_id("ada"), "A year without errors.", company.now)
    company.db.write_now(sign_lane, lane)
    draft(company, review_by=date(2027, 3, 31))

    sign(company)

    assert look(company).lane == "reviewed"
    permitted = select(permits.c.id).where(permits.c.policy_id == look(company).policy_id)
    assert company.db.write_now(lambda tx, _: tx.conn.execute(permitted).first(), None) is None


def test_who_drafted_and_who_signed_is_in_evidence_without_a_word_of_it(company: Company) -> None:
    draft(company, statement="A secret thing")
    sign(company)

    found = select(evidence).where(evidence.c.action.like("standard.%")).order_by(evidence.c.id)
    rows = company.db.write_now(lambda tx, _: tx.conn.execute(found).all(), None)
    assert [(row.action, row.facts.get("part")) for row in rows] == [
        ("standard.drafted", None),
        ("standard.signed", "owner"),
    ]
    assert "secret" not in str([row.facts for row in rows])


def test_nobody_changes_or_deletes_a_signature(company: Company) -> None:
    apply(company, POLICY)
    sign(company, draft_id=None)

    for change in (standard_signatures.update().values(person="U0MIA"), standard_signatures.delete()):
        with pytest.raises(IntegrityError):
            company.db.write_now(lambda tx, _, change=change: tx.conn.execute(change) and None, None)
