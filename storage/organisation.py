"""What a file says of the whole organisation and its teams: parts, each with names and their Slack ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from storage.tables import group_members, organisation, people, roster
from storage.workflows import Workflow

LEADERS = "leaders"
LEADERS_CHANNEL = "leaders_channel"  # what the setting led to when it was last found


def team(name: str) -> str:
    """Return the part that holds a team's members."""
    return f"team:{name}"


def leaders_of(conn: Connection) -> frozenset[str]:
    """Return the Slack ids of the leaders that a file has named."""
    found = select(organisation.c.slack_id).where(organisation.c.part == LEADERS)
    return frozenset(conn.execute(found).scalars())


def sponsors_of(conn: Connection, told: Iterable[Workflow]) -> dict[str, str]:
    """Return the Slack id of the leader who is asked about each workflow, where one is named and known."""
    named = {one.slug: one.live.sponsor for one in told if one.live.sponsor is not None}
    mails = {ref.text.lower() for ref in named.values() if not ref.is_id}
    found = select(people.c.email, people.c.user_id).where(
        people.c.email.in_(mails), people.c.kind != "deactivated"
    )
    ids = {row.email: row.user_id for row in conn.execute(found.order_by(people.c.user_id.desc()))}
    known = {slug: ref.text if ref.is_id else ids.get(ref.text.lower()) for slug, ref in named.items()}
    return {slug: person for slug, person in known.items() if person is not None}


def team_sizes(conn: Connection, known: Iterable[Workflow]) -> dict[str, int]:
    """Return how many people are in each team, by its name in small letters, as far as is known: whom a file lists for
    it, and who reviews for it. `known` are all workflows, whichever are told of: a team is as large everywhere.
    """
    prefix = team("")
    listed = select(organisation.c.part, organisation.c.slack_id).where(
        organisation.c.part.startswith(prefix, autoescape=True)
    )
    members: dict[str, set[str]] = defaultdict(set)
    for part, slack_id in conn.execute(listed):
        members[part.removeprefix(prefix).casefold()].add(slack_id)
    teams = {one.slug: one.policy.team.casefold() for one in known if one.policy.team is not None}
    on_rosters = select(roster.c.workflow, roster.c.ref).where(roster.c.workflow.in_(teams))
    for slug, ref in conn.execute(on_rosters):
        members[teams[slug]].add(ref)
    in_groups: dict[str, set[str]] = defaultdict(set)
    for group_id, user_id in conn.execute(select(group_members.c.group_id, group_members.c.user_id)):
        in_groups[group_id].add(user_id)
    return {
        name: len(set().union(*(in_groups.get(one, {one}) for one in refs))) for name, refs in members.items()
    }


def parts(conn: Connection) -> dict[str, Mapping[str, str]]:
    """Return every part: names as they were written, with the ids of the people and groups they name."""
    found: dict[str, dict[str, str]] = {}
    for row in conn.execute(select(organisation).order_by(organisation.c.part, organisation.c.ref)):
        found.setdefault(row.part, {})[row.ref] = row.slack_id
    return dict(found)
