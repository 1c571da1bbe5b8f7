"""What was before the demo opens: five weeks in which people judged all that one AI wrote. Made by the use cases."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import delete

from bot.demo.company import Office, Unmade, granted
from bot.demo.drafts import Draft
from domain.content import fingerprint
from domain.eligibility import Person
from domain.outputs import Output
from domain.probes import ProbeVerdict
from handlers.fresh import fresh_id
from handlers.http import shapes
from handlers.http.submission import submission
from storage.api_keys import all_api_keys
from storage.tables import outbox
from storage.transaction import Tx
from usecases.answer_probe import AnswerProbe, answer_probe
from usecases.make_probe import MakeProbe, make_probe
from usecases.record_vote import RecordVote, record_vote
from usecases.release_output import ReleaseOutput, release_output
from usecases.submit_output import SubmitBatch, submit_batch

EARNS = "delivery-updates"
WEEKS = 5
# As many good ones as it takes where 18 of 20 planted mistakes were caught, and a few more.
_OUTPUTS = 66
_JUDGES = ("mia@example.com", "tom@example.com", "ben@example.com", "grace@example.com", "cleo@example.com")
_PLANTED = (
    ("Your parcel comes tomorrow between two and three, I promise.", "It names an hour that no carrier has named."),
    ("It is not with us any more. Please write to the carrier.", "It sends the customer away."),
    ("Your parcel was delivered yesterday, so somebody must have taken it.", "It says more than the scan does."),
    ("We pay you 20 € for every day that it is late.", "It promises money."),
)  # fmt: skip
_MISSED = 2
_JUDGED_AFTER = timedelta(minutes=23)
_READ_FOR = timedelta(seconds=40)


async def live_through(office: Office, drafts: Iterator[Draft], now: datetime) -> None:
    """Let `EARNS` hand in on each working day of five weeks, its people judge and use all of it, and planted mistakes
    between: all that its owner asked to see before being asked for less. Everything happens before `now`.
    """
    judges = [await office.person(email, EARNS) for email in _JUDGES]
    outputs = await _hand_in(office, islice(drafts, _OUTPUTS), list(_moments(now, office.timezone)))
    judged = list(zip(outputs, cycle(judges)))
    await asyncio.gather(*(_judge(office, output, person) for output, person in judged))
    await asyncio.gather(*(_use(office, output) for output in outputs))
    await _meet_planted(office, outputs, judges)
    await office.db.write(_drop_cards, DropCards(tuple(output.id for output in outputs)))


@dataclass(frozen=True)
class DropCards:
    """These outputs were settled before anybody was shown a card of them."""

    outputs: tuple[str, ...]

    @property
    def order_key(self) -> str:
        """Return what a batch of commands is ordered by."""
        return EARNS


def _drop_cards(tx: Tx, command: DropCards) -> None:
    """Drop the wishes for their cards: the bot would find one after the other that none is needed any more."""
    tx.conn.execute(delete(outbox).where(outbox.c.kind == "card", outbox.c.subject.in_(command.outputs)))


def _moments(now: datetime, timezone: str) -> Iterator[datetime]:
    """Give when each output is handed in: spread over the working days up to yesterday."""
    zone = ZoneInfo(timezone)
    first = now.astimezone(zone).date() - timedelta(weeks=WEEKS)
    days = [day for ahead in range(7 * WEEKS) if (day := first + timedelta(days=ahead)).weekday() < 5]
    for number in range(_OUTPUTS):
        at = time(9 + number % 7, 7 * number % 60)
        yield datetime.combine(days[number * len(days) // _OUTPUTS], at, zone).astimezone(now.tzinfo)


async def _hand_in(office: Office, drafts: Iterator[Draft], moments: Sequence[datetime]) -> list[Output]:
    key = next(one for one in await office.db.read(all_api_keys) if one.workflow == EARNS)
    commands = []
    for draft, at in zip(drafts, sorted(moments), strict=True):
        body = draft.body(EARNS)
        new = msgspec.convert(body, shapes.NewOutput)
        named = f"{EARNS}-{draft.number}"
        commands.append(submission(new, key, named, fingerprint(body), at, None))
    taken = await office.db.write(submit_batch, SubmitBatch(EARNS, tuple(commands)))
    return [granted(one).output for one in taken]


async def _judge(office: Office, output: Output, person: Person) -> None:
    at = output.submitted_at + _JUDGED_AFTER
    vote_id = fresh_id("vote", at)
    vote = RecordVote(vote_id, output.id, person, "approve", "modal", f"modal:{vote_id}", at, at)
    granted(await office.db.write(record_vote, vote))


async def _use(office: Office, output: Output) -> None:
    at = output.submitted_at + 2 * _JUDGED_AFTER
    asked = ReleaseOutput(output.id, EARNS, output.api_key_id, f"use-{output.id}", at)
    granted(await office.db.write(release_output, asked))


async def _meet_planted(office: Office, outputs: Sequence[Output], judges: Sequence[Person]) -> None:
    """Each of them meets each planted mistake, before outputs of their queue; two are let through."""
    karl = await office.person("karl@example.com")
    planted = []
    for content, wrong in _PLANTED:
        at = outputs[0].submitted_at + _JUDGED_AFTER
        made = MakeProbe(fresh_id("prb", at), EARNS, karl, content, wrong, secrets.token_bytes(32), at)
        planted.append(granted(await office.db.write(make_probe, made)))
    met = [(probe_id, person) for probe_id in planted for person in judges]
    if len(met) > len(outputs):
        raise Unmade("there are too few outputs to plant mistakes among")
    for number, (probe_id, person) in enumerate(met):
        before = outputs[number * len(outputs) // len(met)]
        at = before.submitted_at + _JUDGED_AFTER
        verdict: ProbeVerdict = "approve" if number < _MISSED else "reject"
        said = AnswerProbe(probe_id, person.user_id, verdict, before.id, at - _READ_FOR, at)
        granted(await office.db.write(answer_probe, said))
