"""Whether each workflow's channel and people are there, as Slack has them now."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.checks.finding import Finding, fit, note, unfit
from domain.clock import Clock
from domain.references import ChannelRef
from handlers.slack.asking import Unreachable
from handlers.slack.directory import Directory
from storage.api_keys import all_api_keys
from storage.database import Database
from storage.organisation import LEADERS_CHANNEL, parts
from storage.ownerless_keys import ownerless
from storage.people import group_handles, listed_on
from storage.unstaffed import has_too_few
from storage.workflows import Workflow, all_workflows


async def workflow_findings(
    db: Database, directory: Directory, leaders: ChannelRef | None
) -> AsyncIterator[Finding]:
    """Give a line for each workflow that is fit, and one for everything that is not."""
    if leaders is not None:
        yield await _leaders(db, directory, leaders)
    found = await db.read(all_workflows)
    if not found:
        yield note(
            "workflows", "there is none yet; write a workflows.toml and run: answerable workflow apply"
        )
    keys = await db.read(all_api_keys)
    keyed = {key.workflow for key in keys if key.revoked_at is None}
    alone = await db.read(ownerless)
    for workflow in found:
        wrong = [line async for line in _problems(db, directory, workflow)]
        for line in wrong:
            yield unfit(workflow.slug, line)
        if not wrong:
            yield fit(workflow.slug, f"{workflow.status}, {workflow.lane}; its channel and people are there")
        for key in keys:
            if key.workflow == workflow.slug and key.id in alone:
                yield unfit(
                    workflow.slug,
                    f"the owner of its key {key.id} has left; make another with: answerable key create --workflow "
                    f"{workflow.slug} …, and then: answerable key revoke {key.id}",
                )
        if workflow.slug not in keyed:
            yield note(
                workflow.slug, f"no key hands in to it; answerable key create --workflow {workflow.slug} …"
            )


async def _leaders(db: Database, directory: Directory, reference: ChannelRef) -> Finding:
    try:
        found = await (
            directory.channel(reference.text)
            if reference.is_id
            else directory.channel_by_name(reference.text)
        )
        known = (await db.read(parts)).get(LEADERS_CHANNEL, {}).get(reference.text)
        renamed = found is None and known is not None
        if found is None and known is not None:
            found = await directory.channel(known)
    except Unreachable as error:
        return unfit("leaders' channel", f"Slack could not be asked about {reference}: {error}")
    if wrong := _channel_problem(str(reference), found is not None, found):
        return unfit("leaders' channel", wrong)
    if renamed and found is not None:
        return note(
            "leaders' channel", f"{reference} is called #{found.name} now; write that in the settings"
        )
    return fit("leaders' channel", str(reference))


async def _problems(db: Database, directory: Directory, workflow: Workflow) -> AsyncIterator[str]:
    if not workflow.readable:
        yield "its stored policy cannot be read, so everything is held; apply its file again"
    try:
        found = await directory.channel(workflow.channel_id)
        if wrong := _channel_problem(str(workflow.live.channel), found is not None, found):
            yield wrong
        async for line in _people_problems(db, directory, workflow):
            yield line
    except Unreachable as error:
        yield f"Slack could not be asked about it: {error}"


def _channel_problem(name: str, is_there: bool, found: object) -> str | None:
    if not is_there:
        return f"the bot does not see its channel {name}; invite it there, or apply the file with another"
    if getattr(found, "is_archived", False):
        return f"its channel {name} is archived; unarchive it, or apply the file with another"
    if not getattr(found, "is_member", True):
        return f"the bot is not in {name}; invite it there: /invite @Answerable"
    return None


async def _people_problems(db: Database, directory: Directory, workflow: Workflow) -> AsyncIterator[str]:
    listed = await db.read(listed_on, workflow.slug)
    if not (listed.people or listed.groups):
        yield "it has no reviewers, so nobody can decide; write some in the file and apply it"
    asks = workflow.live.training_months is not None
    if asks and await db.read(has_too_few, workflow, Clock().now()):
        yield "it asks for training, and too few are trained to decide; its owner can sign somebody in, in App Home"
    roles = {workflow.owner: "owner", workflow.deputy or "": "deputy"}
    for user_id in [*filter(None, roles), *sorted(listed.people - roles.keys())]:
        person = await directory.person_now(user_id)
        role = roles.get(user_id, "reviewer")
        if person is None:
            yield f"its {role} {user_id} could not be verified in Slack"
        elif person.kind != "member":
            yield f"its {role} {person.name} is {person.kind}; name somebody else in the file and apply it"
    handles = await db.read(group_handles, listed.groups)
    for group_id in sorted(listed.groups):
        if not await directory.members_of(group_id):
            yield f"its reviewers {handles.get(group_id, group_id)} cannot be read, or have nobody in them"
