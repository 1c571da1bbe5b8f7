"""Text that we did not write, made harmless: nothing in it can ping, link, format, hide or turn around.

Untrusted text goes into `plain_text` and `rich_text` only, as `visible`. The one place that Slack always parses
is a message's top-level text: there it goes as `inert`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What draws nothing although Unicode calls it a letter, a mark or a symbol, or has not assigned it yet but says that
# nothing is to be drawn for it (Default_Ignorable_Code_Point).
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0").union(
    map(chr, range(0xFFF0, 0xFFF9)), map(chr, range(0xE0000, 0xE1000))
)
_INVISIBLE_KINDS = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_JOINERS = frozenset("\u200c\u200d")
_SELECTORS = frozenset("\u180b\u180c\u180d\u180f").union(map(chr, range(0xFE00, 0xFE10)))
_KEYCAP = "\u20e3"
_MARKS = frozenset({"Mn", "Me"})
_MARKS_IN_A_ROW = 4  # more than any writing needs: stacked higher, they cover the lines around them

# What would begin or end formatting, and what it looks like without doing so.
_LOOKALIKES = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})
# Between two letters or digits (snake_case, 2*3) Slack leaves them alone, and so do we.
_FORMATTING = re.compile(r"`|(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])")
# A colon before anything but a space may begin an emoji (":x" does, if our own colon comes next); "10:43," does not.
_EMOJI = re.compile(r":(?=\S)(?!(?<=\d:)\d\d[\s.,;!?)])")
_ADDRESS = re.compile(r":(?=//)|(?<=\bmailto):|(?<=\bwww)\.", re.IGNORECASE)
_QUOTE = re.compile(r"^(\s*)>", re.MULTILINE)
_BLANK = re.compile(r"[^\S\n\t]")
_LOOKS_SHOWN = re.compile(r"⟨(?=U\+[0-9A-F]{4,6}⟩)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def visible(text: str) -> str:
    """Return the text with everything that hides in it shown by its number: ⟨U+202E⟩.

    Line ends become "\\n"; nothing is left out. A text of nothing but spaces shows them as ␣.
    """
    text = text.replace("\r\n", "\n")
    if not text.strip():
        text = _BLANK.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text.replace(" ", "␣"))
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_shown(text))


def legible(text: str, first: int | None = None) -> str:
    """Return the text that is judged as `visible`, and so that no two texts look the same.

    With `first`, about so many characters of its beginning. What was written as ⟨U+202E⟩ itself has its bracket
    by number. Line ends are "\\n" where all of them are alike (`ends_in_crlf` says which); else each CR is shown.
    """
    crlf = ends_in_crlf(text)
    beginning_of_it = text if first is None or first >= len(text) else text[:first].removesuffix("\r")
    shown = _LOOKS_SHOWN.sub("⟨U+27E8⟩", beginning_of_it)
    if not crlf:
        shown = shown.replace("\r", "⟨U+000D⟩")
    if "␣" in shown and not shown.replace("␣", "").strip():
        shown = shown.replace("␣", "⟨U+2423⟩")
    return visible(shown)


def ends_in_crlf(text: str) -> bool:
    """Say whether the text has lines and every one of them ends in CR LF, and no CR is anywhere else."""
    ends = text.count("\r\n")
    return ends > 0 and ends == text.count("\n") == text.count("\r")


def inert(text: str) -> str:
    """Return the text as Slack's mrkdwn that shows just this text: no format, emoji, link or mention."""
    return _escaped(_unformatted(visible(text)))


def inert_within(text: str, room: int) -> tuple[str, bool]:
    """Return as much of `inert(text)` as fits into `room` characters, and whether that is all of it.

    It is never cut inside an entity.
    """
    head = text[: 2 * room + 2]  # more than can fit, even where line ends become shorter
    whole = inert(head)
    if len(head) == len(text) and len(whole) <= room:
        return whole, True
    kept, used = [], 0
    for letter in _unformatted(visible(head)):
        piece = _ENTITIES.get(letter, letter)
        used += len(piece)
        if used > room - 1:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…", False


def clipped(text: str, room: int) -> str:
    """Return `visible(text)`, cut with … to at most `room` of the units that Slack counts."""
    shown = visible(text)
    if size(shown) <= room:
        return shown
    return beginning(shown, room - 1).rstrip() + "…"


def size(text: str) -> int:
    """Return the length as Slack may count it at worst: UTF-16 units, so that most emoji count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, room: int) -> str:
    """Return the longest beginning that fits into `room` units, ending at a line or a word where there is one."""
    if size(text) <= room:
        return text
    low = fitting(text, room)
    cut = max(text.rfind("\n", 0, low), text.rfind(" ", 0, low)) + 1
    return text[: cut if cut > low * 3 // 4 else low]


def fitting(text: str, room: int) -> int:
    """Return how many characters of the text's beginning fit into `room` units."""
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= room else (low, middle - 1)
    return low


def portions(text: str, room: int) -> Iterator[str]:
    """Give the text in portions of at most `room` units that together are the text, none empty."""
    while text:
        portion = beginning(text, room) or text[0]
        yield portion
        text = text[len(portion) :]


def _shown(text: str) -> Iterator[str]:
    marks = 0
    for at, letter in enumerate(text):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in _MARKS else 0
        if letter in "\n\t" or not _hides(text, at, kind, marks):
            yield letter
        else:
            yield f"⟨U+{ord(letter):04X}⟩"


def _hides(text: str, at: int, kind: str, marks: int) -> bool:
    letter = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if letter in _JOINERS:  # they shape emoji and some scripts; between Latin letters they only hide
        return not (before and after and _shapes(before) and _shapes(after))
    if letter in _SELECTORS:
        return not (before and _has_shapes(before, after))
    if letter in _BLANKS:
        return True
    return kind in _INVISIBLE_KINDS or marks > _MARKS_IN_A_ROW


def _shapes(letter: str) -> bool:
    return ord(letter) > 0x2FF and unicodedata.category(letter) in {"So", "Sk", "Lo", "Mn", "Mc"}


def _has_shapes(letter: str, after: str) -> bool:
    """Say whether a selector behind this sign can choose how it is drawn; `after` is what follows the selector."""
    if letter in "#*0123456789":
        return after == _KEYCAP
    kinds = {"So", "Sk", "Sm", "Lo", "Lm"}
    return letter in "©®‼⁉ℹ〰" or (ord(letter) > 0x2FF and unicodedata.category(letter) in kinds)


def _unformatted(text: str) -> str:
    """Return the text with look-alikes where Slack would format, of the same length."""
    text = _FORMATTING.sub(lambda found: found.group().translate(_LOOKALIKES), text)
    text = _ADDRESS.sub(lambda found: "꞉" if found.group() == ":" else "․", text)
    text = _EMOJI.sub("꞉", text)
    return _QUOTE.sub(r"\1›", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
