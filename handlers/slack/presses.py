"""What Slack sends when a person presses a button or submits a modal, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.ids import is_id
from handlers.cards.modals import Carried

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Press:
    """One press. `action` is the button's name, `choice` what was chosen with it; `output_id` None if it is
    about none. `message` (channel, ts) is the one that it was pressed on, or in whose thread; None in a modal and
    at Home. `is_private`: in a line that only this person sees, and `answer_at` is the address at which that line
    can be replaced for half an hour, None elsewhere; `replace_at` is that of any message of ours. Acts of
    this kind have no id of Slack's: `source` is one that the same press always has.
    """

    action: str
    choice: str | None
    value: str
    output_id: str | None
    person: str
    source: str
    acted_at: datetime | None
    trigger_id: str
    view: Body | None
    message: tuple[str, str] | None = None
    is_private: bool = False
    answer_at: str | None = None
    replace_at: str | None = None

    @property
    def at_home(self) -> bool:
        """Say whether it was pressed in App Home."""
        return self.view is not None and self.view.get("type") == "home"

    @classmethod
    def of(cls, body: Body) -> Press:
        """Return the press of a block_actions payload. Raises KeyError or IndexError if it is none."""
        pressed = body["actions"][0]
        name, _, choice = str(pressed["action_id"]).partition(":")
        selected = (pressed.get("selected_option") or {}).get("value")
        container = body.get("container") or {}
        value = str(pressed.get("value") or selected or "")
        person, at = str(body["user"]["id"]), str(pressed.get("action_ts") or "")
        where = container.get("message_ts") or container.get("view_id") or ""
        return cls(
            action=name,
            choice=choice or selected,
            value=value,
            output_id=_output_id(value, str(pressed.get("block_id") or "")),
            person=person,
            source=f"press:{container.get('channel_id', '')}:{where}:{person}:{pressed['action_id']}:{at}",
            acted_at=instant(at),
            trigger_id=str(body.get("trigger_id") or ""),
            view=body.get("view"),
            is_private=bool(container.get("is_ephemeral")),
            answer_at=_answer_at(body),
            replace_at=str(body["response_url"]) if body.get("response_url") else None,
            message=_message(container),
        )


@dataclass(frozen=True)
class Submission:
    """One submitted modal: what it was opened about, and what was entered."""

    callback_id: str
    carried: Carried
    person: str
    values: Body

    @property
    def source(self) -> str:
        """Return the act's own name: a modal submitted twice is one act."""
        return f"modal:{self.person}:{self.carried.nonce}"

    @classmethod
    def of(cls, body: Body) -> Submission:
        """Return the submission of a view_submission payload. Raises KeyError, TypeError or ValueError."""
        view = body["view"]
        return cls(
            callback_id=str(view["callback_id"]),
            carried=Carried.unpacked(view["private_metadata"]),
            person=str(body["user"]["id"]),
            values=view["state"]["values"],
        )


def instant(ts: str) -> datetime | None:
    """Return the instant of one of Slack's stamps ("1700000000.123456"), None if it is none."""
    seconds, _, rest = ts.partition(".")
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 11:
        return None
    micro = int(rest[:6].ljust(6, "0")) if rest.isascii() and rest.isdigit() else 0
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=micro)


def _answer_at(body: Body) -> str | None:
    is_private = bool((body.get("container") or {}).get("is_ephemeral"))
    return str(body["response_url"]) if is_private and body.get("response_url") else None


def _message(container: Body) -> tuple[str, str] | None:
    channel_id, ts = container.get("channel_id"), container.get("thread_ts") or container.get("message_ts")
    return (str(channel_id), str(ts)) if channel_id and ts else None


def _output_id(value: str, block_id: str) -> str | None:
    """Return the output that a press is about: the button's value says it, else the block it is in."""
    parts = block_id.split(":")
    candidates = (value, parts[1] if len(parts) > 1 else "")
    return next((one for one in candidates if is_id(one, "out")), None)
