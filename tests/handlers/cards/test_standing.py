"""How a workflow stands, in words: whoever has left is never named as somebody who can act."""

from __future__ import annotations

from sqlalchemy import update

from handlers.cards.standing import judges_of, stopped_by, who_lets_go_on
from storage.cords import Cord, cord_of
from storage.tables import people
from storage.transaction import Tx
from tests.builders import SLUG, Company, user_id
from usecases.pause_workflow import PauseWorkflow, pause_workflow


def left(tx: Tx, who: str) -> None:
    tx.conn.execute(update(people).where(people.c.user_id == user_id(who)).values(kind="deactivated"))


def cord(company: Company) -> Cord:
    found = company.db.read_now(cord_of, SLUG)
    assert found is not None
    return found


def said(company: Company) -> list[str]:
    """Who is said to let it go on, and to sign somebody in."""
    found = cord(company)
    return [
        who_lets_go_on(found.workflow, found.stopped, found.names, found.gone),
        judges_of(found.workflow, found.names, found.gone),
    ]


def test_who_can_let_it_go_on_is_somebody_who_is_there(company: Company) -> None:
    company.db.write_now(pause_workflow, PauseWorkflow(SLUG, user_id("mia"), "A wrong amount", company.now))

    both = said(company)
    company.db.write_now(left, "ada")
    deputy = said(company)
    company.db.write_now(left, "grace")
    nobody, found = said(company), cord(company)

    assert both == ["Ada or Grace"] * 2
    assert deputy == ["Grace"] * 2
    assert nobody == ["Whoever owns it next"] * 2
    assert found.stopped is not None
    line = stopped_by(found.stopped, found.workflow, found.names, found.gone).plain()
    assert line.endswith("Nothing goes out; whoever owns it next can let it go on.")
