"""What is asked for every output is found by an index: no table that grows is ever read from end to end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from domain.policy import Policy
from storage.database import Database
from storage.evidence import story_of
from storage.output_views import Page, is_in_review, output_page, output_view
from tests.builders import Company
from usecases.submit_output import Submitted, submit_outputs

if TYPE_CHECKING:
    from collections.abc import Iterator

GROWING = {
    "approvals", "cards", "contents", "details", "evidence", "evidence_unsealed", "inbox", "marks", "outbox",
    "outputs", "readings", "releases", "reviews", "votes",
}  # fmt: skip
A_SCAN = re.compile(r"SCAN (\w+)")
# Every output of a workflow: as bad, unless a page of them is wanted.
A_WALK = re.compile(r"SEARCH (outputs) USING INDEX ix_outputs_listed \(workflow=\?\)$")

Asked = dict[str, Any]


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    with Database(sqlite_url) as db:
        yield Company(db)


@pytest.fixture
def asked(company: Company) -> Asked:
    """Every statement that the database was sent, with parameters it was sent with."""
    statements: Asked = {}

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        statements.setdefault(statement, parameters[0] if many else parameters)

    for engine in (company.db._write_engine, company.db._read_engine):
        event.listen(engine, "before_cursor_execute", note)
    return statements


def scans(company: Company, asked: Asked) -> list[str]:
    found = []
    with company.db._read_engine.connect() as conn:
        for statement, parameters in dict(asked).items():
            if not statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                continue
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            slow = [
                A_SCAN.match(line[3]) or ("LIMIT" not in statement and A_WALK.match(line[3])) for line in plan
            ]
            tables = {step[1] for step in slow if step} & GROWING
            found += [f"{table}: {statement}" for table in sorted(tables)]
    return found


def test_handing_in_judging_and_releasing_scan_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in(Policy(purpose="Drafts the replies to refund requests", approvals=2))
    asked.clear()
    first = company.hand_in("Dear Mr Weber, your money is on its way.")

    output = company.hand_in("Dear Mr Weber, your 41.20 EUR are on their way.", supersedes=first.id)
    company.vote(output, "ben")
    company.vote(output, "mia", via="modal")
    company.later(minutes=2)
    company.tick()
    company.release(output)

    assert company.look(output).state == "released"
    assert scans(company, asked) == []


def test_repeats_are_found_by_their_keys(company: Company, asked: Asked) -> None:
    company.settle_in()
    asked.clear()
    commands = [company.submission(f"Reply {number}") for number in range(3)]
    company.db.write_now(submit_outputs, commands)

    again = company.db.write_now(submit_outputs, commands)

    assert all(isinstance(answer, Submitted) and answer.replayed for answer in again)
    assert scans(company, asked) == []


def test_looking_scans_no_growing_table(company: Company, asked: Asked) -> None:
    company.settle_in()
    output = company.hand_in("Dear Mr Weber, your money is on its way.")
    company.vote(output, "ben")
    asked.clear()

    read = company.db.read_now
    read(output_view, output.id, output.workflow)
    read(is_in_review, output.id, output.workflow)
    read(output_page, Page(output.workflow, 20, "in_review", company.now, (company.now, output.id)))
    read(story_of, output.id)

    assert scans(company, asked) == []
