"""One day at work through every step that the bot takes, by people and an AI system who try until it is done."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.config import Settings
from bot.slack_side import directory_for
from bot.workflow_files import apply_file
from domain.api_keys import SECRET_BYTES, ApiKey, key_sha256, spell_key
from domain.clock import Clock
from domain.outputs import State
from handlers.fresh import fresh_id
from sandbox.acts.perform import perform
from sandbox.control import messages_json
from sandbox.server import Sandbox
from storage.database import Database
from storage.evidence import story_of
from storage.tables import approvals, evidence, inbox, outbox, outputs, releases
from tests.handlers.outbox.receiver import Receiver
from tests.scenarios.lives import Lives
from tests.scenarios.office import CHANNEL, SLUG, WORKFLOW, Json
from tests.scenarios.weeks_before import OF_THEN
from usecases.create_key import CreateKey, create_key

LEADERS = "ai-leaders"
A_MINUTE_AND_MORE_S = 61.0
AN_HOUR_S = 3_600.0
THREE_HOURS_S = 3 * AN_HOUR_S
# Long enough for a machine that is busy with other things: a day that goes on takes a second or two.
LONGEST_S = 120.0

# What the record says of each output at the end, once for everything that happened.
STORIES = {
    "released": [
        "output.handed_in", "card.posted", "vote.recorded", "vote.withdrawn", "vote.recorded", "output.approved",
        "output.released",
    ],
    "rejected": ["output.handed_in", "card.posted", "vote.recorded", "output.rejected"],
    "objected to": [
        "output.handed_in", "card.posted", "vote.recorded", "vote.undone", "vote.recorded", "output.approved",
        "vote.objected", "output.reopened", "objection.upheld", "output.rejected",
    ],
    "left lying": ["output.handed_in", "card.posted", "output.escalated", "output.escalated"],
}  # fmt: skip
TOLD = {
    "released": ["output.approved", "output.released"],
    "rejected": ["output.rejected"],
    "objected to": ["output.approved", "output.reopened", "output.rejected"],
    "left lying": [],
}
ENDS: dict[str, State] = {
    "released": "released",
    "rejected": "rejected",
    "objected to": "rejected",
    "left lying": "in_review",
}
_NO_MATTER = ("card.updated", "mark.found", "vote.repeated")
# Whenever a test runs, people work; and each act in it is somebody's own.
ROUND_THE_CLOCK = """
assign = "pool"
working_hours = { timezone = "UTC", days = "mon-sun", from = "00:00", to = "24:00" }
"""


@dataclass
class WorkingDay:
    """Who works, on what, and what the AI system was answered: ids of outputs by their names.

    `pictures` are the files that are to be below the leaders' message.
    """

    box: Sandbox
    lives: Lives
    api: httpx.AsyncClient
    db: Database
    receiver: Receiver
    ids: dict[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()

    async def pass_by(self) -> None:
        """Let the whole day pass, until nothing more is to be done."""
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._pass_by()
        except TimeoutError:
            raise AssertionError(self._where_it_stands()) from None

    async def _pass_by(self) -> None:
        others = [self._hand_in(name) for name in ("released", "objected to", "left lying")]
        await asyncio.gather(*others, self._hand_in_bulk())
        await self._act("ben", "open_home", lambda: self._has_kept("app_home_opened"))
        await asyncio.gather(self._waver(), self._undo(), self._reject())
        await self._later(A_MINUTE_AND_MORE_S)
        await self._until(lambda: self._all_say("output.approved", "released", "objected to"))
        await self._ask("POST", f"/v1/outputs/{self.ids['released']}/release", key="use-it")
        await self._object()
        await self._later(AN_HOUR_S)  # a rejection waits for its reason, a posted card for its twin
        await self._later(THREE_HOURS_S)  # what is left lying is late by then
        await self._until(self._says("output.escalated", "left lying", times=2))
        await self._until(lambda: bool(self._told_of_lateness("ada")))
        await self._until(self._is_calm)

    def look(self) -> None:
        """Compare what is there with what was acknowledged and done: nothing lost, nothing twice."""
        steps = {name: self._steps(name) for name in STORIES}
        assert steps == STORIES, {name: told for name, told in steps.items() if told != STORIES[name]}
        today = {row.id: row.state for row in self._rows(outputs) if row.title != OF_THEN}
        assert today == {self.ids[name]: state for name, state in ENDS.items()}
        (release,) = self._rows(releases)
        (approval,) = [row for row in self._rows(approvals) if row.output_id == release.output_id]
        assert (release.output_id, release.sha256) == (self.ids["released"], approval.sha256)
        assert {name: len(self._cards(name)) for name in STORIES} == dict.fromkeys(STORIES, 1)
        # On a Monday its owner has one too.
        leaders = [row for row in self._rows(evidence) if row.facts.get("audience") == "leaders"]
        assert [row.action for row in leaders if row.action.startswith("digest.")] == [
            "digest.issued",
            "digest.sent",
        ]
        (digest,) = [one for one in self._messages(LEADERS) if "ans:digest:" in str(one)]
        shared = [file["name"] for reply in digest["thread"] for file in reply.get("files") or []]
        assert tuple(shared) == self.pictures
        assert len(self._questions()) == 1
        told = self._told_of_lateness("ada")
        assert ["1 is late in" in text for text in told] == [True], told
        self._look_at_webhooks()

    def _look_at_webhooks(self) -> None:
        """Each at least once, in order, and the same bytes under the same id."""
        told: dict[str, list[str]] = {output_id: [] for output_id in self.ids.values()}
        bodies: dict[str, bytes] = {}
        for headers, body in zip(self.receiver.headers, self.receiver.bodies, strict=True):
            event, name = json.loads(body), headers["webhook-id"]
            if name not in bodies:
                told[event["data"]["id"]].append(event["type"])
                assert event["sequence"] == len(told[event["data"]["id"]])
            assert bodies.setdefault(name, body) == body
        assert told == {self.ids[name]: types for name, types in TOLD.items()}

    async def _hand_in(self, name: str) -> None:
        body = {"workflow": SLUG, "content": f"Text {name}", "callback_url": self.receiver.url}
        self.ids[name] = (await self._ask("POST", "/v1/outputs", key=name, json=body)).json()["id"]

    async def _hand_in_bulk(self) -> None:
        line = {
            "workflow": SLUG,
            "content": "Text",
            "callback_url": self.receiver.url,
            "idempotency_key": "bulk",
        }
        headers = {"Content-Type": "application/x-ndjson"}
        answer = await self._ask("POST", "/v1/outputs/bulk", content=json.dumps(line), headers=headers)
        self.ids["rejected"] = json.loads(answer.text)["output"]["id"]

    async def _waver(self) -> None:
        """Ben puts ✅ on, takes it off again, and then presses *Approve*."""
        mark = {"name": "white_check_mark"} | await self._card("released")
        await self._act("ben", "react", self._says("vote.recorded", "released"), **mark)
        await self._act("ben", "unreact", self._says("vote.withdrawn", "released"), **mark)
        await self._press("ben", "approve", self._says("vote.recorded", "released", times=2), mark)

    async def _undo(self) -> None:
        """Ben approves by a slip and undoes it; Mia approves."""
        card = await self._card("objected to")
        await self._press("ben", "approve", self._says("vote.recorded", "objected to"), card)
        await self._until(lambda: '"undo"' in json.dumps(self._cards("objected to")))
        await self._press("ben", "undo", self._says("vote.undone", "objected to"), card)
        await self._press("mia", "approve", self._says("vote.recorded", "objected to", times=2), card)

    async def _reject(self) -> None:
        """Tom says why in the modal, and sends it until it closes."""
        card, done = await self._card("rejected"), self._says("output.rejected", "rejected")
        values = {"reason": {"reason": "wrong"}}
        while not done():
            if self.box.world.views.top(self._id_of("tom")) is None:
                wait = {"wait_s": 2, "until": "view"}
                await self._perform("tom", "click", action_id="reject", **card, **wait)
            sent = await self._perform("tom", "submit", view="reject", values=values)
            if not sent["ok"]:
                await asyncio.sleep(0.05)

    async def _object(self) -> None:
        """Tom objects to what Mia has approved; Ada upholds it."""
        card = await self._card("objected to")
        objected = self._says("vote.objected", "objected to")
        await self._act("tom", "react", objected, name="x", **card)
        await self._until(lambda: bool(self._questions()))
        where = {"channel": card["channel"], "ts": self._questions()[0]["ts"]}
        await self._press("ada", "uphold", self._says("objection.upheld", "objected to"), where)

    async def _press(self, who: str, action_id: str, done: Callable[[], bool], where: Json) -> None:
        """Press until it counts: nobody sends a press again but the person.

        Where Slack showed no error it has counted, or a window asks to read it first, since what the card shows
        was not on record at that moment.
        """
        while not done():
            await self._perform(who, "click", action_id=action_id, **_place(where))
            if not done():
                await asyncio.sleep(0.05)

    async def _act(self, who: str, do: str, done: Callable[[], bool], **given: Any) -> None:
        """Do something that Slack tells as an event: once."""
        assert (await self._perform(who, do, **given))["error"] in (
            None,
            "operation_timeout",
            "dispatch_failed",
        )
        await self._until(done)

    async def _perform(self, who: str, do: str, **given: Any) -> Json:
        return await perform(self.box.world, {"as": who, "do": do} | given)

    async def _ask(self, method: str, path: str, *, key: str = "", **given: Any) -> httpx.Response:
        """Ask until there is an answer, as whoever follows docs/api.md does."""
        given = {"headers": {"Idempotency-Key": key}} | given
        while True:
            try:
                answer = await self.api.request(method, path, **given)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code != 503:
                assert answer.status_code in (200, 201), answer.text
                return answer
            await asyncio.sleep(0.02)

    async def _later(self, seconds: float) -> None:
        await self.box.world.clock.advance(seconds)
        await self.lives.later(seconds)

    async def _until(self, done: Callable[[], bool]) -> None:
        while not done():  # noqa: ASYNC110  # nothing tells of rows in tables
            await asyncio.sleep(0.02)

    async def _card(self, name: str) -> Json:
        """Wait until the output has a card that the bot knows of, and say where.

        Before that, who presses *Approve* is asked to confirm: what they saw is not on record yet.
        """
        await self._until(self._says("card.posted", name))
        return {"channel": CHANNEL, "ts": self._cards(name)[0]["ts"]}

    def _cards(self, name: str) -> list[Json]:
        return [one for one in self._messages(CHANNEL) if f"'ans:{self.ids[name]}:" in str(one.get("blocks"))]

    def _questions(self) -> list[Json]:
        """Return what was said in the thread of the card that was objected to: one question, later its answer."""
        (card,) = self._cards("objected to")
        return [reply for reply in card["thread"] if "ephemeral_to" not in reply]

    def _messages(self, channel: str) -> list[Json]:
        found = next(one for one in self.box.world.channels.values() if one.name == channel)
        return messages_json(self.box.world, found)

    def _told_of_lateness(self, who: str) -> list[str]:
        """Return what direct messages told somebody of what is late: on some days they are asked other things too."""
        own = [one for one in self.box.world.channels.values() if one.im_of == self._id_of(who)]
        told = [message["text"] for one in own for message in messages_json(self.box.world, one)]
        return [text for text in told if " late in " in text]

    def _id_of(self, who: str) -> str:
        return next(person.id for person in self.box.world.people.values() if person.name == who)

    def _says(self, action: str, name: str, *, times: int = 1) -> Callable[[], bool]:
        return lambda: Counter(self._steps(name))[action] >= times

    def _all_say(self, action: str, *names: str) -> bool:
        return all(action in self._steps(name) for name in names)

    def _steps(self, name: str) -> list[str]:
        """Return what the record says of an output.

        How often its card was drawn anew is no matter; nor whether Slack's event or a look at the card told of a mark
        first, as a look comes right after a connection was made anew: the other one then finds it told.
        """
        story = self.db.read_now(story_of, self.ids[name])
        return [one.action for one in story if one.action not in _NO_MATTER]

    def _where_it_stands(self) -> str:
        """Return what is known of a day that does not end."""
        stories = {name: self._steps(name) for name in self.ids}
        rows = [row._mapping for table in (outbox, inbox) for row in self._rows(table)]
        return f"{stories}\n{rows}\n{self.lives.died}\n{self.lives.log.read_text()[-3_000:]}"

    def _has_kept(self, kind: str) -> bool:
        return any(row.done_at and row.payload["type"] == kind for row in self._rows(inbox))

    def _is_calm(self) -> bool:
        now = Clock().now() + timedelta(seconds=self.lives.ahead_s)
        waiting = [row for row in self._rows(outbox) if row.due_at <= now]
        return not waiting and all(row.done_at for row in self._rows(inbox))

    def _rows(self, table: Any) -> list[Any]:
        return self.db.read_now(lambda conn: list(conn.execute(select(table)).all()))


async def settle_in(settings: Settings, folder: Path, workflow: str = WORKFLOW + ROUND_THE_CLOCK) -> str:
    """Apply the workflow as if last week, so that a summary is due; return a key that hands in to it."""
    file = folder / "workflows.toml"
    file.write_text(workflow)
    clock, db = Clock(), Database(settings.database_url)
    await db.start(beside=True)
    try:
        async with directory_for(settings, db, clock) as directory:
            then = clock.now() - timedelta(days=8)
            await apply_file(db, directory, file, timezone="UTC", now=then)
            ruth = await directory.person_by_email("ruth@example.com")
        assert ruth is not None
        key_id = fresh_id("key", clock.now())
        key = spell_key(key_id, secrets.token_bytes(SECRET_BYTES))
        command = CreateKey(key_id, key_sha256(key), SLUG, ruth.user_id, ("submit", "read"), clock.now())
        assert isinstance(await db.write(create_key, command), ApiKey)
    finally:
        await db.stop()
    return key


def _place(where: Json) -> Json:
    return {"channel": where["channel"], "ts": where["ts"]}
