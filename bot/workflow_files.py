"""A workflows.toml becomes what is in force: read, its people and channels looked up in Slack, then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from domain.difference import Change, difference
from domain.eligibility import Roster
from domain.lanes import Status
from domain.references import ChannelRef, GroupRef, PersonRef
from domain.workflow_file import Problem, WorkflowEntry, WorkflowFile, parse, stored_for_later
from handlers.slack.asking import Lacking
from handlers.slack.directory import Directory
from storage.database import Database
from storage.organisation import LEADERS, team
from storage.standards import Shortfall, shortfalls
from storage.workflows import Workflow, all_workflows, workflow
from usecases.apply_workflow import Applied, ApplyWorkflow, apply_workflow
from usecases.keep_organisation import KeepOrganisation, keep_organisation


class WrongFile(Exception):
    """Everything that is wrong with a file, at once; nothing of it was applied."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class AppliedWorkflow:
    """What came of one workflow of the file. `later` are its keys that are stored and do nothing yet. `unsigned`: the
    version in force has a standard that its owner, or a second person, has yet to sign.
    """

    slug: str
    applied: Applied
    changes: list[Change]
    people: list[str]
    lane: str
    lightest: str
    later: Mapping[str, str]
    status: Status = "live"
    unsigned: bool = False


@dataclass(frozen=True)
class AppliedFile:
    """What came of a whole file. `others` are workflows that exist and that it does not name; `notes` what was
    applied and still needs a hand.
    """

    workflows: list[AppliedWorkflow]
    organisation: list[str]
    others: list[str]
    notes: list[str]


async def apply_file(
    db: Database,
    directory: Directory,
    path: Path,
    *,
    timezone: str,
    now: datetime,
    first: Literal["live", "proposed"] = "live",
) -> AppliedFile:
    """Apply a file, one transaction a workflow. Applied again it changes nothing. `first` is what a new one begins as.

    Raises WrongFile, with all that is wrong and nothing applied; Unreachable if Slack cannot be asked.
    """
    found = read_file(path, timezone)
    lookup = Lookup(directory, path.name)
    before = {one.slug: one for one in await db.read(all_workflows)}
    ready = [
        replace(await _resolve(lookup, entry, before.get(slug), now), first=first)
        for slug, entry in found.workflows.items()
    ]
    said = await _resolve_organisation(lookup, found)
    if lookup.problems:
        raise WrongFile(lookup.problems)
    applied = [await _apply(db, command) for command in ready]
    changed = await db.write(keep_organisation, KeepOrganisation(said, "operator", now)) if said else []
    others = [one.slug for one in await db.read(all_workflows) if one.slug not in found.workflows]
    return AppliedFile(applied, changed, others, [str(note) for note in lookup.notes])


def read_file(path: Path, timezone: str) -> WorkflowFile:
    """Return what the file says. Raises WrongFile."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        wrong = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)
        raise WrongFile([Problem(path.name, "everything", wrong, "name a workflows.toml")]) from None
    found = parse(text, file=path.name, timezone=timezone)
    if isinstance(found, list):
        raise WrongFile(found)
    return found


@dataclass
class Lookup:
    """Looks names up in Slack. `problems` are those that will not do, `notes` what somebody should see to."""

    directory: Directory
    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    async def person(self, key: str, reference: PersonRef, *, role: str) -> str:
        """Return the id of a member in good standing, noting anything else; "" where it is no good."""
        try:
            found = await (
                self.directory.person(reference.text)
                if reference.is_id
                else self.directory.person_by_email(reference.text)
            )
        except Lacking as lacking:
            return self._note(key, _cannot_look_up(reference, lacking), "write a Slack user id")
        if found is None:
            return self._note(
                key, f"nobody in Slack is {reference}", "write a member's address or Slack user id"
            )
        if found.kind != "member":
            return self._note(
                key, f"{reference} is {_KINDS[found.kind]}", f"name a member of the workspace as {role}"
            )
        return found.user_id

    async def group(self, key: str, reference: GroupRef) -> str:
        """Return the id of a user group, noting what is none; "" where it is no good."""
        found = await self.directory.group_by_handle(reference.text)
        right = 'write its handle like "@support-leads", or name the people'
        return found or self._note(key, f"the bot can read no user group {reference}", right)

    async def channel(self, key: str, reference: ChannelRef, *, in_force: str | None = None) -> str:
        """Return the id of a channel that cards can go to, noting what is none; "" where it is no good.

        `in_force` is the id of the channel that this same reference led to before: it stays in force where it is
        called otherwise now, or is gone, which who answers for the workflow is told.
        """
        try:
            found = await (
                self.directory.channel(reference.text)
                if reference.is_id
                else self.directory.channel_by_name(reference.text)
            )
        except Lacking as lacking:
            return self._note(key, _cannot_look_up(reference, lacking), "write a channel's id")
        if found is None and in_force is not None:
            return await self._still(key, reference, in_force)
        if found is None:
            right = "write a channel's name, and if it is private invite the bot to it (/invite @Answerable)"
            return self._note(key, f"the bot sees no channel {reference}", right)
        if found.is_archived and found.channel_id != in_force:
            return self._note(key, f"{reference} is archived", "name another channel, or unarchive it")
        if found.is_archived:
            self._remark(key, f"{reference} is archived", "name another channel, or unarchive it")
        if not found.is_member:
            wrong = f"the bot is not in {reference}, so nothing can be shown there"
            self._remark(key, wrong, "invite it there: /invite @Answerable")
        return found.channel_id

    async def _still(self, key: str, reference: ChannelRef, in_force: str) -> str:
        """Return the channel in force, remarking why its name does not lead there."""
        there = await self.directory.channel(in_force)
        if there is None:
            wrong, right = (
                f"the bot sees no channel {reference} any more",
                "name another, or invite the bot to it",
            )
        else:
            wrong, right = f"{reference} is called #{there.name} now", "write that, or the channel's id"
        self._remark(key, wrong, right)
        return in_force

    def _remark(self, key: str, wrong: str, right: str) -> None:
        self.notes.append(Problem(self.file, key, wrong, right))

    async def either(self, key: str, reference: PersonRef | GroupRef, *, role: str) -> str:
        """Return the id of a person or a group."""
        if isinstance(reference, GroupRef):
            return await self.group(key, reference)
        return await self.person(key, reference, role=role)

    def _note(self, key: str, wrong: str, right: str) -> str:
        self.problems.append(Problem(self.file, key, wrong, right))
        return ""


_KINDS = {
    "guest": "a guest",
    "external": "of another organisation",
    "deactivated": "deactivated",
    "bot": "a bot",
}


def _cannot_look_up(reference: PersonRef | ChannelRef, lacking: Lacking) -> str:
    return f"{reference} cannot be looked up, since the server has no {lacking.method}"


async def _resolve(
    lookup: Lookup, entry: WorkflowEntry, before: Workflow | None, now: datetime
) -> ApplyWorkflow:
    live, at = entry.live, f"workflows.{entry.slug}"
    if live.sponsor:
        await lookup.person(f"{at}.sponsor", live.sponsor, role="sponsor")
    return ApplyWorkflow(
        slug=entry.slug,
        policy=entry.policy,
        live=live,
        owner=await lookup.person(f"{at}.owner", live.owner, role="owner"),
        deputy=await lookup.person(f"{at}.deputy", live.deputy, role="deputy") if live.deputy else None,
        channel_id=await lookup.channel(
            f"{at}.channel", live.channel, in_force=_same_channel(before, live.channel)
        ),
        roster=await _listed(lookup, f"{at}.reviewers", live.reviewers, role="reviewer"),
        users=await _listed(lookup, f"{at}.users", live.users, role="user"),
        actor="operator",
        now=now,
        given=entry.given,
    )


async def _listed(lookup: Lookup, at: str, named: Sequence[PersonRef | GroupRef], *, role: str) -> Roster:
    people: set[str] = set()
    groups: set[str] = set()
    for number, reference in enumerate(named):
        found = await lookup.either(f"{at}[{number}]", reference, role=role)
        (groups if isinstance(reference, GroupRef) else people).add(found)
    return Roster(frozenset(people), frozenset(groups))


def _same_channel(before: Workflow | None, said: ChannelRef) -> str | None:
    return before.channel_id if before is not None and before.live.channel == said else None


async def _resolve_organisation(lookup: Lookup, found: WorkflowFile) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for number, leader in enumerate(found.organisation.leaders):
        key = f"organisation.leaders[{number}]"
        said.setdefault(LEADERS, {})[leader.text] = await lookup.person(key, leader, role="leader")
    for name, members in found.teams.items():
        said[team(name)] = {
            one.text: await lookup.either(f"teams.{name}.members[{number}]", one, role="member")
            for number, one in enumerate(members.members)
        }
    return said


async def _apply(db: Database, command: ApplyWorkflow) -> AppliedWorkflow:
    before = await db.read(workflow, command.slug)
    applied = await db.write(apply_workflow, command)
    after = await db.read(workflow, command.slug)
    assert after is not None
    lacking = await db.read(shortfalls, [after], command.now)
    return AppliedWorkflow(
        slug=command.slug,
        applied=applied,
        changes=_changes(before, replace(command, policy=after.policy)),
        people=_people_changed(before, after) if applied.new_live else [],
        lane=after.lane,
        lightest=command.policy.lane,
        later=stored_for_later(command.given),
        status=after.status,
        unsigned=bool(lacking.get(after.slug, Shortfall()).unsigned),
    )


def _changes(before: Workflow | None, command: ApplyWorkflow) -> list[Change]:
    """Return what changes; for a new workflow what its file says, since everything else has its default."""
    if before is None:
        everything = difference(None, command.policy) + difference(None, command.live)
        return [change for change in everything if _is_given(change.key, command.given)]
    return difference(before.policy, command.policy) + difference(before.live, command.live)


def _is_given(key: str, given: tuple[str, ...]) -> bool:
    return any(key == said or key.startswith(f"{said}.") for said in given)


def _people_changed(before: Workflow | None, after: Workflow) -> list[str]:
    """Say which ids changed although the names in the file may be the same."""
    if before is None:
        return []
    pairs = {"owner": (before.owner, after.owner), "deputy": (before.deputy, after.deputy)}
    pairs["channel"] = (before.channel_id, after.channel_id)
    return [f"{key}: {was} → {now} in Slack" for key, (was, now) in pairs.items() if was != now]
