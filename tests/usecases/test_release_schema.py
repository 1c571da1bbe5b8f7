"""The database itself refuses a wrong release and a touched record: a bug in the code becomes an error."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from domain.outputs import MOVES
from domain.policy import Policy
from storage.database import Database
from storage.tables import (
    approvals,
    contents,
    evidence,
    evidence_unsealed,
    feedback,
    moves,
    outbox,
    outputs,
    policies,
    put_rights,
    releases,
    reports,
    reviews,
    votes,
    workflow_decisions,
    workflows,
)
from storage.transaction import Tx
from tests.builders import MONDAY, SLUG, Company, user_id
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


def a_vote(output: Output, name: str, **fields: object) -> Executable:
    row = {
        "id": f"vote_{name}",
        "output_id": output.id,
        "sha256": output.content_sha256,
        "policy_id": output.policy_id,
        "person": user_id(name),
        "verdict": "approve",
        "via": "modal",
        "source": f"modal:{name}",
        "acted_at": output.submitted_at,
        "recorded_at": output.submitted_at,
        "final_at": output.submitted_at,
    }
    return insert(votes).values({**row, **fields})


def approved(output: Output, slot: int, name: str, **fields: object) -> list[Executable]:
    """One person's vote, and the approval that it makes."""
    via = {"via": fields["via"]} if "via" in fields else {}
    return [a_vote(output, name, **via), an_approval(output, slot, name, **fields)]


def a_move(output: Output, state: str, **fields: object) -> Executable:
    return update(outputs).where(outputs.c.id == output.id).values(state=state, **fields)


A_DECISION = {
    "workflow": SLUG,
    "subject": "lane",
    "was": "always_human",
    "becomes": "reviewed",
    "person": user_id("ada"),
    "reason": "It has been good.",
    "decided_at": MONDAY,
}


def a_report(output: Output) -> Executable:
    row = {
        "id": "rep_1",
        "output_id": output.id,
        "reported_by": user_id("tom"),
        "via": "home",
        "critical": False,
        "source": "home:1",
        "reported_at": output.submitted_at,
    }
    return insert(reports).values(row)


def a_task(output: Output, report_id: str | None) -> Executable:
    row = {
        "output_id": output.id,
        "report_id": report_id,
        "person": user_id("tom"),
        "due_at": output.due_at,
        "opened_by": user_id("ada"),
        "opened_at": output.submitted_at,
    }
    return insert(put_rights).values(row)


WRONG: dict[str, Wrong] = {
    "no approval": lambda it: [a_move(it, "approved"), a_release(it)],
    "one approval of two": lambda it: [
        *approved(it, 1, "ben"),
        a_move(it, "approved"),
        a_release(it),
    ],
    "slot null": lambda it: [a_move(it, "approved"), a_release(it, slot=None)],
    "fewer needed than the output says": lambda it: [
        *approved(it, 1, "ben"),
        a_move(it, "approved"),
        a_release(it, needed=1, slot=1),
    ],
    "the same person twice": lambda it: [*approved(it, 1, "ben"), an_approval(it, 2, "ben")],
    "a slot left out": lambda it: [*approved(it, 2, "ben")],
    "a slot that follows nothing": lambda it: [*approved(it, 2, "ben", after=None)],
    "another text": lambda it: [
        *approved(it, 1, "ben"),
        *approved(it, 2, "mia"),
        a_move(it, "approved"),
        a_release(it, sha256="0" * 64),
    ],
    "straight from review": lambda it: [a_move(it, "released", released_sha256=it.content_sha256)],
    "released without a release": lambda it: [
        a_move(it, "approved"),
        a_move(it, "released", released_sha256=it.content_sha256),
    ],
    "a release whose output is not released": lambda it: [
        *approved(it, 1, "ben"),
        *approved(it, 2, "mia"),
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
        *approved(it, 1, "ben", lane="always_human", via="reaction"),
    ],
    "approved while somebody objects": lambda it: [a_move(it, "approved", objection="vote_1")],
    "back from rejected": lambda it: [a_move(it, "rejected"), a_move(it, "in_review")],
    "another text put under it": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(content_sha256="0" * 64)
    ],
    "a lane that there is not": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(lane="light")
    ],
    "a kind of review that there is not": lambda _: [update(reviews).values(kind="third")],
    "a wish in a state that there is not": lambda _: [update(outbox).values(state="lost")],
    "a policy rewritten": lambda _: [update(policies).values(approvals=1)],
    "a policy removed": lambda _: [delete(policies)],
    "evidence rewritten": lambda _: [update(evidence).values(action="nothing happened")],
    "evidence removed": lambda _: [delete(evidence)],
    "nobody's approval": lambda it: [an_approval(it, 1, "ben")],
    "an approval of another text than the one that was judged": lambda it: [
        a_vote(it, "ben"),
        insert(contents).values(
            output_id=it.id, sha256="f" * 64, body="Better.", salt=b"0", commitment="0" * 64
        ),
        an_approval(it, 1, "ben", sha256="f" * 64),
    ],
    "a rejection as an approval": lambda it: [
        a_vote(it, "ben", verdict="reject"),
        an_approval(it, 1, "ben"),
    ],
    "an approval that was taken back": lambda it: [
        a_vote(it, "ben", withdrawn_at=it.submitted_at),
        an_approval(it, 1, "ben"),
    ],
    "an approval that a fix has voided": lambda it: [
        a_vote(it, "ben", voided_at=it.submitted_at, void_why="fixed"),
        an_approval(it, 1, "ben"),
    ],
    "a click as a modal": lambda it: [a_vote(it, "ben", via="button"), an_approval(it, 1, "ben")],
    "the approval of who asked for it": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(requester=user_id("cleo")),
        *approved(it, 1, "cleo"),
    ],
    "the approval of who owns its key": lambda it: approved(it, 1, "ruth"),
    "an approval handed on": lambda it: [
        *approved(it, 1, "ben"),
        update(approvals).values(person=user_id("mia")),
    ],
    "a vote taken back that counts again": lambda it: [
        a_vote(it, "ben", withdrawn_at=it.submitted_at),
        update(votes).values(withdrawn_at=None),
    ],
    "a vote turned round": lambda it: [a_vote(it, "ben"), update(votes).values(verdict="reject")],
    "a vote of somebody else": lambda it: [a_vote(it, "ben"), update(votes).values(person=user_id("mia"))],
    "a minute of undo cut short": lambda it: [
        a_vote(it, "ben"),
        update(votes).values(final_at=it.submitted_at - timedelta(seconds=1)),
    ],
    "a vote forgotten": lambda it: [a_vote(it, "ben"), delete(votes)],
    "a text rewritten": lambda _: [update(contents).values(body="Dear Mr Weber, we keep your money.")],
    "a text forgotten": lambda _: [delete(contents)],
    "judged is a text that is not there": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(current_sha256="0" * 64)
    ],
    "another text judged once it is decided": lambda it: [
        insert(contents).values(
            output_id=it.id, sha256="f" * 64, body="Better.", salt=b"0", commitment="0" * 64
        ),
        a_move(it, "approved"),
        update(outputs).where(outputs.c.id == it.id).values(current_sha256="f" * 64),
    ],
    "a lighter lane": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(lane="always_human"),
        update(outputs).where(outputs.c.id == it.id).values(lane="reviewed"),
    ],
    "fewer people": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(needed=3),
        update(outputs).where(outputs.c.id == it.id).values(needed=2),
    ],
    "somebody else's request": lambda it: [
        update(outputs).where(outputs.c.id == it.id).values(requested_by="cleo@example.com")
    ],
    "a lighter lane that nobody has signed": lambda _: [update(workflows).values(lane="automated")],
    "a decision about a workflow rewritten": lambda _: [
        insert(workflow_decisions).values(A_DECISION),
        update(workflow_decisions).values(person=user_id("grace")),
    ],
    "a decision about a workflow forgotten": lambda _: [
        insert(workflow_decisions).values(A_DECISION),
        delete(workflow_decisions),
    ],
    "another move": lambda _: [insert(moves).values(was="rejected", becomes="released")],
    "a report of what has not gone out": lambda it: [a_report(it)],
    "feedback on what has not gone out": lambda it: [
        insert(feedback).values(
            id="fb_1",
            output_id=it.id,
            kind="used",
            critical=False,
            given_by=user_id("tom"),
            source="home:1",
            given_at=it.submitted_at,
        )
    ],
    "something to put right that has not gone out": lambda it: [
        a_move(it, "recalled"),
        a_task(it, report_id=None),
    ],
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
            *approved(output, 1, "ben"),
            *approved(output, 2, "mia"),
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


def released(company: Company) -> Output:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    company.vote(output, "mia", via="modal")
    company.release(output)
    return company.look(output)


AFTERWARDS: dict[str, Wrong] = {
    "another text": lambda it: [
        insert(contents).values(
            output_id=it.id, sha256="f" * 64, body="Better.", salt=b"0", commitment="0" * 64
        ),
        update(outputs).where(outputs.c.id == it.id).values(current_sha256="f" * 64),
    ],
    "a release forgotten by its output": lambda it: [a_move(it, "recalled", released_sha256=None)],
    "a release made earlier": lambda it: [
        update(releases).values(released_at=it.submitted_at - timedelta(1))
    ],
    "a release for another request": lambda _: [update(releases).values(idempotency_key="another")],
    "a task though it was not taken back": lambda it: [a_task(it, report_id=None)],
    "a task for a report that nobody confirmed": lambda it: [
        a_report(it),
        a_move(it, "recalled"),
        a_task(it, report_id="rep_1"),
    ],
    "an answer taken back": lambda it: [
        a_report(it),
        update(reports).values(state="dismissed", judged_by=user_id("ada"), judged_at=it.submitted_at),
        update(reports).values(state="confirmed"),
    ],
}


@pytest.mark.parametrize("what", AFTERWARDS)
def test_the_database_keeps_what_went_out(company: Company, what: str) -> None:
    output = released(company)

    with pytest.raises(DatabaseError):
        attempt(company, AFTERWARDS[what](output))

    assert company.look(output) == output


@pytest.mark.parametrize("table", ["evidence", "policies", "releases", "contents", "votes"])
def test_nothing_that_is_kept_can_be_replaced(company: Company, table: str) -> None:
    released(company)
    dialect = "sqlite" if company.db.read_now(lambda conn: conn.dialect.name) == "sqlite" else "postgresql"
    how = {"sqlite": f"REPLACE INTO {table} SELECT * FROM {table}", "postgresql": f"TRUNCATE {table} CASCADE"}

    with pytest.raises(DatabaseError):
        attempt(company, [text(how[dialect])])


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


def test_after_a_fix_the_database_refuses_to_release_the_text_before(company: Company) -> None:
    output = company.hand_in("We refund 49 EUR.")
    company.vote(output, "mia", via="modal")
    company.fix(output, "ben", "We refund 94 EUR.")
    company.vote(output, "mia", via="modal")
    assert company.look(output).state == "approved"

    before = [a_release(output), a_move(output, "released", released_sha256=output.content_sha256)]
    with pytest.raises(DatabaseError):
        attempt(company, before)

    assert company.look(output).state == "approved"
