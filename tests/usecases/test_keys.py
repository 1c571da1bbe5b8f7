"""Keys are made for a workflow by the operator, and stop working for good."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from domain.api_keys import ApiKey, key_sha256, spell_key
from domain.refusals import Refused
from storage.api_keys import all_api_keys, api_key
from storage.tables import evidence
from tests.builders import MONDAY, SLUG, Company, user_id
from usecases.create_key import CreateKey, create_key
from usecases.revoke_key import RevokeKey, revoke_key

KEY_ID = "key_01k9zzzzzzzzzzzzzzzzzzzzzz"
KEY = spell_key(KEY_ID, bytes(32))
ASKED = CreateKey(KEY_ID, key_sha256(KEY), SLUG, user_id("cleo"), ["read", "submit"], MONDAY)


def actions(company: Company) -> list[str]:
    query = select(evidence.c.action).where(evidence.c.action.like("key.%")).order_by(evidence.c.id)
    return company.db.read_now(lambda conn: list(conn.execute(query).scalars()))


def test_a_key_is_stored_as_its_hash_and_recorded_without_a_name(company: Company) -> None:
    key = company.db.write_now(create_key, ASKED)

    assert isinstance(key, ApiKey)
    assert company.db.read_now(api_key, KEY_ID) == key
    assert key in company.db.read_now(all_api_keys)
    facts = company.db.read_now(
        lambda conn: conn.execute(
            select(evidence.c.facts).where(evidence.c.action == "key.created")
        ).scalar_one()
    )
    assert facts == {"key": KEY_ID, "owner": "subject-05", "scopes": ["read", "submit"]}


def test_a_key_needs_a_workflow_and_a_person_who_is_known(company: Company) -> None:
    nowhere = company.db.write_now(create_key, replace(ASKED, workflow="nowhere"))
    nobody = company.db.write_now(create_key, replace(ASKED, owner="U0NOBODY"))

    assert nowhere == Refused.of("workflow_unknown", workflow="nowhere")
    assert nobody == Refused.of("unknown_person", person="U0NOBODY")
    assert actions(company) == []


def test_a_key_is_revoked_once(company: Company) -> None:
    company.db.write_now(create_key, ASKED)

    revoked = company.db.write_now(revoke_key, RevokeKey(KEY_ID, MONDAY))
    again = company.db.write_now(revoke_key, RevokeKey(KEY_ID, company.now))

    assert isinstance(revoked, ApiKey)
    assert revoked.revoked_at == MONDAY
    assert again == revoked == company.db.read_now(api_key, KEY_ID)
    assert actions(company) == ["key.created", "key.revoked"]


def test_there_is_nothing_to_revoke_in_an_unknown_key(company: Company) -> None:
    assert company.db.write_now(revoke_key, RevokeKey("key_none", MONDAY)) == Refused.of("not_found")
