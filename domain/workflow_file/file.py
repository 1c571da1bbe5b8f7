"""The file as a whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.references import GroupRef, PersonRef
from domain.workflow_file.problem import Problem
from domain.workflow_file.table import Table
from domain.workflow_file.values import a_person, a_person_or_group
from domain.workflow_file.workflow import WorkflowEntry, read_workflow

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_SYNTAX = re.compile(r"(?P<what>.*) \(at (?P<where>.*)\)", re.DOTALL)


@dataclass(frozen=True)
class Organisation:
    """What holds for all workflows: who the leaders are."""

    leaders: tuple[PersonRef, ...] = ()


@dataclass(frozen=True)
class Team:
    """Who belongs to a team."""

    members: tuple[PersonRef | GroupRef, ...] = ()


@dataclass(frozen=True)
class WorkflowFile:
    """All that a file says, by workflow and by team. Two that are equal ask for the same."""

    workflows: Mapping[str, WorkflowEntry] = field(default_factory=dict)
    organisation: Organisation = Organisation()
    teams: Mapping[str, Team] = field(default_factory=dict)


def parse(text: str, *, file: str = "workflows.toml", timezone: str = "UTC") -> WorkflowFile | list[Problem]:
    """Return what the text says, or everything that is wrong with it at once.

    `file` is its name in problems; `timezone` the installation's, for workflows that name none.
    """
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError as error:  # tomllib's own, or a number of thousands of digits
        return [_syntax(file, str(error))]
    except RecursionError:
        return [
            Problem(file, "everything", "lists lie within lists without end", "write it like the example")
        ]
    problems: list[Problem] = []
    found = _read(Table(file, "", values, problems), timezone)
    return problems or found


def _read(table: Table, timezone: str) -> WorkflowFile:
    workflows = table.table("workflows")
    entries = {
        slug: read_workflow(workflows.table(slug), slug, timezone=timezone) for slug in _names(workflows)
    }
    organisation = table.table("organisation")
    leaders = organisation.each("leaders", a_person, most=50)
    organisation.close()
    teams = table.table("teams")
    members = {name: _team(teams.table(name)) for name in _names(teams)}
    table.close()
    if not table.written:
        table.note("workflows", "the file is empty", "write [workflows.my-workflow] and its keys below")
    return WorkflowFile(entries, Organisation(leaders), members)


def _team(table: Table) -> Team:
    members = table.each("members", a_person_or_group, most=500)
    table.close()
    return Team(members)


def _names(table: Table) -> list[str]:
    names = table.written
    for name in names:
        if not _SLUG.fullmatch(name):
            right = f'write it like "{_slug_of(name)}": small letters, digits and hyphens, at most 63'
            table.note(name, "this is not a name", right)
    return names


def _slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63] or "refund-replies"


def _syntax(file: str, message: str) -> Problem:
    shape = _SYNTAX.fullmatch(message)
    what, where = (shape["what"], shape["where"]) if shape else (message, "somewhere")
    return Problem(
        file, where, f"this is not TOML ({what})", "texts need quotes, lists [ ], inline tables { }"
    )
