"""One catalogue of words: nothing is missing, nothing is left over, and it reads like people talking."""

from __future__ import annotations

import re
from string import Formatter
from typing import get_args

import pytest

from domain.lanes import LANES, Status
from domain.leave import Unclear
from domain.outputs_behind import Kind
from domain.policy import ERROR_KINDS
from domain.quiet import UnclearQuiet
from domain.second_looks import FirstVerdict, SecondVerdict
from domain.signals import SIGNALS
from domain.signals.trust import Held
from domain.standards import STANDARD_KEYS
from domain.transitions import Because
from domain.use_questions import Answer
from domain.verdicts import BECOMES
from handlers.cards.asks import REASONS, SKIP
from handlers.cards.checking import TITLED
from handlers.cards.pulse import ITEMS, RIGHT
from handlers.cards.use_question import ANSWERS
from handlers.cards.words import SUBJECTS, WORDS
from handlers.slack.commands import COMMANDS
from storage.lost_channels import Why
from storage.overdue import overdue_by
from tests.architecture.source import ROOT, modules
from tests.builders import MONDAY

CODE = "\n".join(path.read_text() for path in modules("handlers", "bot") if path.parent.name != "words")
# Where a refusal that reaches people in Slack can come from.
REFUSING = "\n".join(
    path.read_text()
    for path in (
        ROOT / "domain/aftermath.py",
        ROOT / "domain/eligibility.py",
        ROOT / "domain/fixing.py",
        ROOT / "usecases/record_vote.py",
        ROOT / "usecases/withdraw_vote.py",
        ROOT / "usecases/record_audit.py",
        ROOT / "usecases/undo_audit.py",
        ROOT / "usecases/take_review.py",
        ROOT / "usecases/give_more_time.py",
        ROOT / "usecases/give_put_right_time.py",
        ROOT / "usecases/hand_review_over.py",
        ROOT / "usecases/give_reason.py",
        ROOT / "usecases/settle_objection.py",
        ROOT / "usecases/give_feedback.py",
        ROOT / "usecases/judge_report.py",
        ROOT / "usecases/finish_put_right.py",
        ROOT / "usecases/hand_over_put_right.py",
        ROOT / "usecases/ask_question.py",
        ROOT / "usecases/answer_question.py",
        ROOT / "domain/questions.py",
        ROOT / "usecases/hand_in.py",
        ROOT / "usecases/use_hand_in.py",
        ROOT / "usecases/release_output.py",
        ROOT / "usecases/give_second_look.py",
        ROOT / "usecases/settle_disagreement.py",
        *modules("handlers/slack"),
    )
)
# Families whose last part is worked out while the program runs.
_OF_THE_LATE = tuple(
    f"{role}{many}"
    for role in ("assignee", "assignee_late", "owner", "deputy", "soon")
    for many in ("", "_one")
)
FAMILIES = {
    "refused": tuple(sorted(set(re.findall(r'Refused\.of\(\s*"(\w+)"', REFUSING)))),
    "stray": (
        "is_requester", "is_key_owner", "not_on_roster", "not_trained", "is_guest", "is_external", "is_bot",
        "is_deactivated", "unknown_person", "needs_modal", "reactions_off", "text_unread", "undone", "waiting",
    ),
    "reason": REASONS,
    "signal": tuple(one.key for one in SIGNALS),
    "shows_not": tuple(one.key for one in SIGNALS),
    "mark": ("on_duplicate", "on_fixed"),
    "report": ("confirmed", "dismissed"),
    "vote": ("fixed_over",),
    "vote.stopped": tuple(f"{how}{why}" for how in ("undo", "final", "held") for why in ("", "_unknown")),
    "button": (
        *REASONS, SKIP, "approve", "reject", "fix", "ask", "undo", "stop", "go_on", "audit_approve", "audit_reject",
        "own_it", "own_not", "change_standard", "sign_standard", "how_it_stands", "second_approve", "second_reject",
        "mute_weekly", "want_weekly", "test_weekly",
        *(f"use_{answer}" for answer in ANSWERS),
    ),
    "question": ("thanks",),
    "use": get_args(Answer),
    "trusting": get_args(Held),
    "pulse": (*ITEMS, RIGHT, "answered", "over"),
    "pause": ("why",),
    "resume": ("why",),
    "training": ("signed", "joined"),
    "take": ("decayed", "missed"),
    "away": get_args(Unclear),
    "words.button": ("approve", "reject", "question", "take_back", "nothing"),
    "quiet": get_args(UnclearQuiet),
    "field": ("plant_title", "plant_text", "plant_input", "plant_wrong"),
    "plant": ("say_text", "say_wrong"),
    "probe": ("caught", "missed", "asked"),
    "own": ("approved", "fixed", "rejected"),
    "lane": LANES,
    "rule": LANES[1:],
    "rule_when": (
        *(f"{field}_{how}" for field in ("segment", "risk") for how in ("is", "is_not")),
        *(
            f"{field}_{how}"
            for field in ("confidence", "size")
            for how in ("is", "is_not", "below", "at_most", "above", "at_least")
        ),
    ),
    "hand_all": tuple(f"left_{why}" for why in ("away", "judged", "decided", "more", "other")),
    "late": _OF_THE_LATE,
    "late_audits": _OF_THE_LATE,
    "alarm": tuple(overdue_by(MONDAY)),
    "lost": tuple(f"{why}{part}" for why in get_args(Why) for part in ("", ".how", ".leaders_how")),
    "over": (
        "lost", "unstaffed", "late_report", "stand_in", "stand_in_off", "unowned", "relax", "relax_moved", "draft",
    ),
    "disagreement": (
        *(f"first_{one}" for one in get_args(FirstVerdict)), *(f"second_{one}" for one in get_args(SecondVerdict)),
        "first_reject_why", "second_reject_why", "released", "approved", "stopped", "corrected", "other",
    ),
    "status": get_args(Status),
    "command.help": tuple(COMMANDS),
    "verdict": BECOMES,
    "behind": get_args(Kind),
    "month": (
        *(f"name_{number}" for number in range(1, 13)),
        *(f"{kind}_{many}" for kind in ("got_through", "stopped") for many in ("one", "drawn")),
    ),
    "audit": ("pending_approve", "pending_reject"),
    "stage_why": (*get_args(Because), *(f"{one}_titled" for one in TITLED), "probes_counted"),
    "decide_workflow": (*BECOMES, *(f"{one}_means" for one in BECOMES)),
    "standard": (
        "again_soon", "again_due", "minutes_saved", "error_minutes", "review_minute", "exceptions", "criteria_hint",
        "never_hint",
        *(f"counts_{kind}" for kind in ERROR_KINDS),
    ),
    "standard.key": STANDARD_KEYS,
    "done": (
        "approved", "released", "rejected", "expired", "superseded", "recalled",
        "approved_fixed", "approved_fixed_and", "released_fixed", "released_fixed_and",
    ),
}  # fmt: skip
VARIANT = re.compile(r"(refused|take)\.\w+\.\w+")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_sentences_is_complete(family: str) -> None:
    missing = [member for member in FAMILIES[family] if f"{family}.{member}" not in WORDS]

    assert missing == []


def test_no_sentence_stands_under_two_subjects() -> None:
    by_subject = [key for subject in SUBJECTS for key in subject.WORDS]

    assert sorted(by_subject) == sorted(WORDS)


def test_every_sentence_is_said_somewhere() -> None:
    worked_out = {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}

    unsaid = [
        key
        for key in WORDS
        if not re.search(rf"""["']{re.escape(key)}["']""", CODE)
        and key not in worked_out
        and not VARIANT.fullmatch(key)
        and not re.search(rf"""say_count\(\s*["']{re.escape(key.removesuffix("_one"))}["']""", CODE)
    ]

    assert unsaid == []


def test_what_is_counted_has_a_sentence_for_a_single_one() -> None:
    counted = re.findall(r"""say_count\(\s*["']([\w.]+)["']""", CODE)

    missing = [key for key in counted if not {key, f"{key}_one"} <= WORDS.keys()]

    assert (len(counted) > 5, missing) == (True, [])


def test_sentences_hold_no_markup_of_slack() -> None:
    marked = [key for key, words in WORDS.items() if re.search(r"[*_~`<>]|:\w+:", _bare(words))]

    assert marked == []


def test_sentences_are_short_and_end_like_sentences() -> None:
    private = [words for key, words in WORDS.items() if key.startswith(("refused.", "vote."))]

    assert all(len(words) < 130 for words in private)
    assert all(words.endswith((".", "?")) for words in private)


def _bare(words: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(words))
