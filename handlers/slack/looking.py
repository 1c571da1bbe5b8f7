"""What the reactions on a card in Slack say that no event has told us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.cards.marks import canonical
from handlers.fresh import fresh_id
from handlers.slack.desk import Desk
from handlers.slack.failures import Failure
from handlers.slack.gateway import Page, Posted, Reaction
from storage.cards import Look
from storage.marks import Mark, Word, words_on, words_on_all
from usecases.record_mark import Meaning, RecordMark, record_mark


@dataclass(frozen=True)
class Missed:
    """A mark that is on, or off, though we had not heard of it."""

    person: str
    name: str
    present: bool
    event_ts: str


async def look_at(desk: Desk, look: Look) -> Failure | None:
    """Compare the card's reactions with the marks we know, and judge what was missed as its event would have been.

    Return why Slack did not say. Who cannot be verified now is left for the next look. Raises Unreachable,
    Unavailable.
    """
    us = await desk.directory.identity()
    # What is known is read first: whatever is heard of later is newer than what Slack says now.
    looked_at = desk.now()
    known = await desk.db.read(words_on, look.channel_id, look.ts)
    seen = await desk.slack.reactions(Posted(look.channel_id, look.ts))
    if not isinstance(seen, list):
        return seen
    await _judge(desk, us.user_id, look, known, seen, looked_at)
    return None


@dataclass(frozen=True)
class Unseen:
    """What one page of history does not say: of these cards it lacks something, and to those it does not reach."""

    lacking: tuple[Look, ...]
    beyond: tuple[Look, ...]


async def look_at_page(desk: Desk, looks: Sequence[Look]) -> Unseen | Failure:
    """Do the same for several cards of one channel with one call, the latest first.

    Of a card that is not shown, or under which not all people are named, the page says nothing. Raises Unreachable,
    Unavailable.
    """
    us = await desk.directory.identity()
    looked_at, channel_id = desk.now(), looks[0].channel_id
    stamps = [look.ts for look in looks]
    known = await desk.db.read(words_on_all, channel_id, stamps)
    page = await desk.slack.reactions_between(channel_id, min(stamps), max(stamps))
    if not isinstance(page, Page):
        return page
    lacking, beyond = [], []
    for look in looks:
        seen = page.reactions.get(look.ts)
        if seen is None and look.ts < page.since_ts:
            beyond.append(look)
        elif seen is None or not _is_complete(seen, desk.meanings):
            lacking.append(look)
        else:
            await _judge(desk, us.user_id, look, known[look.ts], seen, looked_at)
    return Unseen(tuple(lacking), tuple(beyond))


def _is_complete(seen: Sequence[Reaction], meanings: Mapping[str, Meaning]) -> bool:
    told = (one for one in seen if canonical(one.name) in meanings)
    return all(len(one.people) == one.count for one in told)


async def _judge(
    desk: Desk,
    us: str,
    look: Look,
    known: Mapping[Mark, Word],
    seen: Sequence[Reaction],
    looked_at: datetime,
) -> None:
    for missed in missed_marks(look, known, seen, desk.meanings):
        if missed.person != us:
            await _record(desk, look, missed, looked_at)


def missed_marks(
    look: Look, known: Mapping[Mark, Word], seen: Sequence[Reaction], meanings: Mapping[str, Meaning]
) -> list[Missed]:
    """Return what differs, approvals before rejections so that the latter stand.

    From an emoji whose people Slack has not all named, nothing follows: neither who put it on nor who took it off.
    """
    found: list[Missed] = []
    for name in sorted(meanings, key=lambda each: (meanings[each] == "reject", each)):
        same = [reaction for reaction in seen if canonical(reaction.name) == name]
        if all(len(reaction.people) == reaction.count for reaction in same):
            on = {person for reaction in same for person in reaction.people}
            found += _differences(look, known, name, on)
    return found


def _differences(look: Look, known: Mapping[Mark, Word], name: str, on: set[str]) -> Iterator[Missed]:
    was_on = {mark.person for mark, word in known.items() if mark.name == name and word.present}
    for person in sorted(on ^ was_on):
        yield Missed(person, name, person in on, _just_after(look, known, person))


def _just_after(look: Look, known: Mapping[Mark, Word], person: str) -> str:
    """Return a stamp of Slack's clock right after all that was heard of this person here, at least after the card.

    Slack's clock and ours differ. This one is surely older than any event that is still to come of something
    that happened after the look.
    """
    heard = [word.stamp for mark, word in known.items() if mark.person == person]
    seconds, micros = max([Word(look.ts, present=True).stamp, *heard])
    carried, micros = divmod(micros + 1, 1_000_000)
    return f"{seconds + carried}.{micros:06}"


async def _record(desk: Desk, look: Look, missed: Missed, looked_at: datetime) -> None:
    person = await desk.directory.person(missed.person, workflow=look.workflow)
    if person is None:
        return
    now = desk.now()
    command = RecordMark(
        output_id=look.output_id,
        channel_id=look.channel_id,
        ts=look.ts,
        person=person,
        name=missed.name,
        meaning=desk.meanings[missed.name],
        present=missed.present,
        event_ts=missed.event_ts,
        acted_at=looked_at,
        vote_id=fresh_id("vote", now),
        now=now,
        found=True,
    )
    await desk.decide(record_mark, command)
