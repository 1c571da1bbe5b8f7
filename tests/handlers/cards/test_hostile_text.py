"""Nothing that an AI system or a person wrote can ping, link, format, hide, or break a message, in any field."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slackblocks import _limits as limits
from slackblocks._surfaces import validate_surface_blocks
from slackblocks.blocks import Block

from domain.content import content_sha256
from domain.outputs import State, Vote
from domain.policy import Standard
from domain.questions import Question
from handlers.cards.asks import draw_ask_objection, draw_ask_reason
from handlers.cards.home import draw_home
from handlers.cards.message import Message
from handlers.cards.modals import Carried
from handlers.cards.pages import draw_lines
from handlers.cards.phrase import say
from handlers.cards.questions import (
    draw_answer,
    draw_ask,
    draw_give_answer,
    draw_question,
    draw_question_to_owner,
)
from handlers.cards.reading import draw_reading, pages_of
from handlers.cards.rejecting import draw_other_reason, draw_reject
from handlers.cards.review import draw_card
from handlers.cards.safe_text import ends_in_crlf, inert, inert_within, legible, portions, visible
from handlers.cards.standing import draw_status
from handlers.cards.stopping import draw_go_on, draw_no_cord, draw_stop
from handlers.cards.whispers import draw_whisper
from sandbox.block_kit.validate import checked_blocks, checked_view
from storage.card_views import CardView, LastTry, Link, Stray
from storage.cords import Cord
from storage.home_views import Answered, HomeView, Waiting
from storage.workflow_counts import Open
from storage.workflow_decisions import WorkflowDecision
from tests.builders import MONDAY, SLUG, Company, user_id
from tests.handlers.cards.drawn import as_written, texts, view_of

ATTACKS = (
    "<!channel>",
    "<!here|here>",
    "<@U0ADA>",
    "<!subteam^S0LEADS>",
    "<https://evil.example|your bank>",
    "https://evil.example/login",
    "www.evil.example",
    "mailto:a@evil.example",
    "&lt;!channel&gt;",
    "*bold* _italic_ ~gone~ `code` ```\nblock\n```",
    "> quoted\n&gt; quoted",
    ":tada: :white_check_mark::skin-tone-2:",
    ":x",
    "at 10:43 or 10:43:12 or 5:1234:",
    "✅ Approved by Ada. Goes out from 10:43.",
    "\u202eevil\u202c \u2066x\u2069",
    "zero\u200bwidth\ufeff\u00ad",
    "\x00\x07\x1b[31m\r\n\r\u2028\u2029",
    "\u3164\u2800\U000e0041",
    "👩\u200d💻 नमस्\u200dते",
    "⟨U+202E⟩ ⟨U+27E8⟩ ⟨⟩",
    "␣",
    "\u00a0",
    "one\r\ntwo\r\n",
    "one\rtwo",
    "Z" + "\u0334" * 30,
    "{title} {0} %s %(x)s",
    "<!date^1^{time}|now>",
    "   ",
    "\n\n\n",
)
SIZES = st.sampled_from([1, 1, 1, 5, 60])
WORDS = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
TEXT = st.builds(lambda parts, times: ("".join(parts) * times)[:40_000], st.lists(WORDS, max_size=6), SIZES)
NEEDED = TEXT.map(lambda text: text or "x")
MARKUP = re.compile(
    r"`|(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|://|:[\w+'-]+:|^\s*(?:>|&gt;)", re.MULTILINE
)
TOKEN = re.compile(r"<!date\^\d+\^(?:\{date_short_pretty\} )?\{time\}\|[\w: ]+>|<@U0[A-Z]+>")
NO_CONTROL = {"Cc", "Cf", "Zl", "Zp", "Cs"}

SETTINGS = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def real(company: Company) -> CardView:
    """A card of ours, to be filled with what others wrote."""
    output = company.hand_in("A text.", requested_by="cleo@example.com")
    company.vote(output, "ben")
    return view_of(company, output)


@st.composite
def filled(draw: st.DrawFn) -> dict[str, Any]:
    """Hostile words for every field that somebody else fills in."""
    return {
        "title": draw(st.none() | TEXT),
        "text": draw(NEEDED),
        "input": draw(st.none() | TEXT),
        "asked": draw(st.none() | NEEDED),
        "team": draw(st.none() | TEXT),
        "label": draw(TEXT),
        "note": draw(TEXT),
        "name": draw(NEEDED),
        "old": draw(TEXT),
        "criterion": draw(TEXT),
        "state": draw(st.sampled_from(get_args(State))),
        "verdict": draw(st.sampled_from(["approve", "reject"])),
        "reason": draw(st.sampled_from(["wrong", "other", None])),
        "objected": draw(st.booleans()),
        "waits": draw(st.booleans()),
    }


def hostile(real: CardView, words: Mapping[str, Any]) -> CardView:
    """The card with these words in every field."""
    text = words["text"]
    sha256 = content_sha256(text)
    said: dict[str, Any] = {"verdict": words["verdict"], "reason": words["reason"], "note": words["note"]}
    vote = replace(real.votes[0], sha256=sha256, **said)
    output = replace(
        real.output,
        title=words["title"],
        state=words["state"],
        requester=None,
        requested_by=words["asked"],
        beneficiary_team=words["team"],
        attempt=2,
        current_sha256=sha256,
        objection=vote.id if words["objected"] and words["state"] == "in_review" else None,
        settled_by_vote=vote.id,
        settled_at=MONDAY + timedelta(days=2),
    )
    asked = Question("question_1", output.id, vote.person, words["note"] or "x", MONDAY, MONDAY)
    standard = Standard(criteria=(words["criterion"],) * 3, never=(words["criterion"],))
    return replace(
        real,
        output=output,
        text=text,
        input=words["input"],
        policy=replace(real.policy, standard=standard),
        links=(Link(words["label"], "https://shop.example/1?a=1&b=<2>"), Link("", "https://bücher.example/")),
        votes=(vote,),
        names=dict.fromkeys(real.names, words["name"]),
        assignee="U0BEN",
        strays=(Stray("U0CLEO", "white_check_mark", "is_requester"), Stray("U0MIA", "x", "undone")),
        judge="U0ADA" if words["objected"] else None,
        last_try=LastTry(words["old"], words["reason"], words["note"]),
        question=asked if words["waits"] else None,
        answered=replace(asked, answer=words["note"] or "x", answered_by="U0CLEO", answered_via="api"),
        asked_first="U0CLEO",
        stopped=stopped_because(words["note"]),
    )


def stopped_because(why: str) -> WorkflowDecision:
    return WorkflowDecision(SLUG, "status", "live", "paused", user_id("ben"), why or "x", MONDAY)


def messages(view: CardView) -> Iterator[Message]:
    """Every message about an output."""
    vote: Vote = view.votes[0]
    facts = {"by": vote.person, "judge": "U0ADA", "at": MONDAY.isoformat(), "state": "rejected"}
    yield draw_card(view, now=MONDAY)
    yield draw_ask_reason(view, vote, now=vote.acted_at)
    yield draw_ask_objection(view)
    if view.stopped is not None:
        yield draw_status(1, view.stopped, view.workflow, view.names, view.gone)
    assert view.answered is not None
    yield draw_question(view, view.answered)
    yield draw_question_to_owner(view, view.answered) or draw_question(view, view.answered)
    yield draw_answer(view, view.answered)
    yield draw_whisper("refused.question_open", facts | {"question": view.answered.body}, view)
    for line in (
        "refused.is_requester",
        "refused.not_yours",
        "refused.text_unread",
        "vote.behind",
        "what.ever",
    ):
        yield draw_whisper(line, facts, view)
    yield draw_whisper("refused.not_found", {}, None)
    yield draw_lines([say("command.unknown", given=view.text[:80]), say("why.note", note=view.text[:800])])


def modals(view: CardView) -> Iterator[dict[str, Any]]:
    """Every modal about an output, and Home."""
    carried = Carried(view.output.id, view.output.current_sha256, "nonce", approving=True)
    for page in range(1, len(pages_of(view.text)) + 1):
        yield draw_reading(view, replace(carried, page=page))
    yield draw_reading(view, replace(carried, approving=False))
    yield draw_reject(view, carried)
    assert view.answered is not None
    yield draw_ask(view, carried)
    yield draw_give_answer(view, view.answered, carried)
    yield draw_other_reason(view, carried)
    cord = Cord(view.workflow, Open(3, 1), view.stopped, view.names)
    yield draw_stop(cord, carried)
    yield draw_go_on(cord, carried)
    yield draw_no_cord(cord)


@SETTINGS
@given(words=filled())
def test_whatever_is_written_stays_words(real: CardView, words: dict[str, Any]) -> None:
    view = hostile(real, words)

    for message in messages(view):
        assert_harmless_top_level(message.text)
        assert checked_blocks(message.blocks)
        assert_blocks(message.blocks, "message")
    for modal in modals(view):
        assert checked_view(modal, "modal")
        assert_blocks(modal["blocks"], "modal")


def test_what_cannot_be_seen_in_many_names_and_reasons_still_fits_on_a_card(real: CardView) -> None:
    """Spelt out, each of these letters takes eight."""
    unseen = "\u202e" * 1_000
    words = {"text": unseen[:50], "name": unseen, "note": unseen, "state": "in_review", "reason": "other"}
    told = dict.fromkeys(("title", "input", "asked", "team", "label", "old", "criterion"), unseen[:200])
    choices = {"objected": False, "waits": True}

    for verdict in ("approve", "reject"):
        for message in messages(hostile(real, told | words | choices | {"verdict": verdict})):
            assert checked_blocks(message.blocks)


@SETTINGS
@given(words=filled())
def test_home_takes_whatever_is_written_too(real: CardView, words: dict[str, Any]) -> None:
    output = hostile(real, words).output
    waiting = Waiting(output, "Europe/Berlin", "https://sandbox.example/archives/C1/p1", mine=True)
    answered = Answered("refund-replies", "live", "reviewed", False, 3, 1, MONDAY, "Europe/Berlin")
    stopped = stopped_because(words["note"])
    answers_for = tuple(
        replace(answered, slug=f"{SLUG}-{number}", status="paused", stopped=stopped) for number in range(30)
    )
    names = {str(output.requested_by): words["name"], user_id("ben"): words["name"]}

    drawn = draw_home(HomeView((waiting,) * 15, 9, answers_for, True, names))

    assert checked_view(drawn, "home")
    assert_blocks(drawn["blocks"], "home")


@SETTINGS
@given(words=filled())
def test_the_text_is_whole_wherever_it_is_said_to_be(real: CardView, words: dict[str, Any]) -> None:
    view = hostile(real, words | {"state": "in_review"})

    card = draw_card(view, now=MONDAY)
    read = "".join("".join(page) for page in pages_of(view.text))

    assert as_written(read, crlf=ends_in_crlf(view.text)) == view.text
    if card.shows_whole_text:
        assert quoted(card) == read
        assert folded(read) in folded(unescaped(card.text))


@given(one=TEXT, other=TEXT)
def test_no_two_texts_look_the_same(one: str, other: str) -> None:
    for text in (one, other, visible(one), one.replace(" ", "␣"), one.replace("\n", "\r\n")):
        assert as_written(legible(text), crlf=ends_in_crlf(text)) == text


@given(text=TEXT, first=st.integers(1, 60))
def test_a_beginning_looks_like_the_beginning_of_it_all(text: str, first: int) -> None:
    crlf = ends_in_crlf(text)

    beginning = as_written(legible(text, first), crlf=crlf)

    assert text.startswith(beginning)
    assert len(beginning) in (min(first, len(text)), min(first, len(text)) - 1)


@given(text=TEXT)
def test_inert_text_loses_nothing_but_its_powers(text: str) -> None:
    assert folded(unescaped(inert(text))) == folded(visible(text))


@given(text=TEXT, room=st.integers(20, 2_000))
def test_inert_text_is_cut_between_letters_never_inside_an_entity(text: str, room: int) -> None:
    cut, whole = inert_within(text, room)

    assert len(cut) <= room
    assert whole == (len(inert(text)) <= room)
    assert re.sub(r"&(amp|lt|gt);", "", cut).count("&") == 0


@given(text=TEXT, room=st.integers(2, 3_000))
def test_portions_are_the_text(text: str, room: int) -> None:
    cut = list(portions(text, room))

    assert "".join(cut) == text
    assert all(0 < len(portion.encode("utf-16-le")) // 2 <= room for portion in cut)


def assert_harmless_top_level(text: str) -> None:
    """What Slack parses holds no markup but our own times and mentions."""
    rest = TOKEN.sub("", text)
    assert text.strip()
    assert len(text) <= 4_000
    assert "<" not in rest
    assert ">" not in rest
    assert re.sub(r"&(amp|lt|gt);", "", rest).count("&") == 0
    assert MARKUP.search(rest) is None
    assert_nothing_hides(text)


def assert_blocks(blocks: list[dict[str, Any]], surface: Any) -> None:
    """Within Slack's limits by a second opinion; mrkdwn is our own; nothing hides."""
    validate_surface_blocks(blocks, surface)
    for block in blocks:
        if block["type"] in ("header", "context", "divider") or (
            block["type"] == "section" and "accessory" not in block
        ):
            Block.from_dict(block)
        ids = [element["action_id"] for element in block.get("elements", []) if "action_id" in element]
        assert len(ids) == len(set(ids))
    for node in nodes(blocks):
        if node.get("type") == "mrkdwn":
            assert "<" not in TOKEN.sub("", node["text"])
            assert re.fullmatch(r"· by <!date[^<>]+>", node["text"])
        if node.get("type") == "button":
            assert len(node["text"]["text"]) <= limits.BUTTON_TEXT_MAX_LENGTH
            assert len(node.get("value", "")) <= limits.BUTTON_VALUE_MAX_LENGTH
        if node.get("type") in ("link", "button") and "url" in node:
            assert node["url"].startswith("https://")
        if node.get("type") == "text":
            assert node["text"]
    for text in texts(blocks):
        assert_nothing_hides(text)
    json.dumps(blocks).encode()


def assert_nothing_hides(text: str) -> None:
    """No control or format character, but for joiners where a script or an emoji needs them."""
    hiding = {
        f"U+{ord(letter):04X}"
        for letter in text
        if letter not in "\n\t\u200c\u200d" and unicodedata.category(letter) in NO_CONTROL
    }
    assert hiding == set()


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from nodes(one)


def quoted(message: Message) -> str:
    block: Any = next(block for block in message.blocks if ":text:" in str(block["block_id"]))
    return "".join(element["text"] for element in block["elements"][0]["elements"])


def unescaped(text: str) -> str:
    """Mrkdwn as Slack shows it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def folded(text: str) -> str:
    """A text with look-alikes as what they stand for."""
    return text.translate(
        str.maketrans({"∗": "*", "＿": "_", "∼": "~", "ˋ": "`", "꞉": ":", "․": ".", "›": ">"})
    )
