"""Who may judge one output: on the roster at that moment, a member in good standing, and not their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.outputs import Output
from domain.refusals import Refused

Kind = Literal["member", "guest", "external", "deactivated", "bot"]

# Facts about a person that are older than this verify nothing.
FRESH = timedelta(minutes=5)


@dataclass(frozen=True)
class Person:
    """What Slack says of somebody, as of `fetched_at`. `groups` are the ids of their user groups."""

    user_id: str
    subject: str
    name: str
    email: str | None
    kind: Kind
    fetched_at: datetime
    timezone: str | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Roster:
    """Who may review a workflow: people by id, and user groups by id."""

    people: frozenset[str]
    groups: frozenset[str]

    def includes(self, person: Person) -> bool:
        """Say whether the person is on it, by name or through a group."""
        return person.user_id in self.people or not self.groups.isdisjoint(person.groups)


def may_decide(person: Person, roster: Roster, output: Output, *, now: datetime) -> Refused | None:
    """Return why this person may not judge this output, or None when they may.

    What cannot be verified is not counted: facts older than five minutes are `unknown_person`.
    """
    if now - person.fetched_at > FRESH:
        return Refused.of("unknown_person")
    if refused := _of_the_wrong_kind(person):
        return refused
    if is_requester(person, output):
        return Refused.of("is_requester")
    if person.user_id == output.key_owner:
        return Refused.of("is_key_owner")
    if not roster.includes(person):
        return Refused.of("not_on_roster")
    return None


def is_requester(person: Person, output: Output) -> bool:
    """Say whether the person asked for this output, known by Slack id or by e-mail in any case of letters."""
    if person.user_id in (output.requester, output.requested_by):
        return True
    return (
        person.email is not None
        and output.requested_by is not None
        and person.email.casefold() == output.requested_by.casefold()
    )


def _of_the_wrong_kind(person: Person) -> Refused | None:
    match person.kind:
        case "bot":
            return Refused.of("is_bot")
        case "guest":
            return Refused.of("is_guest")
        case "external":
            return Refused.of("is_external")
        case "deactivated":
            return Refused.of("is_deactivated")
        case "member":
            return None


def objection_judge(output: Output, owner: str, deputy: str | None, approvers: Collection[str]) -> str | None:
    """Return who settles an objection: the owner, or the deputy where the owner is a party to it.

    None when both are, or there is no deputy: nobody may, and the output stays held.
    """
    for candidate in (owner, deputy):
        if candidate is not None and candidate not in _parties(output, approvers):
            return candidate
    return None


def _parties(output: Output, approvers: Collection[str]) -> set[str | None]:
    return {*approvers, output.requester, output.requested_by, output.key_owner}
