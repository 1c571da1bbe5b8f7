"""The database itself refuses a wrong release and a touched record: a bug in the code becomes an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from domain.outputs import MOVES
from domain.policy import Policy
from storage.database import Database
from storage.tables import approvals, evidence, evidence_unsealed, moves, outputs, policies, releases
from storage.transaction import Tx
from tests.builders import SLUG, Company, user_id
from usecases.sign_lane import SignLane, sign_lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Executable

    from domain.outputs import Output

    Wrong = Callable[[Output], list[Executable]]


@pytest.fixture
def company(database_url: str) -> Iterator[Company]:
    company = Company(Database(database_url))
    company.settle_in(Policy(purpose="Drafts replies", approvals=2))
    yield company
    company.db.close()


def attempt(company: Company, statements: list[Executable]) -> None:
    def run(tx: Tx, wanted: list[Executable]) -> None:
        for statement in wanted:
            tx.conn.execute(statement)

    company.db.write_now(run, statements)


def a_release(output: Output, **fields: object) -> Executable:
    row = {
        "output_id": output.id,
        "sha256": output.content_sha256,
        "policy_id": output.policy_id,
        "needed": output.needed,
        "lane": output.lane,
        "kind": "real",
        "state": "released",
        "slot": output.needed,
        "permit_id": None,
        "released_at": output.submitted_at,
    }
    return insert(releases).values({**row, **fields})


def an_approval(output: Output, slot: int, name: str, **fields: object) -> Executable:
    row = {
        "output_id": output.id,
        "sha256": output.content_sha256,
        "slot": slot,
        "policy_id": output.policy_id,
        "lane": output.lane,
        "after": slot - 1 or None,
        "person": user_id(name),
        "via": "modal",
    }
    return insert(approvals).values({**row, **fields})


def a_move(output: Output, state: str, **fields: object) -> Executable:
    return update(outputs).where(outputs.c.id == output.id).values(state=state, **fields)


WRONG: dict[str, Wrong] = {
    "no approval": lambda it: [a_move(it, "approved"), a_release(it)],
    "one approval of two": lambda it: [
        an_approval(it, 1, "ben"),
        a_move(it, "approved"),
        a_release(it),
    ],
    "slot null": lambda it: [a_move(it, "approved"), a_release(it, slot=None)],
    "fewer needed than the output says": lambda it: [
        an_approval(it, 1, "ben"),
        a_move(it, "approved"),
        a_release(it, needed=1, slot=1),
    ],
    "the same person twice": lambda it: [an_approval(it, 1, "ben"), an_approval(it, 2, "ben")],
    "a slot left out": lambda it: [an_approval(it, 2, "ben")],
    "a slot that follows nothing": lambda it: [an_approval(it, 2, "ben", after=None)],
    "another text": lambda it: [
        an_approval(it, 1, "ben"),
        an_approval(it, 2, "mia"),
        a_move(it, "approved"),
        a_release(it, sha256="0" * 64),
    ],
    "straight from review": lambda it: [a_move(it, "released", released_sha256=it.content_sha256)],
    "released without a release": lambda it: [
        a_move(it, "approved"),
        a_move(it, "released", released_sha256=it.content_sha256),
    ],
    "a release whose output is not released": lambda it: [
        an_approval(it, 1, "ben"),
        an_approval(it, 2, "mia"),
        a_move(it, "approved"),
        a_release(it),
    ],
    "needed set to nothing": lambda it: [update(outputs).where(outputs.c.id == it.id).values(needed=0)],
    "automated without a signature": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(needed=0, lane="automated"),
        a_move(it, "approved"),
        a_release(it, needed=0, slot=None, lane="automated"),
        a_move(it, "released", released_sha256=it.content_sha256),
    ],
    "a signature for another policy": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(needed=0, lane="automated"),
        a_release(it, needed=0, slot=None, lane="automated", permit_id=999),
    ],
    "a probe": lambda it: [update(outputs).where(outputs.c.id == it.id).values(kind="probe")],
    "a reaction in always_human": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(lane="always_human"),
        an_approval(it, 1, "ben", lane="always_human", via="reaction"),
    ],
    "approved while somebody objects": lambda it: [a_move(it, "approved", objection="vote_1")],
    "back from rejected": lambda it: [a_move(it, "rejected"), a_move(it, "in_review")],
    "another text put under it": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(content_sha256="0" * 64)
    ],
    "a policy rewritten": lambda _: [update(policies).values(approvals=1)],
    "a policy removed": lambda _: [delete(policies)],
    "evidence rewritten": lambda _: [update(evidence).values(action="nothing happened")],
    "evidence removed": lambda _: [delete(evidence)],
}


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(company: Company, what: str) -> None:
    output = company.hand_in()

    with pytest.raises(DatabaseError):
        attempt(company, WRONG[what](output))

    assert company.look(output).state == "in_review"


def test_the_database_lets_a_right_release_through(company: Company) -> None:
    output = company.hand_in()

    attempt(
        company,
        [
            an_approval(output, 1, "ben"),
            an_approval(output, 2, "mia"),
            a_move(output, "approved"),
            a_release(output),
            a_move(output, "released", released_sha256=output.content_sha256),
        ],
    )

    assert company.look(output).state == "released"
    with pytest.raises(DatabaseError):
        attempt(company, [delete(releases)])


def test_an_approval_under_a_release_stays(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", via="modal")
    company.release(output)

    with pytest.raises(DatabaseError):
        attempt(company, [delete(approvals).where(approvals.c.output_id == output.id)])


def test_nothing_is_born_approved(company: Company) -> None:
    columns = [column for column in outputs.c if column.name not in ("id", "state", "idempotency_key")]
    copy = insert(outputs).from_select(
        [column.name for column in columns] + ["id", "state", "idempotency_key"],
        select(*columns, text("'out_copy'"), text("'approved'"), text("'copy'")),
    )
    company.hand_in()

    with pytest.raises(DatabaseError):
        attempt(company, [copy])


def test_the_moves_in_the_database_are_the_moves_of_the_rules(company: Company) -> None:
    stored = company.db.read_now(lambda conn: {tuple(row) for row in conn.execute(select(moves))})

    assert stored == set(MOVES)


def test_every_evidence_row_waits_to_be_sealed(company: Company) -> None:
    company.hand_in()

    recorded, waiting = company.db.read_now(
        lambda conn: (
            set(conn.execute(select(evidence.c.id)).scalars()),
            set(conn.execute(select(evidence_unsealed.c.evidence_id)).scalars()),
        )
    )

    assert recorded
    assert recorded == waiting


def test_a_signature_lets_outputs_out_at_once_until_the_policy_changes(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", lane="automated"))
    assert company.hand_in().state == "in_review"

    company.db.write_now(
        sign_lane, SignLane(SLUG, "automated", user_id("ada"), "It has been good.", company.now)
    )
    assert company.hand_in("A new text").state == "released"
    assert company.hand_in("A risky text", risk="high").state == "in_review"

    company.apply(Policy(purpose="Drafts kinder replies", lane="automated"))
    assert company.hand_in("Another text").state == "in_review"
