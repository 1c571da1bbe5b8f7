"""docs/signals.md says of each signal what the signal says of itself, in the same order, and of no other."""

from __future__ import annotations

import re

from domain.signals import BEHIND, SIGNALS
from domain.signals.signal import Signal
from handlers.cards.phrase import plain
from handlers.cards.signals.behind import WORDS
from storage.signals.behind import READERS
from tests.architecture.source import ROOT, modules

SHARED = {"__init__.py", "signal.py", "leading.py"}
DOCUMENT = (ROOT / "docs" / "signals.md").read_text()


def described(signal: Signal) -> str:
    return "\n".join(
        (
            f"## {plain(f'signal.{signal.key}')}",
            f"`{signal.key}`: {signal.answers}",
            "",
            f"- **Formula**: {signal.formula}.",
            f"- **Unit**: {signal.unit}",
            f"- **Window**: {signal.window}.",
            f"- **Told from**: {signal.minimum}.",
            f"- **Source**: {signal.source}.",
            f"- **Does not show**: {plain(f'shows_not.{signal.key}')}",
        )
    )


def test_each_signal_is_described_as_it_describes_itself() -> None:
    sections = [f"## {one}".strip() for one in re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]]

    assert sections[: len(SIGNALS)] == [described(one) for one in SIGNALS]


def test_each_signal_has_a_file_and_each_file_is_a_signal() -> None:
    here = {path.name for path in modules("domain/signals")} - SHARED

    assert here == {f"{one.key}.py" for one in SIGNALS}


def test_each_signal_behind_the_leading_ones_is_read_and_put_into_words() -> None:
    keys = [one.key for one in BEHIND]

    assert keys == list(READERS) == list(WORDS)
