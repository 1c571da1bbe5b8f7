"""What has changed is one answer on every surface, whoever reads it and however many workflows are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import insert

from domain.content import content_sha256
from domain.policy import Policy
from domain.weekly import WeeklySummary
from domain.weeks import Week
from storage.database import Database
from storage.signals.behind import readings
from storage.tables import api_keys
from storage.transaction import Tx
from storage.weekly import weekly_summary
from storage.workflows import workflow
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.usecases.test_watching import look_at
from usecases.apply_workflow import apply_workflow
from usecases.decide_workflow import DecideWorkflow, decide_workflow
from usecases.pause_workflow import PauseWorkflow, pause_workflow

OTHERS = ("faq-bot", "invoice-coding")
WEEK = Week.named("2026-W49")


@pytest.fixture
def company(sqlite_url: str) -> Iterator[Company]:
    """Three workflows that are watched: what is handed in goes out, and all of it is looked at."""
    company = Company(Database(sqlite_url))
    company.settle_in()
    for slug in OTHERS:
        company.db.write_now(apply_workflow, replace(company.application(Policy("Answers")), slug=slug))
        company.db.write_now(write_key, slug)
    for slug in (SLUG, *OTHERS):
        stop = PauseWorkflow(slug, user_id("ben"), "It ran without us.", company.now)
        company.db.write_now(pause_workflow, stop)
        asked = DecideWorkflow(slug, "watching", company.person("ada"), "It runs already.", company.now)
        company.db.write_now(decide_workflow, asked)
    yield company
    company.db.close()


def write_key(tx: Tx, slug: str) -> None:
    """Write a key of the workflow, owned by Ruth."""
    row = {
        "id": f"key_{slug}",
        "workflow": slug,
        "key_sha256": content_sha256(slug),
        "owner": user_id("ruth"),
    }
    tx.conn.execute(insert(api_keys).values(**row, scopes="submit,read", made_at=MONDAY))


def judged(company: Company, slug: str, many: int, wrong: int) -> None:
    """Let so many be handed in, and so many of them be found wrong."""
    key = "key_support" if slug == SLUG else f"key_{slug}"
    for number in range(many):
        output = company.hand_in(f"{slug} {company.now} {number}", workflow=slug, key_id=key)
        bad = number < wrong
        look_at(company, output, "ben", "reject" if bad else "approve", reason="wrong" if bad else None)


def summary(company: Company, *slugs: str) -> WeeklySummary:
    return company.db.read_now(partial(weekly_summary, of=slugs or None), WEEK, "UTC")


def test_an_owner_and_the_api_tell_of_a_change_where_leaders_do(company: Company) -> None:
    judged(company, SLUG, 31, 1)
    for slug in OTHERS:
        judged(company, slug, 30, 0)
    company.later(days=7)
    company.tick()
    judged(company, SLUG, 30, 6)
    company.later(days=1)
    company.tick()
    live = company.db.read_now(workflow, SLUG)
    assert live is not None

    def told() -> tuple[bool, bool, bool]:
        leaders, owner = summary(company), summary(company, SLUG)
        begins_at, ends_at = leaders.begins_at, leaders.ends_at
        api = company.db.read_now(readings, live, begins_at, ends_at)["change"].counts["changed"]
        return bool(leaders.changed), bool(owner.changed), api == 1

    alone = told()
    for slug in OTHERS:
        judged(company, slug, 30, 0)
    company.later(minutes=2)
    company.tick()

    assert alone == (True, True, True)
    assert told() == (False, False, False), "among three it is no more than chance would bring"
