"""Places where a test lets the process die, as if the power were cut there.

Each is named in POINTS, and stands in the code once: `crash_point("submit.in_transaction")`. It does nothing, at
the cost of a comparison, unless the process was started with one of them armed. That takes a setting that is
refused wherever Slack's own address is used (`bot/config.py`).
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

POINTS: tuple[str, ...] = (
    "submit.before_insert",
    "submit.in_transaction",
    "submit.after_commit",
    "bulk.after_commit",
    "inbox.before_insert",
    "inbox.in_transaction",
    "inbox.after_commit",
    "inbox.after_handling",
    "decide.before_write",
    "decide.in_transaction",
    "decide.after_mark",
    "press.before_ack",
    "modal.before_ack",
    "undo.before_write",
    "undo.in_transaction",
    "settle.in_transaction",
    "release.in_transaction",
    "release.after_commit",
    "outbox.before_claim",
    "outbox.in_claim",
    "outbox.after_claim",
    "outbox.before_record",
    "outbox.in_record",
    "outbox.after_record",
    "card.after_lookup",
    "card.after_post",
    "card.in_record",
    "card.after_record",
    "card.after_update",
    "objection.after_lookup",
    "objection.after_post",
    "escalate.in_transaction",
    "late.after_lookup",
    "late.after_post",
    "late.after_record",
    "webhook.before_send",
    "webhook.after_answer",
    "digest.in_transaction",
    "digest.after_lookup",
    "digest.after_post",
    "digest.after_record",
    "pictures.after_lookup",
    "pictures.after_upload",
    "pictures.after_share",
)


@dataclass(frozen=True)
class CrashAt:
    """Die when `point` is reached for the `nth` time."""

    point: str
    nth: int = 1


@dataclass
class _Fuse:
    """What is armed in this process: None for nothing, which is always so but in tests."""

    point: str | None = None
    left: int = 0


_fuse = _Fuse()


def crash_point(name: str) -> None:
    """Go on, unless this very place is where a test lets the process die."""
    if name == _fuse.point:
        _count_down()


def arm(at: CrashAt) -> None:
    """Let this process die there. Only for `bot/app.py`, on behalf of the setting."""
    _fuse.point, _fuse.left = at.point, at.nth


def _count_down() -> None:
    _fuse.left -= 1
    if _fuse.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
