"""A past text made unrecognisable: numbers, addresses, links and the names behind a form of address, each as another.

What was the same before is the same afterwards, in all texts that are disguised with the same seed, so that what was
wrong in them stays wrong. It is a beginning: a person reads and confirms it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
# Short ones are amounts of days, items and the like, and name nobody.
_NUMBER = re.compile(r"(?<!\d)\d{3,}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESSED = re.compile(
    r"\b(?:Dear|Hello|Hi|Mr|Mrs|Ms|Mx|Dr|Prof|Herrn?|Frau|Monsieur|Madame)\b\.?"
    r"(?:[ \t]+(?:Mr|Mrs|Ms|Mx|Dr|Prof|Herrn?|Frau)\b\.?)*[ \t]+([^\W\d_][\w'’-]+(?:[ \t]+[^\W\d_a-z][\w'’-]+)?)"
)
_NAMES = (
    "Adler", "Brandt", "Castell", "Dumont", "Eklund", "Farkas", "Gruber", "Holm", "Ivanov", "Jansen", "Keller", "Lindt",
    "Moreau", "Novak", "Okafor", "Petrov", "Quist", "Rossi", "Sandell", "Tanaka", "Ullmann", "Varga", "Winter", "Zeman",
)  # fmt: skip
# Not names, though they follow a form of address and are written large.
_NO_NAMES = frozenset({
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Herr", "Herrn", "Frau", "Customer", "Customers", "Sir", "Madam", "Team",
    "All", "Colleague", "Colleagues", "There", "Everyone", "Both", "Friend", "Friends",
})  # fmt: skip


def disguised(texts: Sequence[str], seed: str, known: Sequence[str] = ()) -> list[str]:
    """Return the texts with each of these as another, by the seed alone. `known` are names to change too."""
    names = {name for one in texts for found in _ADDRESSED.findall(one) for name in found.split()}
    names |= {part for name in known for part in name.split()}
    others = {
        name: _other_name(seed, name) for name in names - _NO_NAMES if len(name) > 1 and name[0].isupper()
    }
    return [_disguised(one, seed, others) for one in texts]


def _disguised(text: str, seed: str, others: dict[str, str]) -> str:
    parts, at = [], 0
    for found in re.finditer(f"{_URL.pattern}|{_EMAIL.pattern}", text, re.IGNORECASE):
        parts += [_words(text[at : found.start()], seed, others), _address(found[0], seed)]
        at = found.end()
    return "".join([*parts, _words(text[at:], seed, others)])


def _address(address: str, seed: str) -> str:
    number = _lot(seed, address) % 900 + 100
    if _EMAIL.fullmatch(address):
        return f"person{number}@example.com"
    ending = address[len(address.rstrip(".,;:!?")) :]
    return f"https://example.com/{number}{ending}"


def _words(text: str, seed: str, others: dict[str, str]) -> str:
    text = _NUMBER.sub(lambda found: _other_number(seed, found[0]), text)
    if not others:
        return text
    pattern = "|".join(re.escape(name) for name in sorted(others, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda found: others[found[0]], text)


def _other_number(seed: str, number: str) -> str:
    """Return another one with as many digits, which does not begin with a zero unless this one does."""
    if _YEAR.fullmatch(number):
        return number
    first = "0" if number[0] == "0" else str(_lot(seed, number, "first") % 9 + 1)
    rest = "".join(str(_lot(seed, number, str(place)) % 10) for place in range(1, len(number)))
    if first + rest == number:
        return number[:-1] + str((int(number[-1]) + 1) % 10)
    return first + rest


def _other_name(seed: str, name: str) -> str:
    others = [one for one in _NAMES if one != name]
    return others[_lot(seed, name) % len(others)]


def _lot(*of: str) -> int:
    return int.from_bytes(hashlib.sha256("\x00".join(of).encode()).digest()[:8], "big")
