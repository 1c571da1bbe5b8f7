"""Opening the six questions, and what comes of their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy import Connection

from domain.eligibility import Person, Roster, unfit
from domain.proposal import Proposal, file_of, read_file
from domain.references import ChannelRef, PersonRef
from domain.refusals import Refused
from domain.working_time import is_zone
from handlers.cards.message import Json
from handlers.cards.modals import Carried, notice
from handlers.cards.phrase import Sentence, say
from handlers.cards.proposal import draw_proposed
from handlers.cards.proposing import (
    CHANNEL,
    FILE_ROOM,
    GOOD_ENOUGH,
    NAME,
    OWNER,
    REVIEWERS,
    Answers,
    answers_in,
    draw_propose,
    wrong_in,
)
from handlers.cards.safe_text import clipped, size, visible
from handlers.cards.sample import draw_sample
from handlers.fresh import fresh_id
from handlers.slack.asking import Unreachable
from handlers.slack.desk import Desk
from handlers.slack.presses import Submission
from handlers.slack.replies import Opened, Told
from storage.proposals import Proposed, proposal_by_source, proposed
from usecases.apply_workflow import ApplyWorkflow
from usecases.note_directory import ChannelFacts
from usecases.propose_workflow import ProposeWorkflow, propose_workflow


async def open_propose(desk: Desk, user_id: str) -> Opened | Told:
    """Open the six questions, to members of the company."""
    person = await desk.directory.person(user_id)
    if person is None:
        return Told("refused.unknown_person")
    if unfit(person, now=desk.now()) is not None:
        return Told("propose.refused")
    return Opened(draw_propose(Carried("", "", fresh_id("view", desk.now())), owner=user_id))


async def submit_propose(desk: Desk, given: Submission) -> Json:
    """Propose what was answered; what is wrong is said at its field, all of it at once."""
    answers = answers_in(given.values)
    people = await _people(desk, {given.person, answers.owner, *answers.reviewers} - {""})
    channel, no_channel = await _channel(desk, answers.channel_id)
    wrong = {**_wrong_people(desk, answers, people), **wrong_in(answers)}
    if CHANNEL not in wrong and no_channel is not None:
        wrong[CHANNEL] = no_channel
    person, owner = people.get(given.person), people.get(answers.owner)
    if wrong or person is None or owner is None or channel is None:
        return _errors(wrong or {OWNER: say("propose.unknown")})
    proposal = _proposal(answers, people, owner, channel)
    entry = read_file(proposal)
    if isinstance(entry, list):
        raise ValueError(f"a proposal that no file can say: {', '.join(one.key for one in entry)}")
    if size(visible(file_of(proposal))) > FILE_ROOM:
        return _errors({GOOD_ENOUGH: say("propose.too_much")})
    asked = ApplyWorkflow(
        slug=entry.slug,
        policy=entry.policy,
        live=entry.live,
        owner=owner.user_id,
        deputy=None,
        channel_id=channel.channel_id,
        roster=Roster(frozenset(answers.reviewers), frozenset()),
        actor=person.subject,
        now=desk.now(),
        given=entry.given,
    )
    done = await desk.decide(
        propose_workflow,
        ProposeWorkflow(
            workflow=asked,
            person=person,
            gains=answers.gains,
            carries=answers.carries,
            stop_when=answers.stop_when,
            file=file_of(proposal),
            source=given.source,
        ),
    )
    if isinstance(done, Refused):
        return _refused(done, answers)
    # Where an earlier submission of this window was kept and Slack never heard, that is what was proposed.
    found = await desk.db.read(_proposed_by, given.source)
    return {"response_action": "update", "view": draw_proposed(found, draw_sample(found, desk.now()))}


def _proposed_by(conn: Connection, source: str) -> Proposed:
    slug = proposal_by_source(conn, source)
    found = None if slug is None else proposed(conn, slug)
    assert found is not None
    return found


def _refused(refusal: Refused, answers: Answers) -> Json:
    if refusal.code == "workflow_exists":
        status = say(f"status.{refusal.facts['status']}").plain()
        return _errors({NAME: say("propose.taken", slug=answers.slug, status=status)})
    line = "refused.unknown_person" if refusal.code == "unknown_person" else "propose.refused"
    return {"response_action": "update", "view": notice("modal.refused", say(line))}


async def _people(desk: Desk, user_ids: set[str]) -> dict[str, Person]:
    """Return those of these people of whom Slack can say who they are."""
    order = sorted(user_ids)
    found = await asyncio.gather(*(desk.directory.person(one) for one in order))
    return {one: person for one, person in zip(order, found, strict=True) if person is not None}


def _wrong_people(desk: Desk, answers: Answers, people: Mapping[str, Person]) -> dict[str, Sentence]:
    wrong: dict[str, Sentence] = {}
    for name, chosen in ((REVIEWERS, answers.reviewers), (OWNER, (answers.owner,))):
        for one in filter(None, chosen):
            person = people.get(one)
            if person is None:
                wrong[name] = say("propose.unknown")
            elif unfit(person, now=desk.now()) is not None:
                wrong[name] = say("propose.not_a_member", who=clipped(person.name, 80))
    return wrong


async def _channel(desk: Desk, channel_id: str) -> tuple[ChannelFacts | None, Sentence | None]:
    """Return the channel if cards can go there, else why not."""
    if not channel_id:
        return None, say("propose.no_channel")
    try:
        found = await desk.directory.channel(channel_id)
    except Unreachable:
        return None, say("propose.unknown")
    if found is None or not found.is_member:
        return None, say("propose.not_there")
    return (None, say("propose.archived")) if found.is_archived else (found, None)


def _proposal(
    answers: Answers, people: Mapping[str, Person], owner: Person, channel: ChannelFacts
) -> Proposal:
    return Proposal(
        slug=answers.slug,
        purpose=answers.what_for,
        gains=answers.gains,
        carries=answers.carries,
        criteria=answers.good_enough,
        never=answers.never,
        stop_when=answers.stop_when,
        channel=_written_channel(channel),
        owner=_written(owner),
        reviewers=tuple(_written(people[one]) for one in answers.reviewers),
        timezone=owner.timezone if owner.timezone is not None and is_zone(owner.timezone) else "UTC",
    )


def _written(person: Person) -> str:
    """Return the person as a file names them: by e-mail address where they have one."""
    try:
        return str(PersonRef(person.email or ""))
    except ValueError:
        return person.user_id


def _written_channel(channel: ChannelFacts) -> str:
    try:
        return str(ChannelRef(f"#{channel.name}"))
    except ValueError:
        return channel.channel_id


def _errors(wrong: Mapping[str, Sentence]) -> Json:
    return {"response_action": "errors", "errors": {name: said.plain() for name, said in wrong.items()}}
