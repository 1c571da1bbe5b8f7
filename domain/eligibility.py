"""Who may judge one output: on the roster at that moment, trained where that is asked, a member in good standing, and
not their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.outputs import Output
from domain.refusals import Refused

Kind = Literal["member", "guest", "external", "deactivated", "bot"]

# Facts about a person that are older than this verify nothing.
FRESH = timedelta(minutes=5)

_MEMBERS: tuple[Kind, ...] = ("member",)
_UNFIT: Mapping[Kind, Refused] = {
    "bot": Refused.of("is_bot"),
    "guest": Refused.of("is_guest"),
    "external": Refused.of("is_external"),
    "deactivated": Refused.of("is_deactivated"),
}


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

    def is_outdated(self, now: datetime) -> bool:
        """Say whether these facts are too old to verify anything."""
        return now - self.fetched_at > FRESH


@dataclass(frozen=True)
class Roster:
    """Who may review a workflow: people by id, and user groups by id; of these only who is in `trained`.

    `trained` None: no training is asked for.
    """

    people: frozenset[str]
    groups: frozenset[str]
    trained: frozenset[str] | None = None

    def includes(self, person: Person) -> bool:
        """Say whether the person is on it, by name or through a group."""
        return person.user_id in self.people or not self.groups.isdisjoint(person.groups)

    def lets_decide(self, user_id: str) -> bool:
        """Say whether whoever is on it has the training that it takes."""
        return self.trained is None or user_id in self.trained


def unfit(
    person: Person, *, now: datetime, fit: Collection[Kind] = _MEMBERS, act: str | None = None
) -> Refused | None:
    """Return why a person of this kind may do nothing here, None where their kind is among those `fit` for it.

    Facts older than five minutes say nothing: `unknown_person`. `act` is what a guest or an outsider wanted to do,
    where that is not judging.
    """
    if person.is_outdated(now):
        return Refused.of("unknown_person")
    if person.kind in fit:
        return None
    found = _UNFIT[person.kind]
    said = act is not None and person.kind in ("guest", "external")
    return Refused(found.code, {"act": act}) if said else found


def may_decide(person: Person, roster: Roster, output: Output, *, now: datetime) -> Refused | None:
    """Return why this person may not judge this output, or None when they may.

    What cannot be verified is not counted: facts older than five minutes are `unknown_person`, and so is who has no
    e-mail address in Slack where only the requester's is known.
    """
    if refused := unfit(person, now=now):
        return refused
    if is_requester(person, output):
        return Refused.of("is_requester")
    if _could_be_requester(person, output):
        return Refused.of("unknown_person")
    if person.user_id == output.key_owner:
        return Refused.of("is_key_owner")
    if not roster.includes(person):
        return Refused.of("not_on_roster")
    if not roster.lets_decide(person.user_id):
        return Refused.of("not_trained")
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


def _could_be_requester(person: Person, output: Output) -> bool:
    return output.requester is None and "@" in (output.requested_by or "") and person.email is None


def objection_judges(
    output: Output, owner: str, deputy: str | None, parties: Collection[str], away: Collection[str] = ()
) -> tuple[str, ...]:
    """Return who may settle an objection, whoever is asked first: the owner, or the deputy where the owner is a party
    to it, as who approved or asked for it (`parties`) and who owns its key are.

    While the owner is `away`, a deputy who is there is asked, and the owner may all the same. Empty when both are
    parties, or there is no deputy: nobody may, and the output stays held.
    """
    apart = [one for one in (owner, deputy) if one is not None and one not in _parties(output, parties)]
    if len(apart) == 2 and owner in away and deputy not in away:
        return (apart[1], apart[0])
    return tuple(apart[:1])


def _parties(output: Output, parties: Collection[str]) -> set[str | None]:
    return {*parties, output.requester, output.requested_by, output.key_owner}
