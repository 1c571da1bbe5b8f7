"""A use of AI that somebody proposes: six answers become the file of a workflow, which is kept and can be applied."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.workflow_file.file import parse
from domain.workflow_file.problem import Problem
from domain.workflow_file.workflow import WorkflowEntry
from domain.working_time import WorkingHours

ANSWER_ROOM = 500
LINE_ROOM = 200
LINES_AT_MOST = 12
NAME_ROOM = 63

# Letters that draw nothing, and what only says how the letter before it is drawn.
_BLANKS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MARKS_IN_A_ROW = 4

_BULLET = re.compile(r"[-•*–]\s+")


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes, each text on one line. `channel`, `owner` and `reviewers` are written as a file
    writes them: by name or e-mail address where there is one, else by Slack's id.
    """

    slug: str
    purpose: str
    gains: str
    carries: str
    criteria: tuple[str, ...]
    never: tuple[str, ...]
    stop_when: str
    channel: str
    owner: str
    reviewers: tuple[str, ...]
    timezone: str


def answer_by(hours: WorkingHours, proposed_at: datetime) -> datetime:
    """Return by when its owner's answer is wanted: after two of the working days in `hours`, the owner's own."""
    return hours.add(proposed_at, 2 * hours.day)


def slug_of(name: str) -> str:
    """Return the name as a workflow can have it: small letters, digits and hyphens; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:NAME_ROOM].strip("-")


def one_line(written: str) -> str:
    """Return what somebody wrote on one line, without what is no letter that anybody sees."""
    return " ".join("".join(one if unicodedata.category(one) != "Cc" else " " for one in written).split())


def each_line(written: str) -> tuple[str, ...]:
    """Return the lines of what somebody wrote, each once, without the dots and dashes that lists begin with."""
    lines = (one_line(_BULLET.sub("", line.strip(), count=1)) for line in written.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def file_of(proposal: Proposal) -> str:
    """Return the proposal as a workflows.toml, which says nothing that cannot be seen."""
    return "\n".join(_file(proposal)) + "\n"


def read_file(proposal: Proposal) -> WorkflowEntry | list[Problem]:
    """Return the workflow that the proposal's file describes, or all that is wrong with it."""
    found = parse(file_of(proposal), timezone=proposal.timezone)
    return found if isinstance(found, list) else found.workflows[proposal.slug]


def _file(proposal: Proposal) -> Iterator[str]:
    yield f"# Who gains: {_seen(proposal.gains)}"
    yield f"# Who carries the checking and the clean-up: {_seen(proposal.carries)}"
    yield f"# When we would stop: {_seen(proposal.stop_when)}"
    yield f"[workflows.{proposal.slug}]"
    yield f"purpose   = {_text(proposal.purpose)}"
    yield f"channel   = {_text(proposal.channel)}"
    yield f"owner     = {_text(proposal.owner)}"
    yield f"reviewers = {_texts(proposal.reviewers)}"
    yield 'lane      = "reviewed"'
    yield f"working_hours = {{ timezone = {_text(proposal.timezone)} }}"
    yield ""
    yield f"[workflows.{proposal.slug}.standard]"
    yield f"criteria  = {_texts(proposal.criteria)}"
    yield f"never     = {_texts(proposal.never)}"


def _text(text: str) -> str:
    return f'"{_seen(json.dumps(text, ensure_ascii=False)[1:-1])}"'


def _texts(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_text, texts)) + "]"


def _seen(text: str) -> str:
    """Return the text with what cannot be seen by its number, as TOML writes it. In a comment that is just read.

    The file is kept from a message that shows what hides, which would no longer be what was written.
    """
    return "".join(
        _by_number(ord(one)) if hides else one for one, hides in zip(text, _hidden(text), strict=True)
    )


def _hidden(text: str) -> Iterator[bool]:
    """Say of each letter whether it draws nothing, or is one mark too many on the letter before it."""
    marks = 0
    for one in text:
        marks = marks + 1 if unicodedata.category(one) in ("Mn", "Me") else 0
        yield (
            not one.isprintable() or one in _BLANKS or marks > _MARKS_IN_A_ROW or bool(_SELECTORS.match(one))
        )


def _by_number(number: int) -> str:
    return f"\\u{number:04X}" if number < 0x1_0000 else f"\\U{number:08X}"
