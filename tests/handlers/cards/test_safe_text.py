"""What is made of text that hides, formats, links or is too long."""

from __future__ import annotations

import pytest

from handlers.cards.safe_text import beginning, clipped, inert, inert_within, size, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pay \u202e04 EUR", "pay ⟨U+202E⟩04 EUR"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("one\r\ntwo\rthree", "one\ntwo⟨U+000D⟩three"),
        ("x\U000e0041", "x⟨U+E0041⟩"),
        ("pay\u034f 40", "pay⟨U+034F⟩ 40"),
        ("a\u2065b", "a⟨U+2065⟩b"),
        ("a\ufff0b", "a⟨U+FFF0⟩b"),
        ("a\U000e0080b", "a⟨U+E0080⟩b"),
        ("pay \ufe0140", "pay ⟨U+FE01⟩40"),
        ("pay 40\ufe02.\ufe03", "pay 40⟨U+FE02⟩.⟨U+FE03⟩"),
        ("a\u180bb", "a⟨U+180B⟩b"),
        ("\u3164", "⟨U+3164⟩"),
        ("   ", "␣␣␣"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("Z" + "\u0334" * 6, "Z" + "\u0334" * 4 + "⟨U+0334⟩" * 2),
    ],
)
def test_what_hides_is_shown_by_its_number(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻",
        "नमस्\u200dते",
        "می\u200cخواهم",
        "❤\ufe0f",
        "Grüße – ŝ ẍ̌",
        "a\tb\nc",
        "1\ufe0f\u20e3",
        "©\ufe0f ‼\ufe0f ◽\ufe0f",
        "辻\ufe00",
        "ᠠ\u180b",
    ],
)
def test_what_languages_and_emoji_need_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold* and 2*3", "∗bold∗ and 2*3"),
        ("_it_ and snake_case", "＿it＿ and snake_case"),
        ("`code`", "ˋcodeˋ"),
        (":tada: at 10:43, or 5:1234:", "꞉tada: at 10:43, or 5꞉1234:"),
        ("https://evil.example", "https꞉//evil.example"),
        ("> quoted", "› quoted"),
        ("AT&amp;T", "AT&amp;amp;T"),
    ],
)
def test_the_top_level_text_shows_just_the_words(text: str, parsed: str) -> None:
    assert inert(text) == parsed


def test_a_cut_is_between_words_and_says_so() -> None:
    assert clipped("The money is on its way to you", 21) == "The money is on its…"
    assert clipped("Exactly", 7) == "Exactly"


def test_emoji_count_as_slack_may_count_them() -> None:
    assert size("👍👍") == 4
    assert beginning("👍👍👍", 4) == "👍👍"


def test_an_entity_is_never_cut() -> None:
    assert inert_within("<<<<", 10) == ("&lt;&lt;…", False)
