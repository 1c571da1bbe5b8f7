"""What was for a channel that is gone goes to those who answer instead: once to each, by direct message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from storage import outbox
from storage.answering import instead_of_leaders, named_leaders, who_answers
from storage.digests import add_digests
from storage.evidence import Happening, record
from storage.lost_channels import workflows_in
from storage.muting import muted
from storage.transaction import Tx
from storage.workflows import workflow

To = Literal["channel", "workflow", "who_lead", "leaders"]


@dataclass(frozen=True)
class PassOn:
    """A message of this kind and subject cannot be posted in its channel.

    `to`: who answers for the workflows of the channel (`about` is its id) or for one workflow (`about` is its name),
    those who lead by name and have not muted it, or they and, where nobody does, whoever answers for anything.
    """

    kind: str
    subject: str
    to: To
    about: str
    payload: Mapping[str, object]
    now: datetime


def pass_on(tx: Tx, command: PassOn) -> int:
    """Wish it for each of them who has not had it, in this transaction; return how many there are to hear it.

    0 where nobody is there: then it has to wait for its channel.
    """
    people = _people(tx.conn, command)
    for person in people:
        audience = f"{command.kind}:{person}"
        if not add_digests(tx.conn, audience, [command.subject], "issued", now=command.now):
            continue
        payload = {**command.payload, "person": person}
        wish = outbox.wish(
            command.kind, route=f"person:{person}", subject=command.subject, now=command.now, payload=payload
        )
        outbox.want(tx, [wish])
        facts = {"kind": command.kind, "subject": command.subject}
        record(tx.conn, Happening("message.passed_on", command.now, "clock", facts=facts))
    return len(people)


def _people(conn: Connection, command: PassOn) -> list[str]:
    if command.to == "leaders":
        return instead_of_leaders(conn, command.now)
    if command.to == "who_lead":
        leading = named_leaders(conn, command.now)
        return sorted(set(leading) - muted(conn, leading))
    if command.to == "workflow":
        found = workflow(conn, command.about)
        own = [] if found is None else [found]
    else:
        own = workflows_in(conn, command.about)
    return sorted({who for one in own if (who := who_answers(conn, one, command.now)) is not None})
