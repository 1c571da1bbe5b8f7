"""What a person gets back for a press: a private line, a modal, or an answer in the question's place."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from domain.refusals import Refused
from handlers.cards.asks import draw_answered
from handlers.cards.message import Json, Message
from handlers.cards.modals import notice
from handlers.cards.phrase import Sentence
from handlers.cards.whispers import draw_whisper, whispered
from handlers.slack.asking import Absent, Unreachable
from handlers.slack.desk import Desk
from handlers.slack.presses import Press
from storage.card_views import CardView
from usecases.record_reading import RecordReading, record_reading

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """One private line, by its name in the catalogue, about an output (None: we know of none). Where it comes as a
    modal, `title` is that one's.
    """

    line: str
    facts: Mapping[str, object] = field(default_factory=dict)
    view: CardView | None = None
    title: str = "modal.refused"


@dataclass(frozen=True)
class Opened:
    """A modal to open, and what is known to have been read once it is open."""

    view: Json
    reading: RecordReading | None = None


@dataclass(frozen=True)
class Turned:
    """Another page in the modal that was pressed in, and what is known to have been read then."""

    view: Json
    reading: RecordReading | None = None


@dataclass(frozen=True)
class Worked:
    """A page that says that something is being reckoned, and the one that comes in its place: unless the modal shows
    something else by then.
    """

    view: Json
    then: Callable[[], Awaitable[Json]]


@dataclass(frozen=True)
class Pushed:
    """A modal to lay upon the one that was pressed in."""

    view: Json


def shown(press: Press, view: Json) -> Opened | Pushed:
    """Return a modal that answers a press: upon the one that was pressed in, or by itself."""
    return Opened(view) if press.view is None or press.at_home else Pushed(view)


@dataclass(frozen=True)
class Answered:
    """What replaces the question that was pressed in."""

    output_id: str
    said: Sentence


@dataclass(frozen=True)
class Redrawn:
    """What the message that was pressed on looks like now."""

    message: Message


Reply = Told | Opened | Turned | Worked | Pushed | Answered | Redrawn | None


def refused(refusal: Refused, view: CardView | None) -> Told:
    """Return the private line that says why nothing happened, and who may."""
    return Told(f"refused.{refusal.code}", refusal.facts, view)


def refusal_notice(refusal: Refused, view: CardView | None) -> Json:
    """Return the modal that says why nothing happened."""
    return notice("modal.refused", whispered(f"refused.{refusal.code}", refusal.facts, view))


async def give(reply: Reply, press: Press, respond: Any, desk: Desk) -> None:
    """Show the reply. What was decided is saved already, so a failure here is logged and no more."""
    try:
        await _give(reply, press, respond, desk)
    except (Unreachable, Absent) as failure:
        log.warning("a reply to %s could not be shown: %s", press.action, failure)
        if isinstance(reply, Opened) and press.view is None:
            with contextlib.suppress(Unreachable):
                await _give(Told("whisper.not_opened"), press, respond, desk)


async def opened(desk: Desk, reply: Opened, trigger_id: str) -> bool:
    """Open a modal where no button was pressed; False where Slack does not."""
    try:
        await desk.slack.show("views.open", trigger_id=trigger_id, view=reply.view)
        await read(desk, reply.reading)
    except Unreachable as failure:
        log.warning("a modal could not be opened: %s", failure)
        return False
    return True


async def _give(reply: Reply, press: Press, respond: Any, desk: Desk) -> None:
    match reply:
        case None:
            return
        case Told(line, facts, view, title) if press.view is not None:
            modal = notice(title, whispered(line, facts, view))
            method = "views.open" if press.at_home else "views.push"
            await desk.slack.show(method, trigger_id=press.trigger_id, view=modal)
        case Told(line, facts, view):
            message = draw_whisper(line, facts, view)
            await _respond(respond, message.text, message.blocks, replace=False)
        case Answered(output_id, said):
            message = draw_answered(output_id, said)
            await _respond(respond, message.text, message.blocks, replace=True)
        case Redrawn(message):
            await _respond(respond, message.text, message.blocks, replace=True)
        case Pushed(view):
            await desk.slack.show("views.push", trigger_id=press.trigger_id, view=view)
        case Opened(view, reading):
            await desk.slack.show("views.open", trigger_id=press.trigger_id, view=view)
            await read(desk, reading)
        case Turned(view, reading):
            shown = press.view or {}
            await desk.slack.show("views.update", view_id=shown["id"], hash=shown.get("hash"), view=view)
            await read(desk, reading)
        case Worked(view, then):
            at = str((press.view or {})["id"])
            meanwhile = await desk.slack.show(
                "views.update", view_id=at, hash=(press.view or {}).get("hash"), view=view
            )
            await desk.slack.show("views.update", view_id=at, hash=meanwhile, view=await then())


async def read(desk: Desk, reading: RecordReading | None) -> None:
    """Keep that the whole text was before the person: only now that it was shown to them."""
    if reading is not None:
        await desk.db.write(record_reading, reading)


async def _respond(respond: Any, text: str, blocks: list[Json], *, replace: bool) -> None:
    """Answer at the address that came with the press. Raises Unreachable."""
    try:
        answer = await respond(text=text, blocks=blocks, response_type="ephemeral", replace_original=replace)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:  # ValueError: no address came
        raise Unreachable(f"response_url: {error}") from error
    if answer.status_code >= 400:
        raise Unreachable(f"response_url: {answer.status_code}")
