"""What Slack says of people, user groups and channels is kept, with when it was learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Table, delete, select, update

from domain.eligibility import Kind
from storage.inserting import add_if_new, insert_into
from storage.tables import channels, group_members, people, user_groups
from storage.transaction import Tx
from usecases.finish_event import FinishEvent, finish_event
from usecases.follow_person import FollowPerson, follow_person

# When facts were learned that are worth showing but verify nothing.
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class PersonFacts:
    """A person as Slack describes them. `subject` is the random id that evidence would know a new one by."""

    user_id: str
    subject: str
    team_id: str
    name: str
    email: str | None
    kind: Kind
    timezone: str | None
    fetched_at: datetime


@dataclass(frozen=True)
class GroupFacts:
    """A user group and who is in it; `handle` has no @."""

    group_id: str
    handle: str
    members: frozenset[str]
    fetched_at: datetime


@dataclass(frozen=True)
class ChannelFacts:
    """A channel; `name` has no #. `is_member`: our bot is in it."""

    channel_id: str
    name: str
    is_private: bool
    is_archived: bool
    is_member: bool
    fetched_at: datetime


@dataclass(frozen=True)
class NoteDirectory:
    """What was looked up just now."""

    people: Sequence[PersonFacts] = ()
    groups: Sequence[GroupFacts] = ()
    channels: Sequence[ChannelFacts] = ()


def note_directory(tx: Tx, command: NoteDirectory) -> None:
    """Keep the facts in this transaction, over what was known before. A person's `subject` never changes."""
    before = _seen(tx, command.people)
    _put(tx, people, [vars(one) for one in command.people], keep=("subject",))
    for one in command.people:
        _follow(tx, before, one, now=one.fetched_at)
    _put(tx, channels, [vars(one) for one in command.channels])
    for group in sorted(command.groups, key=lambda group: group.group_id):
        row = {"group_id": group.group_id, "handle": group.handle, "fetched_at": group.fetched_at}
        _put(tx, user_groups, [row])
        tx.conn.execute(delete(group_members).where(group_members.c.group_id == group.group_id))
        members = [{"group_id": group.group_id, "user_id": one} for one in sorted(group.members)]
        if members:  # another process may be writing the same
            tx.conn.execute(insert_into(tx.conn, group_members).on_conflict_do_nothing(), members)


@dataclass(frozen=True)
class NoteClosedChannel:
    """Slack shows us no such channel: it was deleted, or is private and we are not in it."""

    channel_id: str
    now: datetime


def note_closed_channel(tx: Tx, command: NoteClosedChannel) -> None:
    """Note, in this transaction, that we are not in the channel; what it was called stays known."""
    facts = {"is_member": False, "is_archived": False, "fetched_at": command.now}
    known = update(channels).where(channels.c.channel_id == command.channel_id).values(facts)
    if tx.conn.execute(known).rowcount:
        return
    unknown = ChannelFacts(command.channel_id, command.channel_id, False, False, False, command.now)
    add_if_new(tx.conn, channels, vars(unknown))


@dataclass(frozen=True)
class NoteNews:
    """What an event says has changed: people as they now are, groups with other members (and their handle, where it
    says that), values of channels.
    """

    inbox_id: int
    now: datetime
    people: Sequence[PersonFacts] = ()
    groups: Mapping[str, str | None] = field(default_factory=dict)
    channels: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def note_news(tx: Tx, command: NoteNews) -> None:
    """Bring what is known already up to the news, in this transaction, and finish the stored event.

    Events come in any order, so they show and never verify: who decides next is looked up anew.
    """
    before = _seen(tx, command.people)
    for person in command.people:
        values = {name: value for name, value in vars(person).items() if name not in ("user_id", "subject")}
        stale = values | {"fetched_at": LONG_AGO}
        tx.conn.execute(update(people).where(people.c.user_id == person.user_id).values(stale))
        _follow(tx, before, person, now=command.now)
    for group_id, handle in command.groups.items():
        told = {"fetched_at": LONG_AGO} | ({} if handle is None else {"handle": handle})
        tx.conn.execute(update(user_groups).where(user_groups.c.group_id == group_id).values(told))
    for channel_id, facts in command.channels.items():
        stale_facts = {**facts, "fetched_at": LONG_AGO}
        tx.conn.execute(update(channels).where(channels.c.channel_id == channel_id).values(stale_facts))
    finish_event(tx, FinishEvent(command.inbox_id, "noted", command.now))


def _seen(tx: Tx, told: Sequence[PersonFacts]) -> dict[str, tuple[str, str | None]]:
    """Return name and zone of those of them who were known before, by id."""
    found = select(people.c.user_id, people.c.name, people.c.timezone).where(
        people.c.user_id.in_([one.user_id for one in told])
    )
    return {row.user_id: (row.name, row.timezone) for row in tx.conn.execute(found)} if told else {}


def _follow(tx: Tx, before: Mapping[str, tuple[str, str | None]], one: PersonFacts, *, now: datetime) -> None:
    name, zone = before.get(one.user_id, (one.name, one.timezone))
    if (name, zone) != (one.name, one.timezone):
        follow_person(tx, FollowPerson(one.user_id, name != one.name, zone != one.timezone, now))


def _put(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]], keep: tuple[str, ...] = ()) -> None:
    """Insert or replace rows by their primary key; columns in `keep` stay as they were."""
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    statement = insert_into(tx.conn, table)
    new = {name: statement.excluded[name] for name in rows[0] if name not in (*key, *keep)}
    ordered = sorted(rows, key=lambda row: str(row[key[0]]))  # always in one order: no deadlocks
    tx.conn.execute(statement.on_conflict_do_update(index_elements=key, set_=new), ordered)
