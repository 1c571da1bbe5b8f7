"""Keys are made for a workflow by the operator, and stop working for good."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update

from domain.api_keys import ApiKey, key_sha256, spell_key
from domain.refusals import Refused
from handlers.cards.ownerless_key import draw_ownerless_key
from storage.api_keys import all_api_keys, api_key
from storage.ownerless_keys import key_owners_to_note, ownerless_key
from storage.tables import evidence, outbox, people
from storage.transaction import Tx
from tests.builders import MONDAY, SLUG, Company, user_id
from usecases.create_key import CreateKey, create_key
from usecases.note_key_owner import NoteKeyOwner, note_key_owner
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


def left(tx: Tx, told: tuple[str, str]) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id(told[0])).values(kind=told[1]))


def noted(company: Company) -> list[str | None]:
    """Do what the clock does, and return what was noted."""
    keys = company.db.read_now(key_owners_to_note)
    return [company.db.write_now(note_key_owner, NoteKeyOwner(one, company.now)) for one in keys]


def told(company: Company) -> list[str]:
    found = select(outbox.c.payload).where(outbox.c.kind == "ownerless_key").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: [row["person"] for row in conn.execute(found).scalars()])


def test_a_key_whose_owner_has_left_is_told_once_and_is_over_once_it_is_revoked(company: Company) -> None:
    company.db.write_now(create_key, replace(ASKED, owner=user_id("tom")))
    company.db.write_now(left, ("tom", "deactivated"))

    assert (noted(company), noted(company)) == (["ownerless"], [])
    assert told(company) == [user_id("ada")]
    found = company.db.read_now(ownerless_key, KEY_ID)
    assert found is not None
    assert "Tom has left, and answered for an API key of refund-replies." in draw_ownerless_key(found).text

    company.db.write_now(revoke_key, RevokeKey(KEY_ID, company.now))
    assert noted(company) == ["over"]
    assert company.db.read_now(ownerless_key, KEY_ID) is None
    assert actions(company)[1:] == ["key.ownerless", "key.revoked", "key.not_ownerless"]


def test_where_the_workflows_owner_has_left_too_the_deputy_hears_of_the_key(company: Company) -> None:
    company.db.write_now(create_key, replace(ASKED, owner=user_id("ada")))
    company.db.write_now(left, ("ada", "deactivated"))

    noted(company)

    assert told(company) == [user_id("grace")]
