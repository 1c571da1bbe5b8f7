"""docs/recipes.md is true: registries know what is there, and what is there is known to a registry."""

from __future__ import annotations

import ast
import re
from importlib import import_module

import pytest

from bot.__main__ import COMMANDS
from handlers.clock.ticks import TICKS
from handlers.outbox.effects import EFFECTS
from tests.architecture.source import ROOT, modules, tree

RECIPES = (ROOT / "docs" / "recipes.md").read_text()
SHARED_BY_COMMANDS = {"terminal"}
SHARED_BY_STATISTICS = {"beta.py", "searching.py"}
SHARED_BY_USECASES = {"settle", "tell", "tell_aftermath", "notify", "output_rows", "output_draws"}
SEVERAL_VERBS = {"withdraw_vote"}  # undo and withdraw: one idea, two names


def test_every_command_has_a_file_and_every_file_is_a_command() -> None:
    folder = ROOT / "bot" / "commands"
    here = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }

    assert here - SHARED_BY_COMMANDS - {"__init__"} == set(COMMANDS)


@pytest.mark.parametrize(
    "name",
    sorted({path.stem for path in modules("usecases")} - {"__init__"} - SHARED_BY_USECASES - SEVERAL_VERBS),
)
def test_a_use_case_is_named_like_its_file(name: str) -> None:
    assert hasattr(import_module(f"usecases.{name}"), name)


def test_every_formula_says_where_it_comes_from() -> None:
    sources = (ROOT / "docs" / "checking.md").read_text()

    unsaid = {path.name for path in modules("domain/statistics") if f"`{path.name}`" not in sources}

    assert unsaid == {"__init__.py"} | SHARED_BY_STATISTICS


def test_every_wish_that_is_made_is_fulfilled_by_somebody() -> None:
    wished = {
        node.args[0].value
        for path in modules("usecases", "handlers")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("wish")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert wished <= set(EFFECTS)
    assert "card" in wished


def test_the_clock_does_each_thing_once() -> None:
    names = [tick.name for tick in TICKS]

    assert len(names) == len(set(names))
    assert "settling" in names


@pytest.mark.parametrize("place", sorted(set(re.findall(r"`((?:[\w.]+/)+[\w.]*|\.env\.example)`", RECIPES))))
def test_every_place_that_the_recipes_name_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_the_documents_that_are_linked_are_there() -> None:
    linked = {
        (path, link)
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for link in re.findall(r"\]\(((?!https?:)[^)#]+)", path.read_text())
    }

    missing = [f"{path.name}: {link}" for path, link in linked if not (path.parent / link).exists()]

    assert missing == []
