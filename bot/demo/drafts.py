"""What the demo's AI systems write: the same texts again and again, with other names and numbers."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path

_HERE = Path(__file__).parent
_NAMES = (
    "Mr Weber", "Ms Okonkwo", "Mrs Lindgren", "Mr Ferrari", "Ms Novak", "Mr Takahashi", "Mrs O'Neill",
    "Ms Yilmaz", "Mr van Dijk", "Mrs Silva", "Ms Dubois", "Mr Kowalczyk",
)  # fmt: skip
_PRODUCTS = (
    "teapot",
    "desk lamp",
    "bread knife",
    "wool blanket",
    "cast-iron pan",
    "wall clock",
    "coffee mill",
)
_SUPPLIERS = ("Nordlicht Systems", "Delfthaven Software", "Kranich Services", "Alba Hosting", "Blauwbrug")


@dataclass(frozen=True)
class Draft:
    """One text as an AI system would hand it in, and what a careful colleague thinks of it.

    `flaw` None: it is good. `again` is the second try after a rejection; `recall` True: the AI system takes
    it back if nobody decides for a while.
    """

    title: str
    content: str
    input: str | None = None
    risk: str = "normal"
    requested_by: str | None = None
    links: tuple[Mapping[str, str], ...] = ()
    flaw: str | None = None
    note: str | None = None
    again: str | None = None
    recall: bool = False
    number: int = field(default=0)

    def second_try(self) -> Draft | None:
        """Return the draft that answers a rejection, None if there is none."""
        if self.again is None:
            return None
        return Draft(
            self.title, self.again, self.input, self.risk, self.requested_by, self.links, number=self.number
        )

    def body(self, workflow: str) -> dict[str, object]:
        """Return it as `POST /v1/outputs` takes it."""
        said = {
            "workflow": workflow,
            "content": self.content,
            "title": self.title,
            "input": self.input,
            "risk": self.risk,
            "requested_by": self.requested_by,
            "links": list(self.links),
            "model": "house-model",
            "model_version": "2026-11",
        }
        return {key: value for key, value in said.items() if value not in (None, [])}


class Texts:
    """What one workflow's AI system can write, for ever: `chance` fills in the names and numbers, no two are alike."""

    def __init__(self, workflow: str, chance: random.Random) -> None:
        written = tomllib.loads((_HERE / "outputs.toml").read_text(encoding="utf-8"))[workflow]
        self._chance = chance
        self._numbers = count()
        self._as_they_come = cycle(written)
        self._flawed = cycle([entry for entry in written if "flaw" in entry])
        self._good = cycle([entry for entry in written if "flaw" not in entry])

    def __iter__(self) -> Iterator[Draft]:
        """Give drafts in the order in which they are written down."""
        return self

    def __next__(self) -> Draft:
        """Return the next one."""
        return _filled(next(self._as_they_come), next(self._numbers), self._chance)

    def one(self, *, flawed: bool) -> Draft:
        """Return one that a careful colleague would stop, or one they would let through."""
        return _filled(next(self._flawed if flawed else self._good), next(self._numbers), self._chance)


def _filled(entry: Mapping[str, object], number: int, chance: random.Random) -> Draft:
    said = {key: value for key, value in entry.items() if key != "links"}
    if said["content"] == "@long":
        said["content"] = (_HERE / "long_summary.txt").read_text(encoding="utf-8").strip()
    facts = {
        "{order}": str(1870 + 7 * number + chance.randrange(7)),
        "{name}": chance.choice(_NAMES),
        "{product}": chance.choice(_PRODUCTS),
        "{supplier}": chance.choice(_SUPPLIERS),
        "{amount}": f"{chance.randrange(1200, 18900) / 100:.2f}",
    }
    for key, value in said.items():
        if isinstance(value, str):
            for mark, fact in facts.items():
                value = value.replace(mark, fact)
            said[key] = value
    links = entry.get("links", [])
    assert isinstance(links, list)
    return Draft(links=tuple(links), number=number, **said)  # type: ignore[arg-type]  # keys of outputs.toml, by name
