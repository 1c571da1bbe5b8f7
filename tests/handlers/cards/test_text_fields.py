"""A text in the fields of a modal comes back byte for byte, but for what somebody wrote there, or is not put there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.cards.safe_text import size
from handlers.cards.text_fields import FIELD_ROOM, Fields, Unfit, emoji_named_in, fields_of, hidden_in
from tests.handlers.cards.test_hostile_text import TEXT

WORDS = st.sampled_from(
    [
        "Dear",
        "Mr",
        "Weber,",
        " ",
        "  ",
        "\n",
        "\n\n",
        " \n\t",
        "\t",
        "👩🏽",
        "🇩🇪",
        "नमस्ते",
        "שלום",
        "中文" * 40,
        "\u00a0",
    ]
)
LETTER = st.builds(
    lambda parts, times: "".join(parts) * times, st.lists(WORDS, max_size=30), st.sampled_from([1, 40, 200])
)


def entered_untouched(fields: Fields) -> list[str]:
    """What Slack may make of fields that nobody touched: other line ends, and no blanks at their ends."""
    return [part.strip().replace("\n", "\r\n") for part in fields.parts]


@given(text=TEXT | LETTER, crlf=st.booleans())
def test_what_nobody_touches_comes_back_byte_for_byte(text: str, crlf: bool) -> None:
    text = text.replace("\n", "\r\n") if crlf else text

    fields = fields_of(text)

    if isinstance(fields, Fields):
        assert "".join(fields.parts) == text.replace("\r\n", "\n")
        assert fields.joined(fields.parts) == text
        assert fields.joined(entered_untouched(fields)) == text
        assert all(0 < size(part) <= FIELD_ROOM for part in fields.parts)


@given(text=LETTER, word=st.sampled_from(["Kind regards", "x\ny", "— really"]), data=st.data())
def test_all_but_the_part_that_was_written_in_stays(text: str, word: str, data: st.DataObject) -> None:
    fields = fields_of(text)
    if isinstance(fields, Unfit):
        return
    at = data.draw(st.integers(0, len(fields.parts) - 1))

    slack_took_blanks_off = entered_untouched(fields)
    slack_took_blanks_off[at] += word
    as_shown = list(fields.parts)
    as_shown[at] += word

    before, after = "".join(fields.parts[:at]), "".join(fields.parts[at + 1 :])
    assert fields.joined(as_shown) == before + fields.parts[at] + word + after
    blanks = fields.parts[at][len(fields.parts[at].rstrip()) :] if after else ""
    assert fields.joined(slack_took_blanks_off) == before + fields.parts[at].strip() + word + blanks + after


@pytest.mark.parametrize(
    "text", ["😀" * 11_000, "word " * 2_399, "中" * 12_000, "x" * 12_000, "a\n\n" * 4_000]
)
def test_every_ordinary_text_of_twelve_thousand_characters_fits(text: str) -> None:
    fields = fields_of(text)

    assert isinstance(fields, Fields)
    assert fields.joined(fields.parts) == text
    assert len(fields.parts) <= 12


def test_blanks_that_no_field_holds_are_not_cut_into_fields() -> None:
    assert fields_of("one" + "\n" * 4_000 + "two") == Unfit("fix.unfit")


@pytest.mark.parametrize(
    "text",
    [
        "zero\u200bwidth",
        "\u202eevil",
        "one\rtwo",
        "one\r\ntwo\nthree",
        "bell\x07",
        "   ",
        "\n\n",
        "⟨U+202E⟩",
        "Z" + "\u0334" * 30,
    ],
)
def test_what_a_field_would_not_show_is_not_put_into_one(text: str) -> None:
    assert fields_of(text) == Unfit("fix.unseen")


def test_nothing_is_cut_inside_a_sign() -> None:
    family = "👨‍👩‍👧‍👦"

    fields = fields_of(family * 1_000)

    assert isinstance(fields, Fields)
    assert all(part.startswith("👨") and part.endswith("👦") for part in fields.parts)


def test_an_emptied_part_takes_the_blanks_after_it_along() -> None:
    one, two, three = ("x" * 2_000, "y" * 2_000, "z" * 2_000)
    fields = fields_of(f"\n{one}\n\n{two}\n{three} \n")
    assert isinstance(fields, Fields)
    first, second, third = fields.parts

    assert fields.joined([first, "", third]) == f"\n{one}\n\n{three} \n"
    assert fields.joined([first, second, " "]) == f"\n{one}\n\n{two} \n"
    assert fields.joined(["", "", ""]) == ""


def test_the_ends_of_a_text_are_as_they_are_left() -> None:
    fields = fields_of("We refund 49 EUR.\n")
    assert isinstance(fields, Fields)

    assert fields.joined(["We refund 94 EUR.\n"]) == "We refund 94 EUR.\n"
    assert fields.joined(["We refund 94 EUR."]) == "We refund 94 EUR."


def test_what_is_written_in_has_the_line_ends_of_the_text() -> None:
    fields = fields_of("one\r\ntwo\r\n")
    assert isinstance(fields, Fields)

    assert fields.joined(["one\nand\r\ntwo\n"]) == "one\r\nand\r\ntwo\r\n"


def test_what_cannot_be_seen_is_found_in_what_was_written() -> None:
    assert hidden_in("pasted\u200b") == "⟨U+200B⟩"
    assert hidden_in("all there\nis\tto see 👩🏽") is None


def test_an_emoji_that_came_back_as_its_name_is_found() -> None:
    assert emoji_named_in("Thanks :tada:", "Thanks 🎉") == ":tada:"
    assert emoji_named_in("Thanks :+1:", "Thanks") == ":+1:"
    assert emoji_named_in("See :tada: at 10:30:45", "See :tada:") is None
