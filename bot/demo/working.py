"""A working day in the demo's company: AI systems hand in, people judge, and what they let out is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from bot.demo.aftermath import live_with
from bot.demo.drafts import Draft
from bot.demo.life import Living
from bot.demo.questions import answer_questions
from bot.demo.story import Story
from domain.content import fingerprint
from domain.fixing import Correction
from domain.outputs import Output, Verdict
from domain.probes import ProbeVerdict
from domain.second_looks import SecondVerdict
from handlers.http import shapes
from handlers.http.submission import submission
from storage.audits import IS_OPEN
from storage.outputs import output as output_of
from storage.second_looks import waits
from storage.tables import reviews
from usecases.answer_probe import AnswerProbe, answer_probe
from usecases.give_second_look import GiveSecondLook, give_second_look
from usecases.note_review_time import NoteReviewTime, note_review_time
from usecases.record_audit import RecordAudit, record_audit
from usecases.record_vote import RecordVote, record_vote
from usecases.release_output import ReleaseOutput, release_output
from usecases.submit_output import submit_outputs

_TOGETHER = 4
_OPENS, _CLOSES = 8.5, 16.5
_AFTERNOON = time(13)
_LATE = time(15)
_FRIDAY = 4
_LONGEST_LOOK = timedelta(minutes=9)
_SALT_BYTES = 32


def begin_day(living: Living, at: datetime, _: None) -> None:
    """Plan what each AI system hands in today, and the next morning."""
    day, zone = living.day(at), ZoneInfo(living.cast.timezone)
    living.later(datetime.combine(day + timedelta(days=1), time(7), zone), begin_day, None)
    if day.isoweekday() > 5:
        return
    living.later(at, pick_up, None)
    living.later(datetime.combine(day, _LATE, zone), answer_questions, None)
    for slug, story in living.cast.stories.items():
        opens = datetime.combine(day, time(), zone)
        hours = sorted(living.chance.uniform(_OPENS, _CLOSES) for _ in range(_how_many(living, story, at)))
        for first in range(0, len(hours), _TOGETHER):
            some = tuple(opens + timedelta(hours=one) for one in hours[first : first + _TOGETHER])
            living.later(some[-1], hand_in, (slug, some))


def _how_many(living: Living, story: Story, at: datetime) -> int:
    expected = story.handed_in_on(living.story_day(at)) * living.chance.uniform(0.8, 1.2)
    return int(expected) + living.happens(expected % 1)


def pick_up(living: Living, at: datetime, _: None) -> None:
    """Let people decide on what waits and nobody has on their list: AI systems hand in beside the story as well."""
    planned = {act.about for act in living.agenda if act.do in (judge, look)}
    waiting = select(reviews.c.output_id, reviews.c.kind).where(IS_OPEN, reviews.c.kind != "second")
    for output_id, kind in living.tx.conn.execute(waiting.order_by(reviews.c.output_id)).all():
        output = output_of(living.tx.conn, output_id)
        if output is not None and output_id in living.cast.known and output_id not in planned:
            living.later(
                _decided_at(living, output.workflow, at), look if kind == "audit" else judge, output_id
            )


def hand_in(living: Living, at: datetime, about: tuple[str, tuple[datetime, ...]]) -> None:
    """Hand in what one AI system has written at these moments."""
    slug, moments = about
    story, texts = living.cast.stories[slug], living.cast.texts[slug]
    wrong = story.wrong_on(living.story_day(at))
    _submit(living, slug, [(texts.one(flawed=living.happens(wrong)), one, None) for one in moments])


def try_again(living: Living, at: datetime, rejected: str) -> None:
    """Hand in the second try of what was rejected, where there is one."""
    before = output_of(living.tx.conn, rejected)
    second = living.cast.known[rejected].second_try()
    if before is not None and second is not None and before.state == "rejected":
        _submit(living, before.workflow, [(second, at, rejected)])


def _submit(living: Living, slug: str, some: list[tuple[Draft, datetime, str | None]]) -> None:
    key = living.cast.keys[slug]
    commands = []
    for draft, at, supersedes in some:
        body = draft.body(slug) | {"confidence": _confidence(living, draft)}
        if for_whom := living.cast.stories[slug].for_whom:
            body |= {"requested_by": f"{living.chance.choice(for_whom)}@example.com"}
        body |= {} if supersedes is None else {"supersedes": supersedes}
        new = msgspec.convert(body, shapes.NewOutput)
        named = f"story-{draft.number}-{supersedes or ''}"
        command = submission(new, key, named, fingerprint(body), at, living.cast.draws)
        commands.append(replace(command, output_id=living.new_id("out", at)))
    for (draft, at, _), answer in zip(some, submit_outputs(living.tx, commands), strict=True):
        taken = living.done(answer)
        if taken is not None:
            living.cast.known[taken.output.id] = draft
            follow(living, at, taken.output)


def _confidence(living: Living, draft: Draft) -> float:
    """Return how sure the AI system says it is: more often of what is good, but not always."""
    most = living.chance.betavariate(9, 1.5) if draft.flaw is None else living.chance.betavariate(5, 2)
    return round(most, 2)


def follow(living: Living, at: datetime, output: Output) -> None:
    """Plan what becomes of what was handed in."""
    living.touch(output.id)
    if output.state == "in_review":
        living.later(_decided_at(living, output.workflow, at), judge, output.id)
    elif output.sampled:
        living.later(_looked_at(living, output.workflow, at), look, output.id)
    else:
        live_with(living, at, output)


def _decided_at(living: Living, slug: str, at: datetime) -> datetime:
    least, most = living.cast.stories[slug].hours
    return living.working(slug, at, least + (most - least) * living.chance.betavariate(1, 5))


def _looked_at(living: Living, slug: str, at: datetime) -> datetime:
    if living.cast.stories[slug].looks_on is None:
        return _decided_at(living, slug, at)
    day = living.day(at)
    friday = datetime.combine(
        day + timedelta(days=(_FRIDAY - day.weekday()) % 7), _AFTERNOON, ZoneInfo(living.cast.timezone)
    )
    return max(at, friday) + timedelta(hours=living.chance.uniform(0, 3))


def judge(living: Living, at: datetime, output_id: str) -> None:
    """Let somebody decide on what waits, if nobody has: by what it is worth, and by how careful they are."""
    output = output_of(living.tx.conn, output_id)
    if output is None or output.state != "in_review":
        return
    slug, draft = output.workflow, living.cast.known[output_id]
    story, who = living.cast.stories[slug], _whose_turn(living, output)
    meet_planted(living, at, who, output)
    correction = None
    verdict: Verdict = "reject" if _notices(living, who, draft) else "approve"
    if verdict == "reject" and draft.again is not None and living.happens(story.fixed):
        verdict, correction = "fix", _corrected(living, draft.content, draft.again)
    vote_id = living.new_id("vote", at)
    vote = RecordVote(
        vote_id,
        output_id,
        living.person(who, at),
        verdict,
        "modal",
        f"modal:{vote_id}",
        at,
        at,
        sha256=output.current_sha256,
        reason=draft.flaw if verdict == "reject" else None,
        note=draft.note if verdict == "reject" else None,
        correction=correction,
    )
    if living.done(record_vote(living.tx, vote)) is None:
        return
    living.touch(output_id)
    _take_time(living, slug, at)
    soon = at + timedelta(minutes=living.chance.uniform(1, 12))
    living.later(soon, try_again if verdict == "reject" else use, output_id)
    if story.again and waits(living.tx.conn, output_id):
        living.later(living.working(slug, at, living.chance.uniform(0.5, 4)), look_again, (output_id, who))


def look(living: Living, at: datetime, output_id: str) -> None:
    """Let somebody look at what is out already."""
    output = output_of(living.tx.conn, output_id)
    if output is None or output.state != "released":
        return
    draft, who = living.cast.known[output_id], _whose_turn(living, output)
    wrong = _notices(living, who, draft)
    vote_id = living.new_id("vote", at)
    said = RecordAudit(
        vote_id,
        output_id,
        living.person(who, at),
        "reject" if wrong else "approve",
        "modal",
        f"modal:{vote_id}",
        at,
        at,
        reason=draft.flaw if wrong else None,
        note=draft.note if wrong else None,
    )
    if living.done(record_audit(living.tx, said)) is None:
        return
    living.touch(output_id)
    _take_time(living, output.workflow, at)
    live_with(living, at, output)


def look_again(living: Living, at: datetime, about: tuple[str, str]) -> None:
    """Let somebody judge what is decided, without knowing how it went."""
    output_id, first = about
    output = output_of(living.tx.conn, output_id)
    if output is None or not waits(living.tx.conn, output_id):
        return
    draft = living.cast.known[output_id]
    others = [one for one in living.cast.stories[output.workflow].again if one != first]
    who = living.chance.choice(others)
    wrong = _notices(living, who, draft)
    verdict: SecondVerdict = "reject" if wrong else "approve"
    said = GiveSecondLook(
        output_id,
        living.person(who, at),
        verdict,
        f"again:{output_id}",
        at - _took(living, output.workflow),
        at,
        reason=draft.flaw if wrong else None,
    )
    if living.done(give_second_look(living.tx, said)) is not None:
        living.touch(output_id)


def use(living: Living, at: datetime, output_id: str) -> None:
    """Let the AI system use what was approved."""
    output = output_of(living.tx.conn, output_id)
    if output is None or output.state != "approved":
        return
    asked = ReleaseOutput(
        output_id, output.workflow, output.api_key_id, f"use-{output_id}", at, living.cast.draws
    )
    released = living.done(release_output(living.tx, asked))
    living.touch(output_id)
    if released is not None:
        live_with(living, at, released)


def meet_planted(living: Living, at: datetime, who: str, before: Output) -> None:
    """Now and then somebody meets a planted mistake first."""
    left = living.unmet.get((before.workflow, who), ())
    planted = living.cast.stories[before.workflow].planted
    if not left or planted is None or not living.happens(planted.share):
        return
    living.unmet[before.workflow, who] = left[1:]
    verdict: ProbeVerdict = "reject" if living.happens(living.cast.care[who]) else "approve"
    took = _took(living, before.workflow)
    said = AnswerProbe(left[0], living.cast.people[who].user_id, verdict, before.id, at - took, at)
    living.done(answer_probe(living.tx, said))


def _whose_turn(living: Living, output: Output) -> str:
    judges = {
        name: often
        for name, often in living.cast.stories[output.workflow].judges.items()
        if living.cast.people[name].user_id != output.requester
    }
    return living.chance.choices(list(judges), list(judges.values()))[0]


def _notices(living: Living, who: str, draft: Draft) -> bool:
    return draft.flaw is not None and living.happens(living.cast.care[who])


def _corrected(living: Living, handed_in: str, text: str) -> Correction:
    return Correction.of(text, handed_in=handed_in, salt=living.chance.randbytes(_SALT_BYTES))


def _take_time(living: Living, slug: str, at: datetime) -> None:
    if living.happens(living.cast.stories[slug].measured):
        note_review_time(living.tx, NoteReviewTime(slug, "queue", at - _took(living, slug), at))


def _took(living: Living, slug: str) -> timedelta:
    return min(_LONGEST_LOOK, timedelta(minutes=living.about(living.cast.stories[slug].takes)))
