"""Planted mistakes, for whoever has judged one: what it was, kindly, at once, and for them alone."""

from __future__ import annotations

from domain.probes import CAUGHT
from handlers.cards.phrase import Sentence, say
from handlers.cards.safe_text import clipped
from usecases.answer_probe import Debrief

WRONG_ROOM = 500
_ENDS = (".", "!", "?", "…", "。")


def debrief_line(done: Debrief) -> Sentence:
    """Return what the person is told who has judged it."""
    wrong = clipped(" ".join(done.probe.wrong.split()), WRONG_ROOM)
    key = "asked" if done.verdict == "ask" else "caught" if done.verdict in CAUGHT else "missed"
    return say(f"probe.{key}", wrong=wrong if wrong.endswith(_ENDS) else f"{wrong}.")
