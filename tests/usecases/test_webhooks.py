"""What the AI system is told by webhook: in order, and each with the decision behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from domain.content import content_sha256
from domain.policy import Policy
from storage.tables import outbox
from tests.builders import Company


def told(company: Company) -> list[dict[str, Any]]:
    query = select(outbox.c.payload).where(outbox.c.kind == "webhook").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: [row["body"] for row in conn.execute(query).scalars()])


def test_a_release_says_whose_decision_let_it_out(company: Company) -> None:
    output = company.hand_in(callback_url="https://ai.example.com/hook")
    company.vote(output, "ben")
    company.later(seconds=60)
    company.tick()
    company.release(output)

    approved, released = told(company)

    assert (approved["type"], released["type"]) == ("output.approved", "output.released")
    assert (approved["sequence"], released["sequence"]) == (1, 2)
    assert approved["data"]["decision"]["by"]["name"] == "Ben"
    assert released["data"]["decision"] == approved["data"]["decision"]


def test_a_fixed_text_comes_with_every_decision_about_it(company: Company) -> None:
    company.apply(Policy(purpose="Drafts replies", approvals=2))
    output = company.hand_in("We refund 49 EUR.", callback_url="https://ai.example.com/hook")
    company.fix(output, "ben", "We refund 94 EUR.")
    company.vote(output, "mia", via="modal", sha256=company.look(output).current_sha256)
    company.release(output)

    approved, released = told(company)

    assert approved["data"]["decision"]["content"] == "We refund 94 EUR."
    assert released["data"]["decision"] == approved["data"]["decision"]
    assert released["data"]["released_sha256"] == content_sha256("We refund 94 EUR.")
    assert released["data"]["content_sha256"] == output.content_sha256


def test_a_fix_that_settles_it_is_told_as_one(company: Company) -> None:
    output = company.hand_in("We refund 49 EUR.", callback_url="https://ai.example.com/hook")

    company.fix(output, "ben", "We refund 94 EUR.")

    (approved,) = told(company)
    decision = approved["data"]["decision"]
    assert (decision["verdict"], decision["content"]) == ("fix", "We refund 94 EUR.")
