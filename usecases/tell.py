"""Wishes to tell someone, as every use case words them: the card, the submitter, one person privately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update

from domain.announcements import Event, Json, announcement, decision, lane_announcement
from domain.api_keys import is_by_hand
from domain.outputs import Output, Vote
from domain.transitions import Standing
from storage import outbox
from storage.audits import IS_AUDIT, IS_OPEN
from storage.outputs import names_of, text_of
from storage.tables import api_keys, cards, outputs, reviews, workflows
from storage.transaction import Tx
from usecases.notify import answer_by_message

# A file may change many workflows of one owner, one transaction each: what is asked about them is one message.
_TOGETHER = timedelta(minutes=1)

_POSTED_IN = select(cards.c.channel_id).where(cards.c.output_id == bindparam("output_id"))
_CHANNEL_NOW = select(workflows.c.channel_id).where(workflows.c.slug == bindparam("slug"))


def redraw_card(tx: Tx, output: Output, *, now: datetime, yields: bool = False) -> None:
    """Wish that the output's card shows what is true. Asked twice before it is done, it is done once.

    `yields`: nobody has just acted on it, so that the cards of those who have come first.
    """
    posted_in = _posted_in(tx, output)
    channel_id = posted_in or _channel_now(tx, output)
    wish = card_wish(output.id, channel_id, now=now, posted=posted_in is not None, yields=yields)
    outbox.want(tx, [wish])


def card_wish(
    output_id: str, channel_id: str, *, now: datetime, posted: bool = False, yields: bool = False
) -> dict[str, object]:
    """Return the wish that one output's card in a channel shows what is true.

    A card that is `posted` does not wait until all those are that come after it: it has a route of its own. Where
    nobody has just acted on it, it `yields` there to those on which somebody has.
    """
    route = f"slack:{channel_id}:posted" if posted else f"slack:{channel_id}"
    yields = yields and posted
    return outbox.wish("card", route=route, subject=output_id, now=now, coalesced=True, yields=yields)


def rolling_wish(channel_id: str, *, now: datetime) -> dict[str, object]:
    """Return the wish that a quiet channel's one message says what is true."""
    route = f"slack:{channel_id}:rolling"
    return outbox.wish("rolling", route=route, subject=channel_id, now=now, coalesced=True)


def summary_wish(
    who: str, *, to_leaders: bool = False, now: datetime, yields: bool = False
) -> dict[str, object]:
    """Return the wish that a person's message of what is late says what is true, or that of the leaders' channel.

    `yields`: nobody has just acted on it, so that what changes only its words may wait.
    """
    kind = "late_leaders" if to_leaders else "late"
    route = f"slack:{who}:late"
    return outbox.wish(kind, route=route, subject=who, now=now, coalesced=True, yields=yields)


def status_wish(decision_id: int, channel_id: str, *, now: datetime) -> dict[str, object]:
    """Return the wish that a workflow's channel hears of a decision that stopped it, or let it go on.

    It does not wait behind the cards still to be posted there.
    """
    return outbox.wish("status", route=f"slack:{channel_id}:status", subject=str(decision_id), now=now)


def stage_wish(
    transition_id: int,
    channel_id: str,
    *,
    now: datetime,
    person: str | None = None,
    reason: str | None = None,
) -> dict[str, object]:
    """Return the wish that a workflow's channel, or one person, hears of a change of how much is checked.

    `reason`: the words of whoever signed for it.
    """
    route = f"slack:{channel_id}:status" if person is None else f"person:{person}"
    payload = {key: said for key, said in (("person", person), ("reason", reason)) if said is not None}
    return outbox.wish("stage", route=route, subject=str(transition_id), now=now, payload=payload)


def proposal_wishes(slug: str, people: Iterable[str], *, now: datetime) -> list[dict[str, object]]:
    """Return the wishes that each of these people is told of a proposal, and its owner asked."""
    return [
        outbox.wish("proposal", route=f"proposal:{person}", subject=slug, now=now, payload={"person": person})
        for person in sorted(people)
    ]


def undecided_wishes(slug: str, *, now: datetime, due_at: datetime) -> list[dict[str, object]]:
    """Return the wishes that, undecided at `due_at`, a proposal's owner is reminded and who proposed it hears so.

    Who they are is looked up then, and each has a route of its own: one whom Slack does not reach holds up nobody.
    """
    return [
        outbox.wish(
            "undecided",
            route=f"undecided:{to}:{slug}",
            subject=slug,
            now=now,
            due_at=due_at,
            payload={"to": to},
        )
        for to in ("owner", "proposer")
    ]


def unsigned_wish(owner: str, *, now: datetime, only: str | None = None) -> dict[str, object]:
    """Return the wish that an owner is asked to sign what is good enough: once for all that a file has changed just
    now, which may be many workflows; or for the one in `only`, whenever that was written.
    """
    return outbox.wish(
        "unsigned",
        route=f"person:{owner}",
        subject=owner if only is None else f"{owner}:{only}",
        now=now,
        due_at=now + _TOGETHER,
        coalesced=True,
    )


def look_again_wish(person: str, *, now: datetime) -> dict[str, object]:
    """Return the wish that who answers for standards whose day nears or has come is reminded: once for all of them."""
    return outbox.wish(
        "look_again",
        route=f"person:{person}",
        subject=person,
        now=now,
        due_at=now + _TOGETHER,
        coalesced=True,
    )


def second_wish(slug: str, policy_id: int, *, now: datetime) -> dict[str, object]:
    """Return the wish that a second person is asked to sign what is good enough under this policy version."""
    return outbox.wish("second", route=f"standard:{slug}", subject=f"{slug}:{policy_id}", now=now)


def draft_wish(draft_id: str, to: str, whose: str, *, now: datetime) -> dict[str, object]:
    """Return the wish that somebody hears of a draft of a standard: `to` is "owner" or "second", who are asked to sign
    it, or "drafter", who hears that it is in force. `whose` message it is comes into the route only: who that is now
    is looked up then.
    """
    return outbox.wish("draft", route=f"standard:{whose}", subject=draft_id, now=now, payload={"to": to})


def watching_wish(
    slug: str, person: str, *, until: datetime | None, now: datetime, due_at: datetime | None = None
) -> dict[str, object]:
    """Return the wish that whoever answers for a workflow hears how its watching goes: before its end, or at it."""
    payload = {"person": person, "until": None if until is None else until.isoformat()}
    return outbox.wish(
        "watching", route=f"proposal:{person}", subject=slug, now=now, due_at=due_at, payload=payload
    )


def verdict_wish(decision_id: int, person: str, *, now: datetime, silent: bool = False) -> dict[str, object]:
    """Return the wish that whoever proposed a workflow hears what was decided about it, and that what this person was
    told of the proposal says so. `silent`: only the latter.
    """
    payload: dict[str, object] = {"person": person} | ({"silent": True} if silent else {})
    return outbox.wish(
        "verdict", route=f"proposal:{person}", subject=str(decision_id), now=now, payload=payload
    )


def channel_of(tx: Tx, output: Output) -> str:
    """Return the channel of the output's card: where it was posted, else where the workflow's cards go now."""
    return _posted_in(tx, output) or _channel_now(tx, output)


def _posted_in(tx: Tx, output: Output) -> str | None:
    return tx.conn.execute(_POSTED_IN, {"output_id": output.id}).scalar_one_or_none()


def _channel_now(tx: Tx, output: Output) -> str:
    return str(tx.conn.execute(_CHANNEL_NOW, {"slug": output.workflow}).scalar_one())


def tell_submitter(
    tx: Tx,
    output: Output,
    event: Event,
    *,
    now: datetime,
    vote: Vote | None = None,
    due_at: datetime | None = None,
    question: Json | None = None,
) -> None:
    """Wish that a webhook tells the AI system, and wake whoever waits for this output.

    One output's webhooks go out in order, each with the next sequence number; none is sent where no
    callback address was given. A person who handed it in by hand hears by message instead.
    """
    tx.changed.add(output.id)
    if is_by_hand(output.api_key_id):
        answer_by_message(tx, output, event, now=now)
        return
    if output.callback_url is None:
        return
    sequence = tx.conn.execute(
        update(outputs)
        .where(outputs.c.id == output.id)
        .values(webhook_sequence=outputs.c.webhook_sequence + 1)
        .returning(outputs.c.webhook_sequence)
    ).scalar_one()
    settled = None if vote is None else decision_json(tx, output, vote)
    body = announcement(event, output, at=now, sequence=sequence, settled=settled, question=question)
    outbox.want(tx, [webhook_wish(output, event, body, now=now, due_at=due_at)])


def webhook_wish(
    output: Output, event: Event, body: Mapping[str, object], *, now: datetime, due_at: datetime | None = None
) -> dict[str, object]:
    """Return the wish to send one webhook. The body is kept as it is, so that every try sends the same."""
    return outbox.wish(
        "webhook",
        route=f"webhook:{output.id}",
        subject=f"{output.id}:{event}",
        now=now,
        due_at=due_at,
        payload={"url": output.callback_url, "key_id": output.api_key_id, "body": dict(body)},
    )


def decision_json(tx: Tx, output: Output, vote: Vote) -> dict[str, object]:
    """Return the vote that settles an output as the API shows it: with the fixed text, whoever fixed it."""
    name = names_of(tx.conn, [vote.person]).get(vote.person, vote.person)
    is_fixed = vote.verdict == "fix" or output.current_sha256 != output.content_sha256
    content = text_of(tx.conn, output.id, output.current_sha256) if is_fixed else None
    return decision(vote, name, content=content)


def whisper(
    tx: Tx,
    *,
    channel_id: str,
    person: str,
    line: str,
    now: datetime,
    thread_ts: str | None = None,
    output_id: str | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Wish that one person is told something privately: `line` names it in the message catalogue."""
    payload = {
        "channel_id": channel_id,
        "person": person,
        "line": line,
        "facts": dict(facts or {}),
        "thread_ts": thread_ts,
        "output_id": output_id,
    }
    wish = outbox.wish(
        "whisper", route=f"slack:{channel_id}:private", subject=person, now=now, payload=payload
    )
    outbox.want(tx, [wish])


def ask_for_reason(tx: Tx, output: Output, vote: Vote, *, now: datetime) -> None:
    """Wish that the person who stopped it is asked why, privately, in the card's thread."""
    route = f"slack:{channel_of(tx, output)}:private"
    payload = {"vote_id": vote.id, "person": vote.person}
    outbox.want(tx, [outbox.wish("ask_reason", route=route, subject=output.id, now=now, payload=payload)])


def ask_about_objection(tx: Tx, output: Output, *, now: datetime) -> None:
    """Wish that whoever settles the objection is asked, in the card's thread."""
    route = f"slack:{channel_of(tx, output)}"
    payload = {"vote_id": output.objection}
    outbox.want(tx, [outbox.wish("ask_objection", route=route, subject=output.id, now=now, payload=payload)])


def talk_of_question(tx: Tx, output: Output, kind: str, question_id: str, *, now: datetime) -> None:
    """Wish for an effect of this kind about a question, in the order of all that is said in the channel's threads."""
    route, payload = f"slack:{channel_of(tx, output)}:threads", {"question_id": question_id}
    outbox.want(tx, [outbox.wish(kind, route=route, subject=output.id, now=now, payload=payload)])


def redraw_open_cards(tx: Tx, workflow: str, *, now: datetime) -> None:
    """Wish that every card of the workflow that still waits shows what is true now, before it goes out or after."""
    unreleased = (
        select(outputs.c.id, workflows.c.channel_id, cards.c.channel_id.label("posted_in"))
        .join(workflows, workflows.c.slug == outputs.c.workflow)
        .outerjoin(cards, cards.c.output_id == outputs.c.id)
    )
    audited = select(reviews.c.output_id).where(reviews.c.output_id == cards.c.output_id, IS_AUDIT, IS_OPEN)
    open_now = unreleased.where(
        outputs.c.workflow == workflow,
        or_(outputs.c.state.in_(("in_review", "approved")), audited.exists()),
    )
    found = tx.conn.execute(open_now.order_by(outputs.c.id)).all()
    wishes = [
        card_wish(
            row.id, row.posted_in or row.channel_id, now=now, posted=row.posted_in is not None, yields=True
        )
        for row in found
    ]
    outbox.want(tx, wishes)


def tell_lane_changed(tx: Tx, workflow: str, *, was: Standing, becomes: Standing, now: datetime) -> None:
    """Wish that every AI system that hands in here, and gave an address, hears of the lane in force."""
    listening = select(api_keys.c.id, api_keys.c.callback_url).where(
        api_keys.c.workflow == workflow,
        api_keys.c.callback_url.is_not(None),
        api_keys.c.revoked_at.is_(None),
    )
    sequence = tx.conn.execute(
        update(workflows)
        .where(workflows.c.slug == workflow)
        .values(webhook_sequence=workflows.c.webhook_sequence + 1)
        .returning(workflows.c.webhook_sequence)
    ).scalar_one()
    body = lane_announcement(workflow, was=was, becomes=becomes, at=now, sequence=sequence)
    wishes = [
        outbox.wish(
            "webhook",
            route=f"webhook:{row.id}",
            subject=f"{workflow}:workflow.lane_changed",
            now=now,
            payload={"url": row.callback_url, "key_id": row.id, "body": body},
        )
        for row in tx.conn.execute(listening)
    ]
    outbox.want(tx, wishes)
