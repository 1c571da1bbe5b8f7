"""All that a card, a question or a private line about one output needs, read at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, and_, select

from domain.aftermath import PutRight
from domain.eligibility import Roster, may_decide, objection_judges
from domain.judging import Standing, said_last, standing
from domain.outputs import Output, Vote
from domain.policy import Policy, UnreadablePolicy
from domain.questions import Question
from domain.refusals import RefusalCode
from storage import questions
from storage.audits import Audit, audit_of
from storage.cards import Card, card_of, marks_on, past_cards_of
from storage.leave import away
from storage.outputs import has_read, names_of, output, text_of, votes_of
from storage.people import everybody_at, on_roster, person, roster_of
from storage.put_rights import put_right_of
from storage.tables import contents, details, reviews, second_looks
from storage.unowned import gone_from, is_gone
from storage.workflow_decisions import WorkflowDecision, who_stopped
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
    """What came of the output that this one supersedes. `text` is the one judged last: what was handed in, or
    what `fixed_by` made of it. `reason` and `note` are of whoever stopped it.
    """

    text: str
    reason: str | None
    note: str | None
    fixed_by: str | None = None


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
    `put_right` is the task that a wrong release has opened.
    `question` is the open one, `answered` the last that was answered, `asked_first` whom they go to. `moved_due_at`
    is the reviewers' deadline where a question has moved it.
    `original` is the text as it was handed in, where somebody has fixed it since, and `fixed_by` who; else None.
    `had_card`: another message has shown it, with a text of before.
    `stopped`: who stopped the workflow and why, while it is paused.
    `audit`: its look after the release, None where nobody has to.
    `has_taken_it`: the assignee took it by a click of their own, and was not only given it.
    `gone`: of the owner and the deputy those who have left the company.
    `has_second_look`: somebody is still to judge it without knowing how it was judged first.
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
    has_taken_it: bool = False
    strays: tuple[Stray, ...] = ()
    judge: str | None = None
    last_try: LastTry | None = None
    card: Card | None = None
    put_right: PutRight | None = None
    original: str | None = None
    fixed_by: str | None = None
    had_card: bool = False
    question: Question | None = None
    answered: Question | None = None
    asked_first: str = ""
    moved_due_at: datetime | None = None
    stopped: WorkflowDecision | None = None
    audit: Audit | None = None
    gone: Collection[str] = ()
    has_second_look: bool = False

    @property
    def answers(self) -> str | None:
        """Return who answers for the workflow now: its owner, the deputy where that one has left; None for nobody."""
        those = (self.workflow.owner, self.workflow.deputy)
        return next((one for one in those if one is not None and one not in self.gone), None)

    @property
    def is_audited(self) -> bool:
        """Say whether it has gone out and waits for somebody to look at it."""
        return self.output.state == "released" and self.audit is not None and self.audit.is_open

    @property
    def is_asked(self) -> bool:
        """Say whether somebody is asked to judge it: before it goes out, or after."""
        return self.output.state == "in_review" or self.is_audited

    @property
    def due_at(self) -> datetime:
        """Return until when the reviewers are to decide."""
        return self.moved_due_at or self.output.due_at

    def untouched(self, output: Output, text: str) -> CardView:
        """Return it as before anybody saw it: of what has happened since, nothing is told.

        What is kept is named here, so that what a card learns to tell later is left out until someone thinks of it.
        """
        return CardView(
            output=output,
            workflow=self.workflow,
            policy=self.policy,
            text=text,
            input=self.input,
            links=self.links,
            votes=(),
            standing=None,
            names=self.names,
            deciders=self.deciders,
            last_try=self.last_try,
            asked_first=self.asked_first,
            gone=self.gone,
            has_second_look=self.has_second_look,
        )

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
    assignee, taken_at, moved_due_at, looked_at_again = _review(conn, found.id)
    asked_first, asked = questions.asked_first(conn, found), questions.questions_about(conn, found.id)
    answered = [one for one in asked if one.answer is not None]
    strays = _strays(conn, found, rules, cast, card, now)
    last_try = _last_try(conn, found)
    deciders = _deciders(conn, found, now)
    given, links = _details(conn, found.id)
    original, fixed_by = _before_the_fix(conn, found)
    involved = {live.owner, live.deputy, assignee, found.requester, found.key_owner, *deciders}
    involved |= {asked_first, fixed_by, last_try.fixed_by if last_try is not None else None}
    involved |= {one.person for one in asked} | {one.answered_by for one in answered}
    involved |= {vote.person for vote in cast} | {stray.person for stray in strays}
    task = put_right_of(conn, found.id) if found.state == "recalled" else None
    involved |= {task.person, task.done_by} if task is not None else set()
    stopped = who_stopped(conn, live)
    audit = audit_of(conn, found.id) if not found.needed else None
    involved |= {vote.person for vote in audit.votes} if audit is not None else set()
    involved |= {stopped.person} if stopped is not None else set()
    return CardView(
        output=found,
        workflow=live,
        policy=rules,
        text=text_of(conn, found.id, found.current_sha256) or "",
        input=given,
        links=links,
        votes=tuple(cast),
        standing=_standing(found, cast, now),
        names=names_of(conn, {one for one in involved if one is not None}),
        deciders=deciders,
        assignee=assignee,
        has_taken_it=taken_at is not None,
        strays=strays,
        judge=next(iter(judges_of(conn, found, live, cast, now)), None)
        if found.objection is not None
        else None,
        last_try=last_try,
        card=card,
        put_right=task,
        question=next((one for one in asked if one.id == found.question), None),
        answered=answered[-1] if answered else None,
        asked_first=asked_first,
        moved_due_at=moved_due_at,
        original=original,
        fixed_by=fixed_by,
        had_card=any(past.why == "fixed" for past in past_cards_of(conn, found.id)),
        stopped=stopped,
        audit=audit,
        gone=gone_from(conn, live),
        has_second_look=looked_at_again,
    )


def _before_the_fix(conn: Connection, found: Output) -> tuple[str | None, str | None]:
    """Return the text as it was handed in and who fixed it, two None where it is still that text."""
    if found.current_sha256 == found.content_sha256:
        return None, None
    query = select(contents.c.fixed_by).where(
        contents.c.output_id == found.id, contents.c.sha256 == found.current_sha256
    )
    return text_of(conn, found.id, found.content_sha256), conn.execute(query).scalar_one_or_none()


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


def _review(conn: Connection, output_id: str) -> tuple[str | None, datetime | None, datetime | None, bool]:
    """Return whom the review is with, since when they have it themselves, its deadline, and whether a second waits."""
    query = (
        select(
            reviews.c.assignee, reviews.c.taken_at, reviews.c.due_at, second_looks.c.output_id.label("second")
        )
        .outerjoin(
            second_looks,
            and_(second_looks.c.output_id == reviews.c.output_id, second_looks.c.closed_at.is_(None)),
        )
        .where(reviews.c.output_id == output_id, reviews.c.kind.in_(("first", "audit")))
        .order_by(reviews.c.closed_at.is_not(None))
        .limit(1)
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        return None, None, None, False
    return row.assignee, row.taken_at, row.due_at, row.second is not None


def _details(conn: Connection, output_id: str) -> tuple[str | None, tuple[Link, ...]]:
    query = select(details.c.input, details.c.links).where(details.c.output_id == output_id)
    row = conn.execute(query).one_or_none()
    if row is None:
        return None, ()
    return row.input, tuple(Link(str(link.get("label") or ""), str(link["url"])) for link in row.links)


def _deciders(conn: Connection, found: Output, now: datetime) -> tuple[str, ...]:
    """Return who may judge this output, as they were last seen."""
    listed = roster_of(conn, found.workflow, now)
    seen = [person(conn, user_id, now=_WHENEVER) for user_id in on_roster(conn, listed)]
    return tuple(
        one.user_id
        for one in seen
        if one is not None and may_decide(one, listed, found, now=one.fetched_at) is None
    )


def judges_of(
    conn: Connection, about: Output, live: Workflow, cast: Collection[Vote], now: datetime
) -> tuple[str, ...]:
    """Return who may settle an objection to the output, or a report, at `now`, whoever is asked first: the owner, or
    the deputy where the owner is a party, or on leave. Who asked for it may have become known since it was handed in.
    """
    approvers = {vote.person for vote in cast if vote.stands and vote.verdict != "reject"}
    parties = approvers | everybody_at(conn, about.requested_by)
    parties |= {live.owner} if is_gone(conn, live.owner) else set()  # whoever has left settles nothing
    those = [live.owner] if live.deputy is None else [live.owner, live.deputy]
    return objection_judges(about, live.owner, live.deputy, parties, away(conn, those, now))


def _last_try(conn: Connection, found: Output) -> LastTry | None:
    before = output(conn, found.supersedes) if found.supersedes is not None else None
    if before is None:
        return None
    last = said_last([vote for vote in votes_of(conn, before.id) if vote.verdict == "reject"])
    text = text_of(conn, before.id, before.current_sha256) or ""
    _, fixed_by = _before_the_fix(conn, before)
    return LastTry(text, last.reason if last else None, last.note if last else None, fixed_by)


def _strays(
    conn: Connection, found: Output, rules: Policy, cast: list[Vote], card: Card | None, now: datetime
) -> tuple[Stray, ...]:
    """Return the marks of people who have no vote here, while these could be taken for a decision."""
    if card is None or found.state != "in_review":
        return ()
    counted = {vote.person for vote in cast if vote.stands}
    listed = roster_of(conn, found.workflow, now)
    return tuple(
        Stray(who, name, _why_stray(conn, found, rules, cast, who, listed))
        for who, name in sorted(marks_on(conn, card))
        if who not in counted
    )


def _why_stray(
    conn: Connection, found: Output, rules: Policy, cast: list[Vote], who: str, listed: Roster
) -> WhyStray:
    known = person(conn, who, now=_WHENEVER)
    if known is None:
        return "unknown_person"
    refused = may_decide(known, listed, found, now=known.fetched_at)
    if refused is not None:
        return refused.code
    if found.lane == "always_human":
        return "needs_modal"
    if not rules.accept_reactions:
        return "reactions_off"
    if not has_read(conn, found, who):
        return "text_unread"
    return "undone" if any(vote.person == who for vote in cast) else "waiting"
