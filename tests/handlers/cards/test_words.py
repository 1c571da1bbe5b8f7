"""One catalogue of words: nothing is missing, nothing is left over, and it reads like people talking."""

from __future__ import annotations

import re
from string import Formatter
from typing import get_args

import pytest

from domain.lanes import LANES, Status
from handlers.cards.asks import REASONS, SKIP
from handlers.cards.words import WORDS
from handlers.slack.commands import COMMANDS
from tests.architecture.source import ROOT, modules

CODE = "\n".join(path.read_text() for path in modules("handlers", "bot") if path.name != "words.py")
# Where a refusal that reaches people in Slack can come from.
REFUSING = "\n".join(
    (ROOT / path).read_text()
    for path in (
        "domain/eligibility.py",
        "usecases/record_vote.py",
        "usecases/withdraw_vote.py",
        "usecases/take_review.py",
        "usecases/give_reason.py",
        "usecases/settle_objection.py",
        "handlers/slack/buttons.py",
        "handlers/slack/submissions.py",
    )
)
# Families whose last part is worked out while the program runs.
FAMILIES = {
    "refused": tuple(sorted(set(re.findall(r'Refused\.of\(\s*"(\w+)"', REFUSING)))),
    "stray": (
        "is_requester", "is_key_owner", "not_on_roster", "is_guest", "is_external", "is_bot", "is_deactivated",
        "unknown_person", "needs_modal", "reactions_off", "text_unread", "undone", "waiting",
    ),
    "reason": REASONS,
    "button": (*REASONS, SKIP, "approve", "reject", "undo", "read_all"),
    "lane": LANES,
    "status": get_args(Status),
    "command.help": tuple(COMMANDS),
    "done": ("approved", "released", "rejected", "expired", "superseded", "recalled"),
}  # fmt: skip
VARIANT = re.compile(r"refused\.\w+\.\w+")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_sentences_is_complete(family: str) -> None:
    missing = [member for member in FAMILIES[family] if f"{family}.{member}" not in WORDS]

    assert missing == []


def test_every_sentence_is_said_somewhere() -> None:
    worked_out = {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}

    unsaid = [
        key
        for key in WORDS
        if not re.search(rf"""["']{re.escape(key)}["']""", CODE)
        and key not in worked_out
        and not VARIANT.fullmatch(key)
    ]

    assert unsaid == []


def test_sentences_hold_no_markup_of_slack() -> None:
    marked = [key for key, words in WORDS.items() if re.search(r"[*_~`<>]|:\w+:", _bare(words))]

    assert marked == []


def test_sentences_are_short_and_end_like_sentences() -> None:
    private = [words for key, words in WORDS.items() if key.startswith(("refused.", "vote."))]

    assert all(len(words) < 130 for words in private)
    assert all(words.endswith((".", "?")) for words in private)


def _bare(words: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(words))
