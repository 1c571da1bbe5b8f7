"""What one did oneself: counts of thirty days, of what stands, for that person alone."""

from __future__ import annotations

from sqlalchemy import update

from storage.own_figures import OwnFigures, own_figures
from storage.tables import votes
from tests.architecture.source import ROOT, modules
from tests.builders import Company, user_id
from tests.usecases.test_aftermath import finish, judge, released, say


def of(company: Company, who: str) -> OwnFigures:
    return company.db.read_now(own_figures, user_id(who), company.now)


def test_they_count_what_stands_and_is_final(company: Company) -> None:
    wrong = released(company)  # by Ben
    fixed, rejected, undone = (company.hand_in(text) for text in ("One.", "Two.", "Three."))
    company.fix(fixed, "ben", "One, and better.")
    company.vote(rejected, "ben", "reject", via="modal", reason="wrong")
    company.vote(undone, "ben")
    say(company, wrong, "cleo")
    judge(company, wrong, "ada", to="ben")
    before = of(company, "ben")
    finish(company, wrong, "ben")
    company.later(minutes=2)

    assert before == OwnFigures(approved=1, fixed=1, rejected=1, taken_back=1), "a minute of undo is not over"
    assert of(company, "ben") == OwnFigures(approved=2, fixed=1, rejected=1, put_right=1, taken_back=1)
    assert of(company, "mia").is_empty
    assert of(company, "ada").is_empty


def test_after_thirty_days_nothing_is_left(company: Company) -> None:
    released(company)

    company.later(days=30)

    assert of(company, "ben").is_empty


def test_what_was_taken_back_by_oneself_is_none(company: Company) -> None:
    output = company.hand_in()
    company.vote(output, "ben", via="modal")
    withdrawn = update(votes).values(withdrawn_at=company.now)
    company.db.write_now(lambda tx, _: tx.conn.execute(withdrawn), None)

    assert of(company, "ben").is_empty


def test_no_other_surface_asks_for_them() -> None:
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in modules("handlers", "bot", "usecases", "storage", "domain")
        if "own_figures" in path.read_text()
    }

    assert asking == {
        "handlers/cards/home.py",
        "handlers/cards/own_figures.py",
        "handlers/cards/words/__init__.py",
        "storage/home_views.py",
        "storage/own_figures.py",
    }
