"""All that a card, a question or a private line about one output needs, read at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, select

from domain.eligibility import is_requester, may_decide, objection_judge
from domain.judging import Standing, standing
from domain.outputs import Output, Vote
from domain.policy import Policy, UnreadablePolicy
from domain.refusals import RefusalCode
from storage.cards import Card, card_of, marks_on
from storage.outputs import has_read, names_of, output, text_of, votes_of
from storage.people import person, reviewers_of, roster_of
from storage.tables import details, reviews
from storage.workflows import Workflow, policy, workflow

WhyStray = RefusalCode | Literal["undone", "waiting"]

# Asked as of long ago, facts about people are never too old, and no membership of a group is left out.
_WHENEVER = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Stray:
    """A reaction on the card that stands for no vote, and why."""

    person: str
    name: str
    why: WhyStray


@dataclass(frozen=True)
class LastTry:
    """What came of the output that this one supersedes. `reason` and `note` are of whoever stopped it."""

    text: str
    reason: str | None
    note: str | None


@dataclass(frozen=True)
class Link:
    """An address that was handed in with the output, https only."""

    label: str
    url: str


@dataclass(frozen=True)
class CardView:
    """What is true of one output. People are Slack ids; `names` has what they are called.

    `standing` is None where nobody has to decide. `deciders` are the reviewers who may judge this very output.
    `judge` settles an objection: None if nobody can, or there is none. `last_try` is None for a first one.
    """

    output: Output
    workflow: Workflow
    policy: Policy
    text: str
    input: str | None
    links: tuple[Link, ...]
    votes: tuple[Vote, ...]
    standing: Standing | None
    names: Mapping[str, str]
    deciders: tuple[str, ...]
    assignee: str | None = None
    strays: tuple[Stray, ...] = ()
    judge: str | None = None
    last_try: LastTry | None = None
    card: Card | None = None

    def name(self, user_id: str | None) -> str | None:
        """Return what the person is called, their id if we never learned it, None for nobody."""
        return None if user_id is None else self.names.get(user_id, user_id)


def card_view(conn: Connection, output_id: str, now: datetime) -> CardView | None:
    """Return what is true of the output at `now`, or None if there is none of this id."""
    found = output(conn, output_id)
    live = workflow(conn, found.workflow) if found is not None else None
    if found is None or live is None:
        return None
    rules = _policy_of(conn, found)
    cast, card = votes_of(conn, found.id), card_of(conn, found.id)
    assignee = _assignee(conn, found.id)
    strays = _strays(conn, found, rules, cast, card)
    deciders = _deciders(conn, found)
    asked, links = _details(conn, found.id)
    involved = {live.owner, live.deputy, assignee, found.requester, found.key_owner, *deciders}
    involved |= {vote.person for vote in cast} | {stray.person for stray in strays}
    return CardView(
        output=found,
        workflow=live,
        policy=rules,
        text=text_of(conn, found.id, found.current_sha256) or "",
        input=asked,
        links=links,
        votes=tuple(cast),
        standing=_standing(found, cast, now),
        names=names_of(conn, {one for one in involved if one is not None}),
        deciders=deciders,
        assignee=assignee,
        strays=strays,
        judge=_judge(found, live, cast),
        last_try=_last_try(conn, found),
        card=card,
    )


def _policy_of(conn: Connection, found: Output) -> Policy:
    """Return the rules it is judged by; a cautious stand-in where they cannot be read."""
    try:
        return policy(conn, found.policy_id)
    except UnreadablePolicy:
        return Policy(purpose="", lane=found.lane, approvals=found.approvals, accept_reactions=False)


def _standing(found: Output, cast: list[Vote], now: datetime) -> Standing | None:
    if not found.needed:
        return None
    return standing(
        cast, sha256=found.current_sha256, needed=found.needed, now=now, objection=found.objection
    )


def _assignee(conn: Connection, output_id: str) -> str | None:
    query = select(reviews.c.assignee).where(reviews.c.output_id == output_id, reviews.c.kind == "first")
    return conn.execute(query).scalar_one_or_none()


def _details(conn: Connection, output_id: str) -> tuple[str | None, tuple[Link, ...]]:
    query = select(details.c.input, details.c.links).where(details.c.output_id == output_id)
    row = conn.execute(query).one_or_none()
    if row is None:
        return None, ()
    return row.input, tuple(Link(str(link.get("label") or ""), str(link["url"])) for link in row.links)


def _deciders(conn: Connection, found: Output) -> tuple[str, ...]:
    """Return the roster without those who are a party to this output."""
    seen = [person(conn, user_id, now=_WHENEVER) for user_id in reviewers_of(conn, found.workflow)]
    return tuple(
        one.user_id
        for one in seen
        if one is not None and one.user_id != found.key_owner and not is_requester(one, found)
    )


def _judge(found: Output, live: Workflow, cast: Collection[Vote]) -> str | None:
    if found.objection is None:
        return None
    approvers = [vote.person for vote in cast if vote.stands and vote.verdict != "reject"]
    return objection_judge(found, live.owner, live.deputy, approvers)


def _last_try(conn: Connection, found: Output) -> LastTry | None:
    before = output(conn, found.supersedes) if found.supersedes is not None else None
    if before is None:
        return None
    rejections = [vote for vote in votes_of(conn, before.id) if vote.verdict == "reject"]
    last = rejections[-1] if rejections else None
    text = text_of(conn, before.id, before.current_sha256) or ""
    return LastTry(text, last.reason if last else None, last.note if last else None)


def _strays(
    conn: Connection, found: Output, rules: Policy, cast: list[Vote], card: Card | None
) -> tuple[Stray, ...]:
    """Return the marks of people who have no vote here, while these could be taken for a decision."""
    if card is None or found.state != "in_review":
        return ()
    counted = {vote.person for vote in cast if vote.stands}
    return tuple(
        Stray(who, name, _why_stray(conn, found, rules, cast, who))
        for who, name in sorted(marks_on(conn, card))
        if who not in counted
    )


def _why_stray(conn: Connection, found: Output, rules: Policy, cast: list[Vote], who: str) -> WhyStray:
    known = person(conn, who, now=_WHENEVER)
    if known is None:
        return "unknown_person"
    refused = may_decide(known, roster_of(conn, found.workflow), found, now=known.fetched_at)
    if refused is not None:
        return refused.code
    if found.lane == "always_human":
        return "needs_modal"
    if not rules.accept_reactions:
        return "reactions_off"
    if not has_read(conn, found, who):
        return "text_unread"
    return "undone" if any(vote.person == who for vote in cast) else "waiting"
