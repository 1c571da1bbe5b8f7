"""Who somebody is, as Slack says it: from our own table while that is fresh, else asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from domain.clock import Clock
from domain.eligibility import FRESH, Person
from handlers.slack.asking import (
    NO_GROUPS,
    NO_SUCH_CHANNEL,
    NO_SUCH_PERSON,
    Absent,
    Lacking,
    Unreachable,
)
from handlers.slack.gateway import Slack
from handlers.slack.person_facts import channel_facts, person_facts, stranger
from storage.database import Database
from storage.moved_channels import channel_now
from storage.people import listed_on
from storage.people import person as person_of
from storage.tables import user_groups
from usecases.note_directory import (
    ChannelFacts,
    GroupFacts,
    NoteClosedChannel,
    NoteDirectory,
    PersonFacts,
    note_closed_channel,
    note_directory,
)

# A press of a button has to be answered within three seconds. What takes longer is learned all the same.
PATIENCE_S = 1.8
_PAGE = 1_000
# More channels than anybody has: a cursor may lead in a circle.
_PAGES = 200


@dataclass(frozen=True)
class Identity:
    """Who we are in Slack."""

    team_id: str
    user_id: str
    bot_id: str | None


@dataclass(frozen=True)
class _Known:
    """What our own table says of one person, and which groups it would take to place them."""

    person: Person | None
    stale_groups: tuple[str, ...] = ()


class Directory:
    """Looks people, groups and channels up, and keeps what it learns for at most five minutes."""

    def __init__(self, db: Database, slack: Slack, clock: Clock) -> None:
        self._db, self._slack, self._clock = db, slack, clock
        self._identity: Identity | None = None
        self._under_way: dict[str, asyncio.Task[object]] = {}

    @property
    def known_identity(self) -> Identity | None:
        """Return who we are, None as long as Slack has not told us."""
        return self._identity

    async def identity(self) -> Identity:
        """Return who we are; Slack is asked once. Raises Unreachable."""
        if self._identity is None:
            told = await self._slack.ask("auth.test", needs=("team_id", "user_id"))
            self._identity = Identity(str(told["team_id"]), str(told["user_id"]), told.get("bot_id"))
        return self._identity

    async def person(self, user_id: str, *, workflow: str | None = None) -> Person | None:
        """Return the person with facts at most five minutes old, None if they could not be verified.

        With `workflow`, also whether they are in the user groups on its roster. Raises Unavailable.
        """
        known = await self._db.read(_known, user_id, workflow, self._clock.now())
        lookups = [self._learned(one, partial(self._learn_group, one)) for one in known.stale_groups]
        if known.person is None:
            lookups.append(self._learned(user_id, partial(self._learn_person, user_id)))
        if lookups:
            try:
                await asyncio.wait_for(asyncio.gather(*lookups), PATIENCE_S)
            except (Unreachable, TimeoutError):
                return None
            known = await self._db.read(_known, user_id, workflow, self._clock.now())
        return known.person if not known.stale_groups else None

    async def person_now(self, user_id: str) -> Person | None:
        """Return the person as Slack has them at this moment. Raises Unreachable, Unavailable."""
        await self._ask_about(user_id)
        return await self._db.read(person_of, user_id, now=self._clock.now())

    async def person_by_email(self, email: str) -> Person | None:
        """Return who has this e-mail address in Slack, None if nobody. Raises Unreachable."""
        team_id = (await self.identity()).team_id
        try:
            told = await self._slack.ask(
                "users.lookupByEmail", email=email, needs=("user.id",), absent=NO_SUCH_PERSON
            )
        except Absent:
            return None
        facts = person_facts(told["user"], team_id=team_id, now=self._clock.now())
        await self._note(people=(facts,))
        return await self._db.read(person_of, facts.user_id, now=self._clock.now())

    async def group_by_handle(self, handle: str) -> str | None:
        """Return the id of the user group with this handle (with or without @), None if there is none.

        Raises Unreachable. Where the workspace has no user groups, there is none.
        """
        try:
            told = await self._slack.ask("usergroups.list", needs=("usergroups",), absent=NO_GROUPS)
        except Absent:
            return None
        wanted = handle.lstrip("@").casefold()
        found = next((one for one in told["usergroups"] if _handle(one) == wanted), None)
        if found is None:
            return None
        await self._note_group(str(found["id"]), str(found["handle"]))
        return str(found["id"])

    async def members_of(self, group_id: str) -> frozenset[str]:
        """Return who is in the user group now; nobody if there is none. Raises Unreachable, Unavailable."""
        return await self._learn_group(group_id)

    async def channel_by_name(self, name: str) -> ChannelFacts | None:
        """Return the channel of this name (with or without #), None if we see none. Raises Unreachable."""
        return await self._listed("name", name.lstrip("#"))

    async def channel(self, channel_id: str) -> ChannelFacts | None:
        """Return the channel as Slack has it now, None if we see none. Raises Unreachable. An id that the channel had
        before leads to it as well.

        A server that can say nothing of channels is taken at its word: it has what it is asked about.
        """
        channel_id = await self._db.read(channel_now, channel_id)
        try:
            told = await self._slack.ask(
                "conversations.info", channel=channel_id, needs=("channel.id",), absent=NO_SUCH_CHANNEL
            )
        except Absent:
            command = NoteClosedChannel(channel_id, self._clock.now())
            await self._db.write(note_closed_channel, command)
            return None
        except Lacking:
            return await self._channel_without_info(channel_id)
        return await self._note_channel(told["channel"])

    async def _channel_without_info(self, channel_id: str) -> ChannelFacts | None:
        try:
            return await self._listed("id", channel_id)
        except Lacking:
            return await self._note_channel({"id": channel_id, "is_member": True})

    async def _listed(self, field: str, wanted: str) -> ChannelFacts | None:
        cursor: str | None = None
        for _ in range(_PAGES):
            told = await self._slack.ask(
                "conversations.list",
                types="public_channel,private_channel",
                limit=_PAGE,
                cursor=cursor,
                needs=("channels",),
            )
            for channel in told["channels"]:
                if channel.get(field) == wanted and channel.get("id"):
                    return await self._note_channel(channel)
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    async def _learn_person(self, user_id: str) -> None:
        known = await self._db.read(_known, user_id, None, self._clock.now())
        if known.person is None:  # else somebody has just learned it
            await self._ask_about(user_id)

    async def _ask_about(self, user_id: str) -> None:
        team_id = (await self.identity()).team_id
        try:
            told = await self._slack.ask(
                "users.info", user=user_id, needs=("user.id",), absent=NO_SUCH_PERSON
            )
        except Absent:
            await self._note(people=(stranger(user_id, now=self._clock.now()),))
            return
        await self._note(people=(person_facts(told["user"], team_id=team_id, now=self._clock.now()),))

    async def _learn_group(self, group_id: str) -> frozenset[str]:
        handle = await self._db.read(_handle_of, group_id)
        return await self._note_group(group_id, handle or group_id)

    async def _note_group(self, group_id: str, handle: str) -> frozenset[str]:
        try:
            told = await self._slack.ask(
                "usergroups.users.list", usergroup=group_id, needs=("users",), absent=NO_GROUPS
            )
        except Absent:  # a group that is gone, or a workspace without groups, has nobody in it
            told = {"users": []}
        members = frozenset(map(str, told["users"]))
        facts = GroupFacts(group_id, handle, members, self._clock.now())
        await self._db.write(note_directory, NoteDirectory(groups=(facts,)))
        return members

    async def _note_channel(self, channel: dict[str, Any]) -> ChannelFacts:
        facts = channel_facts(channel, now=self._clock.now())
        await self._db.write(note_directory, NoteDirectory(channels=(facts,)))
        return facts

    async def _note(self, people: tuple[PersonFacts, ...]) -> None:
        await self._db.write(note_directory, NoteDirectory(people=people))

    async def _learned(self, what: str, look: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Wait for a lookup; one of the same thing that is under way already serves for both.

        Whoever stops waiting does not end it: the next one finds what it learned.
        """
        task = self._under_way.get(what)
        if task is None:
            task = self._under_way[what] = asyncio.create_task(look(), name=f"look up {what}")
            task.add_done_callback(partial(self._over, what))
        await asyncio.shield(task)

    def _over(self, what: str, task: asyncio.Task[object]) -> None:
        del self._under_way[what]
        if not task.cancelled():
            task.exception()  # seen by whoever waited; nobody may have

    async def stop(self) -> None:
        """End the lookups that are under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


def _known(conn: Connection, user_id: str, workflow: str | None, now: datetime) -> _Known:
    person = person_of(conn, user_id, now=now)
    if person is not None and person.is_outdated(now):
        person = None
    roster = listed_on(conn, workflow) if workflow is not None else None
    if roster is None or user_id in roster.people or (person is not None and roster.includes(person)):
        return _Known(person)
    fresh = select(user_groups.c.group_id).where(user_groups.c.fetched_at >= now - FRESH)
    return _Known(person, tuple(sorted(roster.groups - set(conn.execute(fresh).scalars()))))


def _handle(group: dict[str, Any]) -> str:
    return str(group.get("handle") or "").casefold()


def _handle_of(conn: Connection, group_id: str) -> str | None:
    found = select(user_groups.c.handle).where(user_groups.c.group_id == group_id)
    return conn.execute(found).scalar_one_or_none()
