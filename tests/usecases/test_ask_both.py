"""A leader asks both teams once, and the next week's summary says what came of what leaders did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from domain.follow_up import BothAsked, OwnerNamed
from domain.policy import Policy
from domain.weeks import Week
from storage.tables import organisation, outbox, owner_offers, workflows
from storage.transaction import Tx
from storage.weekly import weekly_summary
from tests.builders import CHANNEL, MONDAY, SLUG, Company, user_id
from usecases.ask_both import AskBoth, BothHear, ask_both

WEEK = Week.named("2026-W47")
SUPPORT = Policy("Drafts the replies", team="Support")


def ask(company: Company, team: str = "support") -> BothHear | None:
    command = AskBoth(SLUG, WEEK, company.person("ruth"), team, 2_100, MONDAY, company.now)
    return company.db.write_now(ask_both, command)


def wished(conn: Connection) -> list[tuple[str, str | None, str | None]]:
    found = select(outbox).where(outbox.c.kind == "ask_both").order_by(outbox.c.id)
    return [
        (row.subject, row.payload.get("person"), row.payload.get("channel_id")) for row in conn.execute(found)
    ]


def test_both_hear_it_once_the_owner_by_message_and_the_team_where_it_reads(company: Company) -> None:
    company.apply(SUPPORT)

    first, again = ask(company), ask(company)

    about = f"{SLUG}:2026-W47"
    assert first == BothHear("Ada", team_reads=True)
    assert again is None
    assert company.db.read_now(wished) == [(about, user_id("ada"), None), (about, None, CHANNEL)]


def test_where_nobody_knows_where_the_team_reads_the_owner_alone_is_asked(company: Company) -> None:
    assert ask(company, "legal") == BothHear("Ada", team_reads=False)
    assert len(company.db.read_now(wished)) == 1


def test_the_next_summary_says_what_cleaning_up_took_since(company: Company) -> None:
    ask(company, "Legal")

    this, later = (
        company.db.read_now(weekly_summary, week, "Europe/Berlin").followed
        for week in (WEEK.after, WEEK.after.after)
    )

    assert this == (BothAsked(SLUG, "legal", 2_100, 0),)
    assert later == ()
    assert company.db.read_now(weekly_summary, WEEK.after, "Europe/Berlin", of=[SLUG]).followed == ()


def test_the_next_summary_says_what_became_of_the_late_ones_of_whoever_was_named(company: Company) -> None:
    decided, _, after_the_week = (company.hand_in(f"Text {number}") for number in range(3))
    company.later(days=1)
    company.hand_in("Not late yet")
    company.db.write_now(_names, company)
    company.vote(decided, "ben", via="modal")
    company.later(days=6)
    company.vote(after_the_week, "ben", via="modal")

    def followed() -> tuple[object, ...]:
        return company.db.read_now(weekly_summary, WEEK.after, "Europe/Berlin").followed

    named = OwnerNamed(SLUG, "Grace", "yes", late=3, left=2)
    assert followed() == (named,)
    company.db.write_now(_said, ("declined", company))
    assert followed() == (replace(named, said="no"),)
    company.db.write_now(_said, ("withdrawn", company))
    assert followed() == (), "somebody else was asked"


def _names(tx: Tx, company: Company) -> None:
    leads = {"part": "leaders", "ref": "ruth@example.com", "slack_id": user_id("ruth")}
    tx.conn.execute(insert(organisation).values(leads))
    tx.conn.execute(update(workflows).values(owner=user_id("grace")))
    offer = {
        "id": "offer_1",
        "workflow": SLUG,
        "person": user_id("grace"),
        "named_by": user_id("ruth"),
        "named_at": company.now,
        "state": "accepted",
        "answered_at": company.now + timedelta(minutes=5),
    }
    tx.conn.execute(insert(owner_offers).values(offer))


def _said(tx: Tx, given: tuple[str, Company]) -> None:
    tx.conn.execute(update(owner_offers).values(state=given[0]))
