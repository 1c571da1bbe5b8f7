"""A leader asks those who answer for a workflow and those who clean up after it: both hear it, once about each week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.eligibility import Person
from domain.teams import as_one
from domain.weeks import Week
from storage import outbox
from storage.answering import who_answers
from storage.evidence import Happening, record
from storage.inserting import add_if_new
from storage.outputs import names_of
from storage.tables import both_asked
from storage.team_channels import channels_of_teams
from storage.transaction import Tx
from storage.workflows import workflow_for_update
from usecases.meet_need import MeetNeed, meet_need


@dataclass(frozen=True)
class AskBoth:
    """`person` leads, and asks about the week's `minutes` of clean-up by `team`. `since`: when the week was over."""

    workflow: str
    week: Week
    person: Person
    team: str
    minutes: int
    since: datetime
    now: datetime

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return self.workflow


@dataclass(frozen=True)
class BothHear:
    """Who hears it: what the owner, or the deputy in their place, is called, and whether it is known where the team
    reads. `owner` None: nobody is there.
    """

    owner: str | None
    team_reads: bool


def ask_both(tx: Tx, command: AskBoth) -> BothHear | None:
    """Keep it, and wish that both hear it, in this transaction; None where somebody has asked already."""
    live = workflow_for_update(tx.conn, command.workflow)
    row = {
        "period": str(command.week),
        "workflow": command.workflow,
        "person": command.person.user_id,
        "minutes": command.minutes,
        "team": as_one(command.team),
        "asked_at": command.now,
    }
    if live is None or not add_if_new(tx.conn, both_asked, row):
        return None
    owner = who_answers(tx.conn, live, command.now)
    name = None if owner is None else names_of(tx.conn, [owner]).get(owner, owner)
    places = [] if owner is None else [("person", owner, f"person:{owner}")]
    channels = sorted(channels_of_teams(tx.conn).get(as_one(command.team), {}))[:1]
    places += [("channel_id", one, f"slack:{one}:asked") for one in channels]
    told = {
        "by": command.person.name,
        "owner": name,
        "workflow": live.slug,
        "team": command.team,
        "minutes": command.minutes,
        "period": str(command.week),
    }
    wishes = [
        outbox.wish(
            "ask_both",
            route=route,
            subject=f"{live.slug}:{command.week}",
            now=command.now,
            payload=told | {kind: whom},
        )
        for kind, whom, route in places
    ]
    outbox.want(tx, wishes)
    value = f"{command.week}:{live.slug}"
    meet_need(tx, MeetNeed("ask_both", value, command.person.name, command.since, command.now))
    facts = {"period": str(command.week)}
    asked = Happening(
        "workflow.both_asked", command.now, command.person.subject, workflow=live.slug, facts=facts
    )
    record(tx.conn, asked)
    return BothHear(name, bool(channels))
