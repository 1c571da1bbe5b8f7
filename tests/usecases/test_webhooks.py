"""What the AI system is told by webhook: in order, and each with the decision behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

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
