"""Nobody is left on a workflow's roster: who answers for it hears that, once, and nothing is decided by it."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, update

from domain.policy import Policy
from storage.tables import group_members, organisation, outbox, people, user_groups
from storage.transaction import Tx
from storage.unstaffed import staffing_to_note, unstaffed_view
from tests.builders import SLUG, Company, user_id
from usecases.note_unstaffed import NoteUnstaffed, note_unstaffed

POLICY = Policy(purpose="Drafts the replies to refund requests")
GROUP = "S0SUPPORT"


def noted(company: Company) -> str | None:
    """Do what the clock does, and return what was noted."""
    found = [
        company.db.write_now(note_unstaffed, NoteUnstaffed(slug, company.now))
        for slug in company.db.read_now(staffing_to_note, company.now)
    ]
    return found[0] if found else None


def told(company: Company) -> list[str]:
    found = select(outbox.c.payload).where(outbox.c.kind == "unstaffed").order_by(outbox.c.id)
    return company.db.read_now(lambda conn: [row["person"] for row in conn.execute(found).scalars()])


def leave(tx: Tx, who: tuple[str, ...]) -> None:
    gone = people.c.user_id.in_([user_id(one) for one in who])
    tx.conn.execute(update(people).where(gone).values(kind="deactivated"))


def fill(tx: Tx, members: tuple[str, ...]) -> None:
    tx.conn.execute(delete(group_members))
    for member in members:
        tx.conn.execute(insert(group_members).values(group_id=GROUP, user_id=member))


@pytest.fixture
def grouped(company: Company) -> Company:
    """The workflow with nobody but the group @support on its roster, in which Ben is."""

    def make(tx: Tx, _: None) -> None:
        row = {"group_id": GROUP, "handle": "support", "fetched_at": company.now}
        tx.conn.execute(insert(user_groups).values(row))
        fill(tx, (user_id("ben"),))

    company.db.write_now(make, None)
    company.apply(POLICY, reviewers=(), groups=(GROUP,))
    return company


def test_a_group_that_becomes_empty_is_told_to_the_owner_once_and_filled_again_ends_it(
    grouped: Company,
) -> None:
    grouped.hand_in()
    before = noted(grouped)
    grouped.db.write_now(fill, ())

    assert before is None
    assert (noted(grouped), noted(grouped)) == ("unstaffed", None)
    view = grouped.db.read_now(unstaffed_view, SLUG, grouped.now)
    assert view is not None
    assert (view.reviewers, view.waiting.in_review) == (("@support",), 1)
    assert told(grouped) == [user_id("ada")]

    grouped.db.write_now(fill, ("U0NEVERSEEN",))  # who was never seen may be a member

    assert noted(grouped) == "staffed"
    over = select(outbox.c.payload).where(outbox.c.kind == "over")
    (wished,) = grouped.db.read_now(lambda conn: conn.execute(over).scalars().all())
    assert wished["person"] == user_id("ada")


def test_who_has_left_reviews_nothing_and_without_an_owner_the_deputy_hears_it(grouped: Company) -> None:
    grouped.db.write_now(leave, ("ben", "ada"))

    assert noted(grouped) == "unstaffed"
    assert told(grouped) == [user_id("grace")]


def test_without_both_those_who_lead_hear_it(grouped: Company) -> None:
    def lead(tx: Tx, _: None) -> None:
        row = {"part": "leaders", "ref": "ruth@example.com", "slack_id": user_id("ruth")}
        tx.conn.execute(insert(organisation).values(row))

    grouped.db.write_now(lead, None)
    grouped.db.write_now(leave, ("ben", "ada", "grace"))

    assert noted(grouped) == "unstaffed"
    assert told(grouped) == [user_id("ruth")]
