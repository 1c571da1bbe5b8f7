"""`answerable workflow list|show`: what is in force, who answers for it, and what waits to come into force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

from bot.commands.terminal import Failed, as_json, tell_json, tell_table, the_database
from domain.announcements import stamp
from domain.clock import Clock
from domain.difference import difference
from domain.policy import Live, Policy
from domain.workflow_file import is_later, stored_for_later
from handlers.cards.checked import Told, checked_lines
from handlers.how_checked import got_out, told_of
from storage import organisation
from storage.database import Database
from storage.outputs import names_of
from storage.people import group_handles, listed_on
from storage.relaxing import checked
from storage.standards import (
    Signature,
    fields_signed_in_slack,
    signatures_under,
    standard_is_signed,
)
from storage.unowned import is_gone
from storage.workflow_counts import Open, open_outputs
from storage.workflow_decisions import CLOCK, WorkflowDecision, decisions_about
from storage.workflows import Workflow, all_workflows, workflow

_LEFT = " (has left: no owner)"


@dataclass(frozen=True)
class Sight:
    """All that `show` tells of one workflow. `team` are the members of its team as its file names them. `signed` are
    the signatures under its standard, `kept` the keys of it that were signed in Slack and that no file has said since.
    """

    workflow: Workflow
    names: dict[str, str]
    reviewers: list[str]
    team: list[str]
    leaders: list[str]
    waiting: Open
    decisions: list[WorkflowDecision]
    told: Told
    unowned: bool = False
    signed: tuple[Signature, ...] = ()
    is_signed: bool = False
    kept: tuple[str, ...] = ()

    def name(self, user_id: str | None) -> str:
        """Return what a person or group is called, with the id."""
        if user_id is None:
            return "nobody"
        return f"{self.names[user_id]} ({user_id})" if user_id in self.names else user_id


@click.command("list")
@as_json
def listed(as_json: bool) -> None:
    """List the workflows."""
    with the_database() as db:
        found = db.read_now(all_workflows)
        names = db.read_now(names_of, {one.owner for one in found})
        waiting = {one.slug: db.read_now(open_outputs, one.slug) for one in found}
        gone = {one.slug for one in found if db.read_now(is_gone, one.owner)}
    if as_json:
        tell_json([_brief(one, waiting[one.slug], unowned=one.slug in gone) for one in found])
        return
    rows = [
        (one.slug, one.status, one.lane, names.get(one.owner, one.owner) + _LEFT * (one.slug in gone),
         f"v{one.policy_version}", waiting[one.slug].in_review)
        for one in found
    ]  # fmt: skip
    empty = "No workflow yet. Write a workflows.toml and run: answerable workflow apply workflows.toml"
    tell_table(("WORKFLOW", "STATUS", "LANE", "OWNER", "POLICY", "WAITING"), rows, empty)


@click.command()
@click.argument("slug")
@as_json
def show(slug: str, as_json: bool) -> None:
    """Show one workflow: its rules, its people, its decisions, and what is stored but not yet in force."""
    with the_database() as db:
        sight = _look(db, slug)
    if as_json:
        tell_json(_whole(sight))
    else:
        for line in _lines(sight):
            click.echo(line)


def _look(db: Database, slug: str) -> Sight:
    found = db.read_now(workflow, slug)
    if found is None:
        raise Failed(f"there is no workflow {slug}; see: answerable workflow list")
    listed = db.read_now(listed_on, slug)
    parts = db.read_now(organisation.parts)
    decisions = db.read_now(decisions_about, slug)
    signed = db.read_now(signatures_under, [found.policy_id])[found.policy_id]
    people = {found.owner, found.deputy or "", *listed.people, *(one.person for one in decisions)}
    people |= {one.person for one in signed}
    team = parts.get(organisation.team(found.policy.team), {}) if found.policy.team else {}
    now = Clock().now()
    how = db.read_now(checked, slug, now)
    assert how is not None
    return Sight(
        workflow=found,
        names=db.read_now(names_of, people) | db.read_now(group_handles, listed.groups),
        reviewers=sorted(listed.people) + sorted(listed.groups),
        team=list(team),
        leaders=list(parts.get(organisation.LEADERS, {})),
        waiting=db.read_now(open_outputs, slug),
        decisions=decisions,
        told=told_of(how, now, db.read_now(got_out, found, now)),
        unowned=db.read_now(is_gone, found.owner),
        signed=signed,
        is_signed=found.readable and db.read_now(standard_is_signed, found.policy_id),
        kept=db.read_now(fields_signed_in_slack, slug),
    )


def _lines(sight: Sight) -> Iterator[str]:
    found = sight.workflow
    yield f"{found.slug} · {found.status} · lane in force: {found.lane} (lightest allowed: {found.policy.lane})"
    if not found.readable:
        yield "This version cannot read the stored policy: all that comes in is held. Apply the file again."
    left = _LEFT if sight.unowned else ""
    yield f"Owner     {sight.name(found.owner)}{left}, deputy {sight.name(found.deputy)}"
    yield f"Channel   {found.live.channel} ({found.channel_id})"
    yield f"Reviewers {', '.join(sight.name(one) for one in sight.reviewers)}"
    yield f"Waiting   {sight.waiting.in_review} in review, {sight.waiting.approved} approved and not released"
    if found.status == "watching" and found.watched_until is not None:
        yield f"Watched   until {found.watched_until:%Y-%m-%d %H:%M} UTC, then paused unless somebody decides"
    checking = [line.plain() for line in checked_lines(sight.told)]
    yield from (f"{'' if number else 'Checked':<9} {line}" for number, line in enumerate(checking))
    yield f"Policy    version {found.policy_version}"
    yield f"Standard  {_standing(sight)}"
    if sight.kept:
        yield f"          signed in Slack, so that a file does not change it: {', '.join(sight.kept)}"
    yield from _settings(found.policy)
    yield "Live settings"
    yield from _settings(found.live)
    if sight.decisions:
        yield "Decided"
        yield from (f"  {_spell(one, sight)}" for one in sight.decisions)
    if later := _later(sight):
        yield "Stored, not yet in force"
        yield from (f"  {key} {what}" for key, what in later.items())


def _standing(sight: Sight) -> str:
    """Return who has signed the standard, and whose signature it lacks."""
    by = ", ".join(f"{sight.name(one.person)} {one.signed_at:%Y-%m-%d %H:%M} UTC" for one in sight.signed)
    if sight.is_signed:
        return f"signed by {by}"
    return (
        f"signed by {by}, and not by a second person yet"
        if by
        else "not signed yet: its owner signs it in Slack"
    )


def _settings(part: Policy | Live) -> Iterator[str]:
    """Give what is set, defaults included; what does nothing yet is marked."""
    for change in difference(None, part):
        if change.after:
            yield f"  {change}" + (" (not yet in force)" if is_later(change.key) else "")


def _later(sight: Sight) -> dict[str, str]:
    later = stored_for_later(sight.workflow.given)
    if sight.team:
        later[f"teams.{sight.workflow.policy.team}"] = (
            f"({', '.join(sight.team)}) will say whose hours these are"
        )
    if sight.leaders:
        later["organisation.leaders"] = f"({', '.join(sight.leaders)}) will be asked in the leaders' digest"
    return later


def _spell(decision: WorkflowDecision, sight: Sight) -> str:
    who = "the clock" if decision.person == CLOCK else sight.names.get(decision.person, decision.person)
    return f"{decision.decided_at:%Y-%m-%d %H:%M} UTC  {decision.was} → {decision.becomes}, {who}: {decision.reason}"


def _brief(found: Workflow, waiting: Open, *, unowned: bool) -> dict[str, object]:
    return {
        "slug": found.slug,
        "status": found.status,
        "lane": found.lane,
        "stage": found.stage,
        "owner": found.owner,
        "unowned": unowned,
        "deputy": found.deputy,
        "channel_id": found.channel_id,
        "policy_version": found.policy_version,
        "in_review": waiting.in_review,
        "approved": waiting.approved,
    }


def _whole(sight: Sight) -> dict[str, object]:
    return {
        **_brief(sight.workflow, sight.waiting, unowned=sight.unowned),
        "readable": sight.workflow.readable,
        "checking": [line.plain() for line in checked_lines(sight.told)],
        "policy": sight.workflow.policy.to_json(),
        "live": sight.workflow.live.to_json(),
        "standard": {
            "signed": sight.is_signed,
            "signatures": [{**vars(one), "signed_at": stamp(one.signed_at)} for one in sight.signed],
            "signed_in_slack": list(sight.kept),
        },
        "reviewers": sight.reviewers,
        "names": sight.names,
        "decisions": [{**vars(one), "decided_at": stamp(one.decided_at)} for one in sight.decisions],
        "not_yet_in_force": _later(sight),
    }
