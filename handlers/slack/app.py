"""The Bolt app: events are stored before anything else, acts are decided before they are acknowledged."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from handlers.cards.whispers import draw_whisper
from handlers.slack.buttons.registry import button_for
from handlers.slack.calling import WebClient
from handlers.slack.closing import close_question
from handlers.slack.commands import answer_command
from handlers.slack.desk import Desk
from handlers.slack.keeping import kept
from handlers.slack.presses import Press, Submission
from handlers.slack.replies import Opened, give, opened
from handlers.slack.shortcuts import SHORTCUTS, Shortcut
from handlers.slack.submissions.answers import CLOSES
from handlers.slack.submissions.registry import SUBMISSIONS
from handlers.slack.talk import is_wanted
from handlers.slack.underneath import refresh_below
from storage.crash_points import crash_point
from storage.transaction import Unavailable
from usecases.keep_events import KeepEvent, keep_events

COMMAND = "/answerable"
_ANY = re.compile(".*")

log = logging.getLogger(__name__)


def build_bolt(desk: Desk, *, token: str, signing_secret: str | None) -> AsyncApp:
    """Return the app with its listeners. Nothing here asks Slack: events are taken in while it is away."""
    # Bolt warns of tokens that it finds in the environment and has no need of.
    quiet = logging.getLogger(f"{__name__}.bolt")
    quiet.setLevel(logging.ERROR)
    bolt = AsyncApp(
        name="Answerable",  # else Bolt reads the source of every frame of the stack for one
        logger=quiet,
        client=WebClient(base_url=desk.slack.api_url, retry_handlers=[]),
        signing_secret=signing_secret,
        request_verification_enabled=signing_secret is not None,
        before_authorize=_keeper(desk),
        authorize=_authorizer(desk, token),
    )
    bolt.error(_tell_of)
    bolt.event(_ANY)(_stored_already)
    bolt.action(_ANY)(_presses(desk))
    bolt.view(_ANY)(_submissions(desk))
    bolt.shortcut(_ANY)(_shortcuts(desk))
    bolt.command(COMMAND)(_commands(desk))
    return bolt


def _keeper(desk: Desk) -> Callable[..., Awaitable[BoltResponse | None]]:
    async def keep_event(body: dict[str, Any], next_: Callable[[], Awaitable[None]]) -> BoltResponse | None:
        """Store an event before Bolt can fail on it; an exception here means no ack, and Slack sends again."""
        if body.get("type") == "app_rate_limited":
            log.warning("Slack holds events back: more than 30,000 an hour")
            return BoltResponse(status=200, body="")
        if body.get("type") == "event_callback":
            await _keep(desk, body)
        await next_()
        return None

    return keep_event


async def _keep(desk: Desk, body: dict[str, Any]) -> None:
    payload = kept(body.get("event") or {}, desk.directory.known_identity, desk.meanings)
    if payload is not None and payload["type"] == "message" and not await is_wanted(desk, payload):
        payload = None
    if payload is not None:
        await desk.db.write(keep_events, KeepEvent(_name_of(body), payload, desk.now()), first=True)
        crash_point("inbox.after_commit")


def _name_of(body: dict[str, Any]) -> str:
    """Return the delivery's own name, by which it is taken in once: Slack's, else one made of all it says."""
    said = body.get("event_id")
    return str(said) if said else sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _authorizer(desk: Desk, token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Say who we are from what is known; Slack is not asked."""
        us = desk.directory.known_identity
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_user_id=us.user_id if us else None,
            bot_id=us.bot_id if us else None,
        )

    return authorize


async def _stored_already() -> None:
    """Let Bolt acknowledge the event: the inbox has it, or nothing is to be done about it."""


def _presses(desk: Desk) -> Callable[..., Awaitable[None]]:
    async def on_press(ack: Any, body: dict[str, Any], respond: Any) -> None:
        """Decide, acknowledge, and then say what came of it."""
        press = Press.of(body)
        button = button_for(press)
        reply = None if button is None else await button(desk, press)
        crash_point("press.before_ack")
        await ack()
        await give(reply, press, respond, desk)

    return on_press


def _submissions(desk: Desk) -> Callable[..., Awaitable[None]]:
    async def on_submit(ack: Any, body: dict[str, Any]) -> None:
        """Decide, and acknowledge with what came of it."""
        submit = SUBMISSIONS.get(str(body["view"].get("callback_id")))
        given = None if submit is None else Submission.of(body)
        answer = CLOSES if submit is None or given is None else await submit(desk, given)
        crash_point("modal.before_ack")
        await ack(**answer)
        if given is not None and "errors" not in answer:
            await refresh_below(desk, body, given)
        if given is not None and answer == CLOSES:
            await close_question(given)

    return on_submit


def _shortcuts(desk: Desk) -> Callable[..., Awaitable[None]]:
    async def on_shortcut(ack: Any, body: dict[str, Any], respond: Any) -> None:
        """Look what it is about, acknowledge, and open what it asks for."""
        used = Shortcut.of(body)
        shortcut = SHORTCUTS.get(used.name)
        reply = None if shortcut is None else await shortcut(desk, used)
        await ack()
        await give(reply, used.press, respond, desk)

    return on_shortcut


def _commands(desk: Desk) -> Callable[..., Awaitable[None]]:
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        """Answer the one who asked, and nobody else: by a message, or a modal."""
        answer = await answer_command(desk, str(command["user_id"]), str(command.get("text") or ""))
        if not isinstance(answer, Opened):
            await ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")
        elif await opened(desk, answer, str(command["trigger_id"])):
            await ack()
        else:
            said = draw_whisper("whisper.not_opened", {}, None)
            await ack(text=said.text, blocks=said.blocks, response_type="ephemeral")

    return on_command


async def _tell_of(error: Exception, body: dict[str, Any]) -> None:
    """Log what kept us from answering; Slack hears nothing, and sends events again."""
    what = (body.get("event") or body).get("type")
    if isinstance(error, Unavailable):
        log.warning("%s was not taken in: %s", what, error)
    else:
        log.error("%s was not taken in", what, exc_info=error)
