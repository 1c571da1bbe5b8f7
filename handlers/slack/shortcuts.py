"""Shortcuts: from the lightning bolt, or from the menu of any message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.pointers import AtMessage
from handlers.cards.modals import notice
from handlers.cards.whispers import whispered
from handlers.slack.aftermath import open_report
from handlers.slack.desk import Desk
from handlers.slack.handing_in import open_hand_in
from handlers.slack.plain_message import plain_message
from handlers.slack.pointing import output_behind
from handlers.slack.presses import Press
from handlers.slack.replies import Opened, Reply, Told

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Shortcut:
    """One use of a shortcut. `at` and `text` are of the message it was used on; None for a global one."""

    name: str
    person: str
    trigger_id: str
    at: AtMessage | None
    text: str | None

    @classmethod
    def of(cls, body: Body) -> Shortcut:
        """Return the use of a shortcut or message_action payload. Raises KeyError if it is none."""
        message = body.get("message")
        at = None
        if message is not None:
            ts = str(message.get("ts") or body.get("message_ts"))
            at = AtMessage(str(body["channel"]["id"]), ts, message.get("thread_ts"))
        return cls(
            name=str(body["callback_id"]),
            person=str(body["user"]["id"]),
            trigger_id=str(body.get("trigger_id") or ""),
            at=at,
            text=None if message is None else str(message.get("text") or ""),
        )

    @property
    def press(self) -> Press:
        """Return it as a press, for what is given back."""
        return Press(self.name, None, "", None, self.person, "", None, self.trigger_id, None)


async def report_wrong(desk: Desk, used: Shortcut) -> Reply:
    """Report what the message is about; of a message that is about none, ask which output."""
    output_id = None if used.at is None else await output_behind(desk, used.at)
    view = await desk.view(output_id)
    return in_a_modal(await open_report(desk, used.person, view, "shortcut" if view is not None else "link"))


async def hand_in(desk: Desk, used: Shortcut) -> Reply:
    """Open the modal in which a text is handed in, with the message's in it."""
    if used.at is None:
        return in_a_modal(await open_hand_in(desk, used.person))
    if await output_behind(desk, AtMessage(used.at.channel_id, used.at.ts)) is not None:
        return in_a_modal(Told("hand_in.known_already"))
    text = plain_message(used.text or "")
    return in_a_modal(await open_hand_in(desk, used.person, text=text, channel_id=used.at.channel_id))


def in_a_modal(reply: Reply) -> Reply:
    """Return the reply with a private line as a modal: a shortcut has no message to answer at."""
    if not isinstance(reply, Told):
        return reply
    return Opened(notice("modal.refused", whispered(reply.line, reply.facts, reply.view)))


SHORTCUTS: Mapping[str, Callable[[Desk, Shortcut], Awaitable[Reply]]] = {
    "report_wrong": report_wrong,
    "hand_in": hand_in,
}
